"""Handover: what is half done is left in writing to whoever comes next."""

from __future__ import annotations

from datetime import datetime

from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Handover, Shift, StaffMember
from servicehall.hall.roles import require
from servicehall.hall.standing import is_backup, record_at


@action(Handover)
def hand_over(
    *,
    shift: Shift,
    half_done: str,
    call_backs: str,
    supplements: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Handover:
    """Leave in writing what is half done, which call-backs were promised, what is to come.

    The words may name citizens and colleagues: they are personal, and kept apart from the
    fact. Raises ``Refused``: ``not_permitted`` for anyone else's shift; ``not_on_duty``;
    ``nothing_said``.
    """
    if by.pk != shift.staff_id:
        raise Refused("not_permitted", permission="serve")
    if shift.clocked_in is None:
        raise Refused("not_on_duty")
    given = {"half_done": half_done, "call_backs": call_backs, "supplements": supplements}
    words = {name: text.strip() for name, text in given.items() if text.strip()}
    if not words:
        raise Refused("nothing_said")
    reference = f"{shift.counter.code}/{at:%Y-%m-%dT%H:%M:%S.%f}"
    fact = record(
        "handover.written",
        at=at,
        centre=shift.centre.code,
        unit=shift.counter.unit.code,
        counter=shift.counter.code,
        staff=by.code,
        recorder=by.code,
        objects={"handover": reference},
        personal=words,
    )
    return Handover.objects.create(
        centre_id=shift.centre_id,
        reference=reference,
        shift=shift,
        counter=shift.counter,
        fact=fact,
        written_at=at,
    )


@action(Handover)
def take_note(
    *, handover: Handover, by: StaffMember, at: datetime, key: str | None = None
) -> Handover:
    """Take note of what a colleague left; it is shown to nobody any more.

    Raises ``Refused``: ``not_permitted`` for who neither serves in the unit nor steps in for
    the writer, and for the writer; ``noted_already``.
    """
    writer = handover.shift.staff
    if by.pk == writer.pk:
        raise Refused("not_permitted", permission="serve")
    if not is_backup(by, writer):
        require(by, "serve", centre=handover.centre_id, unit=handover.counter.unit_id)
    changed = Handover.objects.filter(pk=handover.pk, noted_at=None).update(
        noted_at=at, noted_by=by
    )
    if not changed:
        raise Refused("noted_already")
    handover.noted_at, handover.noted_by = at, by
    record_at(
        "handover.noted",
        handover.counter,
        staff=by.code,
        by=by.code,
        at=at,
        objects={"handover": handover.reference},
        data={},
    )
    return handover
