"""What becomes of a post in the simulated day: its self-check, times away, what is left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from servicehall.checks.queries import NoStandard, pack_of, standard_in_force
from servicehall.demonstration.agenda import Process
from servicehall.demonstration.floor import Floor
from servicehall.demonstration.words import HANDOVERS
from servicehall.hall.actions import do_self_check, hand_over, leave_post, return_to_post
from servicehall.hall.models import Counter, SelfCheck, Shift


class Away(NamedTuple):
    """A time for which a counter is to be closed, or its post to be left."""

    begins: datetime
    minutes: float
    reason: str
    post: bool = False
    """Whether the post is only left for a little while, and the counter not closed."""


def check_counter(floor: Floor, shift: Shift) -> Process:
    """Do the self-check of the counter, where it is due and the standard asks anything."""
    clerk, counter = shift.staff, shift.counter
    check = SelfCheck.objects.filter(counter=counter, day=shift.day, done_at=None).first()
    if check is None or floor.lapses.falls_short("skips_self_check", clerk.code):
        return
    items = _items(floor.cast.centre.code, shift)
    if not items:
        return
    check.centre, check.counter = floor.cast.centre, counter
    shown = floor.now
    yield floor.later(35, 110)
    do_self_check(
        check=check,
        items=items,
        not_kept=[item for item in items if floor.draw.random() < 0.02],
        shown_at=shown,
        by=clerk,
        at=floor.now,
    )


def leave(floor: Floor, shift: Shift, away: Away) -> Process:
    """Leave the post for a little while and come back, mostly in time and mostly with a word."""
    clerk = shift.staff
    silent = floor.lapses.falls_short("leaves_without_a_reason", clerk.code)
    alone = floor.lapses.falls_short("tells_no_neighbour", clerk.code)
    expected = floor.now + timedelta(minutes=round(away.minutes))
    pause = leave_post(
        shift=shift,
        reason="" if silent else away.reason,
        expected=expected,
        told=None if alone else _neighbour(floor, shift.counter),
        by=clerk,
        at=floor.now,
    )
    back = expected + timedelta(seconds=floor.draw.randint(-150, 90))
    if floor.lapses.falls_short("stays_away_long", clerk.code):
        back = expected + timedelta(minutes=floor.draw.randint(8, 20))
    yield max(back, floor.now)
    pause.shift, pause.counter = shift, shift.counter
    return_to_post(pause=pause, by=clerk, at=floor.now)


def leave_behind(floor: Floor, shift: Shift) -> None:
    """On the last of the days some leave in writing what is half done."""
    if not floor.days or shift.day != floor.days[-1] or floor.draw.random() < 0.5:
        return
    half_done, call_backs, supplements = floor.draw.choice(HANDOVERS)
    hand_over(
        shift=shift,
        half_done=half_done,
        call_backs=call_backs,
        supplements=supplements,
        by=shift.staff,
        at=floor.now,
    )


def _neighbour(floor: Floor, counter: Counter) -> Counter | None:
    """The nearest counter with somebody at it."""
    manned = set().union(*floor.at_post.values()) - {counter.code}
    others = [floor.cast.counters[code] for code in manned]
    return min(others, key=lambda each: (abs(each.pk - counter.pk), each.pk), default=None)


def _items(centre: str, shift: Shift) -> Sequence[str]:
    try:
        pack = standard_in_force(centre, shift.day)
    except NoStandard:
        return ()
    return _asked(pack.sha256, shift.counter.unit.unit_type)


@cache
def _asked(sha256: str, unit_type: str) -> Sequence[str]:
    pack = pack_of(sha256)
    return tuple(
        observed.code
        for clause in pack.clauses
        for observed in clause.observed
        if observed.asks and unit_type in (observed.unit_types or clause.unit_types or (unit_type,))
    )
