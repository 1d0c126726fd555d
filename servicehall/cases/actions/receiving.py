"""Receiving what a citizen brings, and accepting it, if need be with a promise of the rest."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from servicehall.cases.actions.stages import begin_next
from servicehall.cases.clocks import Course, told_by
from servicehall.cases.letters import tell
from servicehall.cases.models import Case
from servicehall.cases.moving import dates_of, deem, move, record_case, require_known
from servicehall.cases.periods import periods_of
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.matters import reached_at
from servicehall.reception.models import Addressee, Message, Visit
from servicehall.worktime.calendars import OutsideCalendar

FOLLOW_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What the code to follow a case is written in: nothing that looks like something else."""
FOLLOW_LENGTH = 12

FOLLOW_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What follow codes are written in: nothing that looks like something else."""
FOLLOW_LENGTH = 12


@action(Case)
def receive(
    *,
    visit: Visit,
    missing: Sequence[str],
    by: StaffMember,
    at: datetime,
    applicant: str = "",
    not_applicable: Sequence[str] = (),
    reached: str = "",
    key: str | None = None,
) -> Case:
    """Receive the matter of the citizen at the counter.

    ``missing`` are the codes of required materials that were not brought, ``not_applicable`` of
    those that this citizen does not need. The applicant's name, and where they want to be told of
    the matter (``reached``: a mobile number or an e-mail address), are personal and kept apart.
    Raises ``Refused``: ``not_permitted``; ``not_serving`` unless the visit is being served;
    ``case_received_already``; ``unknown_material``; ``no_mobile_number``, ``no_email_address``.
    """
    require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    if visit.status != Visit.Status.SERVING:
        raise Refused("not_serving")
    not_needed = list(dict.fromkeys(not_applicable))
    require_known(visit.service_id, [*missing, *not_needed])
    if Case.objects.filter(visit=visit, service=visit.service_id).exists():
        raise Refused("case_received_already")
    centre, reference = visit.centre, f"{visit.reference}/{visit.service.code}"
    periods = periods_of(centre.jurisdiction)
    try:
        within = told_by(at, periods, working_calendar(centre)) if periods.tell_within else None
    except OutsideCalendar:
        # Nobody is sent away for that; it is set once the calendar is known.
        within = None
    case = Case.objects.create(
        centre=centre,
        reference=reference,
        service=visit.service,
        unit=visit.unit,
        visit=visit,
        counter=visit.counter,
        staff=by,
        received_at=at,
        told_by=within,
        not_applicable=not_needed,
        follow_code="".join(secrets.choice(FOLLOW_SIGNS) for _sign in range(FOLLOW_LENGTH)),
        addressee=_addressee(visit, reference, reached, at),
    )
    data: dict[str, object] = {
        "service": visit.service.code,
        "missing": len(set(missing)),
        "channel": "counter",
        "version": str(visit.service.version),
    }
    if not_needed:
        data["not_applicable"] = not_needed
    if within is not None:
        data["told_by"] = within.isoformat()
    record_case(
        "case.received",
        case,
        by=by,
        at=at,
        data=data,
        personal={"applicant": applicant} if applicant else None,
    )
    return case


@action(Case)
def accept(
    *,
    case: Case,
    by: StaffMember,
    at: datetime,
    owed: Sequence[str] = (),
    owed_by: datetime | None = None,
    key: str | None = None,
) -> Case:
    """Accept the case: both clocks start, and the promised and statutory dates are fixed.

    ``owed`` are minor materials that the citizen promises in writing to bring by ``owed_by``
    (容缺受理); all else that was told as missing has to be there. A case of which nobody told in
    time what is missing is accepted from its receipt on, as the law has it. Raises ``Refused``:
    ``not_permitted``; ``impossible_transition``; ``unknown_material``; ``not_minor`` for what
    can't be promised; ``still_lacking`` for what is neither there nor promised;
    ``promise_without_date``; ``date_past``. Raises ``OutsideCalendar`` where the holidays of a
    year that the limits reach are not known.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.status == Case.Status.RECEIVED and case.told_by is not None and at > case.told_by:
        if not deem(case, by=by, at=at):
            raise Refused("changed_meanwhile")
        return case
    items = list(dict.fromkeys(owed))
    materials = require_known(case.service_id, items)
    if main := [each for each in items if materials[each].weight != "minor"]:
        raise Refused("not_minor", materials=main)
    if lacking := [each for each in case.lacking if each not in items]:
        raise Refused("still_lacking", materials=lacking)
    if items and owed_by is None:
        raise Refused("promise_without_date")
    if owed_by is not None and owed_by <= at:
        raise Refused("date_past")
    found = dates_of(case, Course(at))
    move(
        case,
        Case.Status.ACCEPTED,
        accepted_at=at,
        promised_due=found.promised,
        statutory_due=found.statutory,
        lacking=[],
        owed=items,
        owed_by=owed_by if items else None,
    )
    tell(Message.Occasion.ACCEPTED, case, at=at)
    data: dict[str, object] = {
        "promised_due": found.promised.isoformat(),
        "statutory_due": found.statutory.isoformat(),
    }
    if items and owed_by is not None:
        data |= {"items": items, "until": owed_by.isoformat()}
    record_case("case.accepted", case, by=by, at=at, data=data)
    begin_next(case=case, by=by, at=at)
    return case


@action(Case)
def keep_promise(
    *, case: Case, supplied: Sequence[str], by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Note that the citizen brought what they had promised at acceptance, or a part of it.

    Raises ``Refused``: ``not_permitted``; ``nothing_owed`` for what was not promised.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    brought = [each for each in dict.fromkeys(supplied) if each in case.owed]
    if not brought:
        raise Refused("nothing_owed")
    left = [each for each in case.owed if each not in brought]
    if not Case.objects.filter(pk=case.pk, owed=case.owed).update(owed=left):
        raise Refused("changed_meanwhile")
    case.owed = left
    record_case(
        "case.promise_kept",
        case,
        by=by,
        at=at,
        data={
            "items": brought,
            "count": len(brought),
            "late": case.owed_by is not None and at > case.owed_by,
        },
    )
    return case


@action(Case)
def give_receipt(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Hand over the acceptance receipt with the number and the promised date.

    Raises ``Refused``: ``not_permitted``; ``not_accepted`` before acceptance.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.accepted_at is None:
        raise Refused("not_accepted")
    record_case("receipt.given", case, by=by, at=at, data={"written": True})
    return case


def _addressee(visit: Visit, reference: str, reached: str, at: datetime) -> Addressee | None:
    if not reached.strip():
        return None
    channel, address = reached_at(reached, visit.centre.jurisdiction)
    return Addressee.objects.create(
        centre=visit.centre,
        reference=reference,
        channel=channel,
        address=address,
        language=visit.language,
        agreed_at=at,
    )
