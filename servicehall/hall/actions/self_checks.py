"""The opening self-check: a dozen yes or no in under two minutes (clauses 2.1.3, 3b)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import SelfCheck, StaffMember
from servicehall.hall.roles import require
from servicehall.hall.standing import record_at


@action(SelfCheck)
def do_self_check(
    *,
    check: SelfCheck,
    items: Collection[str],
    not_kept: Collection[str],
    shown_at: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> SelfCheck:
    """Note which of the standard's items are kept at the counter this morning.

    ``items`` are the codes that were asked, ``not_kept`` those answered with no, and
    ``shown_at`` is when they were shown, from which the time taken is measured. Raises
    ``Refused``: ``not_permitted``; ``unknown_item``; ``shown_later`` for a time that does not
    lie before ``at``; ``self_check_done`` for the second one of a day.
    """
    require(by, "serve", centre=check.centre_id, unit=check.counter.unit_id)
    if unknown := sorted(set(not_kept) - set(items)):
        raise Refused("unknown_item", item=unknown[0])
    if shown_at > at or at - shown_at > timedelta(days=1):
        raise Refused("shown_later")
    seconds = round((at - shown_at).total_seconds())
    faults = [item for item in items if item in not_kept]
    changed = SelfCheck.objects.filter(pk=check.pk, done_at=None).update(
        done_at=at, done_by=by, seconds=seconds, not_kept=faults
    )
    if not changed:
        raise Refused("self_check_done")
    check.done_at, check.done_by, check.seconds, check.not_kept = at, by, seconds, faults
    record_at(
        "self_check.done",
        check.counter,
        staff=by.code,
        by=by.code,
        at=at,
        objects={"self_check": check.reference},
        data={"not_kept": faults, "count": len(items), "seconds": seconds},
    )
    return check
