"""Days declared later: what that does to the dates of every open case of a centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from servicehall.cases.letters import tell
from servicehall.cases.models import RUNNING, Case
from servicehall.cases.moving import dates_of, record_case, redate
from servicehall.cases.queries import cases, course_of
from servicehall.evidence.actions import Refused, record, writing
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Message
from servicehall.worktime.limits import limit
from servicehall.worktime.rules import rule_of

try:
    from servicehall.worktime import bulk

    IN_BULK = True
except ImportError:
    IN_BULK = False  # The extra is not installed.

AT_ONCE = 200
"""Cases that are moved in one transaction, so that nobody at a counter waits long."""
ROOM = timedelta(days=400)
"""How far beyond the last date known so far a new one may lie."""


def declare_day(
    *, centre: Centre, day: date, works: bool, reason: str, by: StaffMember, at: datetime
) -> list[Case]:
    """Declare a day a day of rest, or of work, and move the dates of all open cases; those moved.

    Their citizens are told the new date and the reason. Raises ``Refused``: ``not_permitted``;
    ``no_reason``; ``declared_past``; ``day_is_so_already``. Raises ``OutsideCalendar``.
    """
    require(by, "set_up", centre=centre.pk)
    if not reason.strip():
        raise Refused("no_reason")
    calendar = working_calendar(centre)
    today = at.astimezone(calendar.zone).date()
    if day < today:
        raise Refused("declared_past")
    declared = {
        "day": day.isoformat(),
        "works": works,
        "reason": reason.strip(),
        "known": today.isoformat(),
    }
    with writing():
        # Read anew and locked: two who declare at once would lose one of both days.
        row = Centre.objects.select_for_update().get(pk=centre.pk)
        if working_calendar(row).is_working(day) == works:
            raise Refused("day_is_so_already", day=day)
        row.declared_days = [*row.declared_days, declared]
        row.save(update_fields=["declared_days"])
        centre.declared_days = row.declared_days
        record(
            "calendar.day_declared",
            at=at,
            centre=centre.code,
            recorder=by.code,
            objects={"calendar": day.isoformat()},
            data={"works": works, "reason": reason.strip()},
        )
    return recount(centre=centre, reason=reason.strip(), at=at)


def recount(*, centre: Centre, reason: str, at: datetime) -> list[Case]:
    """Reckon the dates of all open cases of a centre anew; those whose promise moved.

    Bears being done twice: what has moved already stays. Each case that moves has its fact, and
    its citizen is told. Raises ``OutsideCalendar``.
    """
    running = cases().filter(centre=centre, status__in=RUNNING, promised_due__isnull=False)
    found = running.prefetch_related("suspensions", "extensions").order_by("pk")
    open_now = list(found)
    for case in open_now:
        case.centre = centre
    moved: list[Case] = []
    for some in _portions(list(_changed(centre, open_now))):
        with writing():
            moved += [each for each in some if _move(each, reason, at)]
    return moved


def _move(case: Case, reason: str, at: datetime) -> bool:
    """Move a case to its new dates, unless it was decided or moved meanwhile."""
    before = case.promised_due
    still = Case.objects.select_for_update().filter(
        pk=case.pk, status__in=RUNNING, promised_due=before
    )
    if not still.exists() or not redate(case):
        return False
    told = tell(Message.Occasion.DATE_MOVED, case, at=at, reason=reason)
    assert case.promised_due is not None
    assert case.statutory_due is not None
    record_case(
        "case.due_moved",
        case,
        by=None,
        at=at,
        data={
            "reason": reason,
            "from_due": before.isoformat() if before else None,
            "promised_due": case.promised_due.isoformat(),
            "statutory_due": case.statutory_due.isoformat(),
            "told_citizen": told,
        },
    )
    return True


def _changed(centre: Centre, open_now: Sequence[Case]) -> Iterator[Case]:
    """The cases whose dates are others by the calendar of now.

    Those whose clocks ran through are reckoned in bulk, by their limits, where numpy is there.
    """
    plain: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    others: list[Case] = []
    for case in open_now:
        alone = not case.suspensions.all() and not case.extensions.all()
        key = case.service.promised_limit, case.service.statutory_limit
        if IN_BULK and alone and all(_in_bulk(each, centre) for each in key):
            plain[key].append(case)
        else:
            others.append(case)
    for (promised, statutory), some in plain.items():
        yield from _changed_in_bulk(centre, some, promised, statutory)
    for case in others:
        assert case.accepted_at is not None
        found = dates_of(case, course_of(case))
        if (found.promised, found.statutory) != (case.promised_due, case.statutory_due):
            yield case


def _changed_in_bulk(
    centre: Centre, some: Sequence[Case], promised: str, statutory: str
) -> Iterator[Case]:
    calendar = working_calendar(centre)
    starts = [each.accepted_at for each in some if each.accepted_at]
    ends = [each.statutory_due or each.accepted_at for each in some]
    first = min(starts).astimezone(calendar.zone).date() - timedelta(days=7)
    last = max(each for each in ends if each).astimezone(calendar.zone).date() + ROOM
    clock = bulk.Clock.of(calendar, first, min(last, calendar.known_through))
    begun = bulk.moments(starts)
    by_promise = clock.due(begun, limit(promised)).tolist()
    by_law = clock.due(begun, limit(statutory)).tolist()
    for case, one, other in zip(some, by_promise, by_law, strict=True):
        assert case.promised_due is not None
        assert case.statutory_due is not None
        # In bulk moments are whole seconds.
        if (int(case.promised_due.timestamp()), int(case.statutory_due.timestamp())) != (
            one,
            other,
        ):
            yield case


def _in_bulk(text: str, centre: Centre) -> bool:
    rule = rule_of(centre.jurisdiction)
    return rule.stated(limit(text))[0].unit in ("hours", "days")


def _portions(rows: Sequence[Case]) -> Iterable[Sequence[Case]]:
    return (rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE))
