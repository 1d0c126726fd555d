"""Who answers for a question, and who handles a matter: never whom it is about."""

from __future__ import annotations

from servicehall.evidence.actions import Refused
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import may
from servicehall.voices.models import FirstContact, UnresolvedMatter


def owns(question: FirstContact, member: StaffMember) -> bool:
    """Whether the member answers for the question: its owner, or the lead of the owner's unit."""
    if question.owner_id == member.pk:
        return True
    return question.unit_id is not None and may(
        member, "reassign", centre=question.centre_id, unit=question.unit_id
    )


def require_owner(question: FirstContact, member: StaffMember) -> None:
    """Raise ``Refused("not_owner")`` unless the member answers for the question."""
    if not owns(question, member):
        raise Refused("not_owner")


def may_take_over(question: FirstContact, member: StaffMember) -> bool:
    """Whether the question was passed to this member."""
    if member.centre_id != question.centre_id or member.pk == question.owner_id:
        return False
    if question.status == FirstContact.Status.REPORTED:
        return may(member, "reassign", centre=question.centre_id, unit=question.to_unit_id)
    if question.to_member_id is not None:
        return question.to_member_id == member.pk
    return member.unit_id is not None and member.unit_id == question.to_unit_id


def may_handle(matter: UnresolvedMatter, member: StaffMember | None) -> bool:
    """Whether the member may handle matters of its unit; those of no unit, supervision does."""
    if matter.unit_id is None:
        return may(member, "handle_matters", centre=matter.centre_id) and may(
            member, "judge", centre=matter.centre_id
        )
    return may(member, "handle_matters", centre=matter.centre_id, unit=matter.unit_id)


def is_about(matter: UnresolvedMatter, member: StaffMember) -> bool:
    """Whether the matter is about this member: named, or of a visit or case that they handled."""
    concerned = {
        matter.about_staff_id,
        matter.visit.staff_id if matter.visit else None,
        matter.case.staff_id if matter.case else None,
    }
    return member.pk in concerned


def require_handler(matter: UnresolvedMatter, member: StaffMember) -> None:
    """Raise ``Refused`` unless the member may handle the matter and it is not about them."""
    if not may_handle(matter, member):
        raise Refused("not_permitted", permission="handle_matters")
    if is_about(matter, member):
        raise Refused("complained_about")
