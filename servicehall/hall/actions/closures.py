"""Closures of counters, with the notice that tells citizens why, until when and where else."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Closure, Counter, Pause, StaffMember
from servicehall.hall.roles import require


@action(Closure)
def close_counter(
    *, counter: Counter, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> Closure:
    """Stop serving at a counter for a while; a notice must say so (clause 2.5.3).

    Raises ``Refused``: ``not_permitted``; ``unknown_reason``; ``visit_open`` while a citizen
    is at the counter; ``counter_closed_already``.
    """
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    if reason not in Closure.Reason.values:
        raise Refused("unknown_reason", reason=reason)
    if counter.visits.filter(status__in=("called", "serving")).exists():
        raise Refused("visit_open")
    try:
        with transaction.atomic():
            closure = Closure.objects.create(
                centre_id=counter.centre_id,
                reference=f"{counter.code}/{at:%Y-%m-%dT%H:%M:%S.%f}",
                counter=counter,
                reason=reason,
                closed_at=at,
            )
    except IntegrityError:
        raise Refused("counter_closed_already") from None
    counter.state = Counter.State.CLOSED
    counter.save(update_fields=["state"])
    _record_closure("counter.closed", closure, by=by, at=at, data={"reason": reason})
    return closure


@action(Closure)
def post_notice(
    *,
    closure: Closure,
    until: datetime,
    alternative: Counter | None,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Closure:
    """Post the closure notice: until when, and which counter stands in.

    Raises ``Refused``: ``not_permitted``; ``closure_over``; ``until_past`` unless ``until``
    lies ahead; ``same_counter`` when the counter is to stand in for itself; ``other_centre``
    for one that citizens can't walk to.
    """
    counter = closure.counter
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    if until <= at:
        raise Refused("until_past")
    if alternative is not None and alternative.pk == counter.pk:
        raise Refused("same_counter")
    if alternative is not None and alternative.centre_id != counter.centre_id:
        raise Refused("other_centre")
    changed = Closure.objects.filter(pk=closure.pk, reopened_at__isnull=True).update(
        notice_posted_at=at, until=until, alternative=alternative
    )
    if not changed:
        raise Refused("closure_over")
    closure.notice_posted_at, closure.until, closure.alternative = at, until, alternative
    _record_closure(
        "closure.notice_posted",
        closure,
        by=by,
        at=at,
        data={
            "until": until.isoformat(),
            "alternative": alternative.code if alternative else None,
        },
    )
    return closure


@action(Closure)
def reopen_counter(
    *, closure: Closure, by: StaffMember, at: datetime, key: str | None = None
) -> Closure:
    """Serve again at a closed counter.

    Raises ``Refused``: ``not_permitted``; ``closure_over``; ``not_on_duty`` where nobody is
    on duty at the counter.
    """
    counter = closure.counter
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    on_duty = counter.shifts.filter(clocked_in__isnull=False, clocked_out__isnull=True)
    if not on_duty.exists():
        raise Refused("not_on_duty")
    changed = Closure.objects.filter(pk=closure.pk, reopened_at__isnull=True).update(reopened_at=at)
    if not changed:
        raise Refused("closure_over")
    closure.reopened_at = at
    away = Pause.objects.filter(counter=counter, ended_at=None).exists()
    state = Counter.State.PAUSED if away else Counter.State.OPEN
    Counter.objects.filter(pk=counter.pk).update(state=state)
    minutes = round((at - closure.closed_at).total_seconds() / 60, 1)
    _record_closure("counter.reopened", closure, by=by, at=at, data={"minutes_closed": minutes})
    return closure


def _record_closure(
    kind: str, closure: Closure, *, by: StaffMember, at: datetime, data: dict[str, object]
) -> None:
    record(
        kind,
        at=at,
        centre=closure.centre.code,
        unit=closure.counter.unit.code,
        counter=closure.counter.code,
        staff=by.code,
        recorder=by.code,
        objects={"closure": closure.reference},
        data=data,
    )
