"""What is done in the hall: set it up, plan duty, clock in and out, close and reopen counters."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action, record, writing
from servicehall.hall.models import Centre, Closure, Counter, Names, Shift, StaffMember, Unit
from servicehall.hall.roles import require

RESERVED = frozenset(
    {"setup", "static", "live", "sign-in", "sign-out", "i18n", "health", "start", "enter", "api"}
)
"""First parts of addresses that are not a centre's code."""


def found_centre(
    *,
    code: str,
    names: Names,
    timezone: str = "Asia/Seoul",
    jurisdiction: str = Centre.Jurisdiction.KOREA,
    receives: bool = True,
) -> Centre:
    """Set up a centre, or return the one that has this code already.

    Raises ``Refused("code_reserved")`` for a code that the addresses need for themselves.
    """
    if code in RESERVED:
        raise Refused("code_reserved", code=code)
    with writing():
        centre, _ = Centre.objects.get_or_create(
            code=code,
            defaults={
                "names": names,
                "timezone": timezone,
                "jurisdiction": jurisdiction,
                "receives": receives,
            },
        )
    return centre


def add_unit(
    *, centre: Centre, code: str, names: Names, unit_type: str = "general", prefix: str = ""
) -> Unit:
    """Add a unit to the centre, or return the one that has this code already."""
    with writing():
        unit, _ = Unit.objects.get_or_create(
            centre=centre,
            code=code,
            defaults={"names": names, "unit_type": unit_type, "prefix": prefix},
        )
    return unit


def add_counter(*, unit: Unit, code: str) -> Counter:
    """Add a counter to the unit, or return the one that has this code already."""
    with writing():
        counter, _ = Counter.objects.get_or_create(
            centre_id=unit.centre_id, code=code, defaults={"unit": unit}
        )
    return counter


def add_staff_member(
    *,
    centre: Centre,
    code: str,
    name: str,
    unit: Unit | None = None,
    role: str = StaffMember.Role.CLERK,
) -> StaffMember:
    """Add a staff member to the centre, or return the one that has this code already."""
    with writing():
        member, _ = StaffMember.objects.get_or_create(
            centre=centre, code=code, defaults={"name": name, "unit": unit, "role": role}
        )
    return member


@action(Shift)
def plan_shift(
    *,
    staff: StaffMember,
    counter: Counter,
    day: date,
    starts: datetime,
    ends: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Shift:
    """Put a staff member on duty at a counter for a day.

    Raises ``Refused``: ``not_permitted`` where ``by`` may not plan it, or ``staff`` may not
    serve there; ``shift_ends_first`` unless ``starts < ends``; ``shift_planned_already`` for a
    second shift of the same person and day.
    """
    require(by, "plan_duty", centre=counter.centre_id, unit=counter.unit_id)
    require(staff, "serve", centre=counter.centre_id, unit=counter.unit_id)
    if starts >= ends:
        raise Refused("shift_ends_first")
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                centre_id=counter.centre_id,
                reference=f"{day:%Y-%m-%d}/{staff.code}",
                staff=staff,
                counter=counter,
                day=day,
                starts=starts,
                ends=ends,
            )
    except IntegrityError:
        raise Refused("shift_planned_already", staff=staff.name, day=day) from None
    _record_shift(
        "shift.planned",
        shift,
        by=by,
        at=at,
        data={"starts": starts.isoformat(), "ends": ends.isoformat()},
    )
    return shift


@action(Shift)
def clock_in(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """Start duty: the staff member stands at the counter, which opens.

    How late they are is measured against the planned start, in minutes, 0 when early.
    Raises ``Refused``: ``not_permitted`` for anyone but the person or their lead;
    ``clocked_in_already``, also while they are still on duty elsewhere; ``counter_taken`` while
    someone else is on duty there.
    """
    if by.pk != shift.staff_id:
        require(by, "plan_duty", centre=shift.centre_id, unit=shift.counter.unit_id)
    late = max(0.0, round((at - shift.starts).total_seconds() / 60, 1))
    try:
        with transaction.atomic():
            changed = Shift.objects.filter(pk=shift.pk, clocked_in__isnull=True).update(
                clocked_in=at
            )
    except IntegrityError:
        on_duty = Shift.objects.filter(clocked_in__isnull=False, clocked_out__isnull=True)
        if on_duty.filter(staff=shift.staff_id).exists():
            raise Refused("clocked_in_already") from None
        raise Refused("counter_taken", counter=shift.counter.code) from None
    if not changed:
        raise Refused("clocked_in_already")
    shift.clocked_in = at
    closed = Closure.objects.filter(counter=shift.counter_id, reopened_at__isnull=True).exists()
    if not closed:
        Counter.objects.filter(pk=shift.counter_id).update(state=Counter.State.OPEN)
    _record_shift("shift.clocked_in", shift, by=by, at=at, data={"minutes_late": late})
    return shift


@action(Shift)
def check_badge(
    *, shift: Shift, worn: bool, by: StaffMember, at: datetime, key: str | None = None
) -> Shift:
    """Note whether the badge is worn at post (clause 2.1.1).

    Raises ``Refused``: ``not_permitted``; ``not_on_duty`` before clocking in or after leaving.
    """
    if by.pk != shift.staff_id:
        require(by, "check_badge", centre=shift.centre_id, unit=shift.counter.unit_id)
    changed = Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=False, clocked_out__isnull=True
    ).update(badge_worn=worn)
    if not changed:
        raise Refused("not_on_duty")
    shift.badge_worn = worn
    _record_shift("badge.checked", shift, by=by, at=at, data={"worn": worn})
    return shift


@action(Shift)
def clock_out(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """End duty; the counter closes with it.

    How early they leave is measured against the planned end, in minutes, 0 when after it.
    Raises ``Refused``: ``not_permitted``; ``not_on_duty``; ``visit_open`` while a citizen is
    called to or served at the counter.
    """
    if by.pk != shift.staff_id:
        require(by, "plan_duty", centre=shift.centre_id, unit=shift.counter.unit_id)
    if shift.counter.visits.filter(status__in=("called", "serving")).exists():
        raise Refused("visit_open")
    early = max(0.0, round((shift.ends - at).total_seconds() / 60, 1))
    changed = Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=False, clocked_out__isnull=True
    ).update(clocked_out=at)
    if not changed:
        raise Refused("not_on_duty")
    shift.clocked_out = at
    Counter.objects.filter(pk=shift.counter_id).update(state=Counter.State.CLOSED)
    _record_shift("shift.clocked_out", shift, by=by, at=at, data={"minutes_early": early})
    return shift


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
    Counter.objects.filter(pk=counter.pk).update(state=Counter.State.OPEN)
    minutes = round((at - closure.closed_at).total_seconds() / 60, 1)
    _record_closure("counter.reopened", closure, by=by, at=at, data={"minutes_closed": minutes})
    return closure


def _record_shift(
    kind: str, shift: Shift, *, by: StaffMember, at: datetime, data: dict[str, object]
) -> None:
    record(
        kind,
        at=at,
        centre=shift.centre.code,
        unit=shift.counter.unit.code,
        counter=shift.counter.code,
        staff=shift.staff.code,
        recorder=by.code,
        objects={"shift": shift.reference},
        data=data,
    )


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
