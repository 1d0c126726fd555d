"""A shift at a counter of the simulated hall, from clocking in to clocking out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from servicehall.demonstration.agenda import Idle, Process
from servicehall.demonstration.floor import Floor, Waiting
from servicehall.demonstration.matters import attend
from servicehall.demonstration.posts import Away, check_counter, leave, leave_behind
from servicehall.demonstration.turns import (
    call_back,
    come_back_perhaps,
    send_where_they_belong,
    set_aside,
)
from servicehall.hall.actions import (
    check_badge,
    clock_in,
    clock_out,
    close_counter,
    post_notice,
    reopen_counter,
    take_over,
)
from servicehall.hall.models import Counter, Shift, StaffMember
from servicehall.reception.actions import call_chosen, call_next, miss, recall, start


def duty(floor: Floor, shift: Shift, clocked_in: datetime, away: Sequence[Away] = ()) -> Process:
    """Work a planned shift: come, be looked at, serve, close for a while, serve, go.

    Whoever still waits when the hall closes is served by those who are still there.
    """
    yield clocked_in
    clock_in(shift=shift, by=shift.staff, at=floor.now)
    yield from _at_post(floor, shift, away)


def step_in(
    floor: Floor, shift: Shift, backup: StaffMember, comes: datetime, away: Sequence[Away] = ()
) -> Process:
    """Step in for a colleague who is away, and work their shift to its end."""
    yield comes
    instead = take_over(shift=shift, by=backup, at=floor.now)
    instead.centre, instead.counter, instead.staff = shift.centre, shift.counter, backup
    yield from _at_post(floor, instead, away)


def _at_post(floor: Floor, shift: Shift, away: Sequence[Away]) -> Process:
    clerk = shift.staff
    floor.at_post[shift.counter.unit.code].add(shift.counter.code)
    yield from check_counter(floor, shift)
    if not floor.lapses.falls_short("badge_unchecked", clerk.code):
        yield floor.later(60, 420)
        worn = not floor.lapses.falls_short("wears_no_badge", clerk.code)
        check_badge(shift=shift, worn=worn, by=_looks(floor, clerk), at=floor.now)
    yield max(floor.now, shift.starts)
    yield from remain(floor, shift, away)


def remain(
    floor: Floor, shift: Shift, away: Sequence[Away] = (), goes: datetime | None = None
) -> Process:
    """Go on with a shift that is being worked, to its end or to a later moment."""
    clerk, counter = shift.staff, shift.counter
    post = floor.at_post[counter.unit.code]
    post.add(counter.code)
    goes = goes or shift.ends
    if floor.lapses.falls_short("leaves_early", clerk.code):
        goes -= timedelta(minutes=floor.draw.randint(6, 25))
    yield from _work(floor, shift, goes, sorted(away))
    post.discard(counter.code)
    if floor.now >= shift.ends:
        yield floor.later(20, 420)
    leave_behind(floor, shift)
    clock_out(shift=shift, by=clerk, at=floor.now)


def _work(floor: Floor, shift: Shift, goes: datetime, away: list[Away]) -> Process:
    counter, clerk = shift.counter, shift.staff
    unit = counter.unit
    while True:
        if away and floor.now >= away[0].begins and away[0].post:
            yield from leave(floor, shift, away.pop(0))
        elif away and floor.now >= away[0].begins:
            yield from _close(floor, counter, clerk, away.pop(0))
        elif floor.is_ready(counter.code):
            yield from _go_on_with(floor, counter, clerk)
        elif floor.now >= goes and not floor.aside[counter.code] and _may_go(floor, counter):
            return
        elif floor.queues[unit.code]:
            yield from _serve(floor, counter, clerk)
        elif floor.now >= goes:
            yield Idle(unit.code, floor.later(60, 120))
        else:
            ready = [each.ready for each in floor.aside[counter.code]]
            yield Idle(unit.code, min([goes, *(each.begins for each in away[:1]), *ready]))


def _may_go(floor: Floor, counter: Counter) -> bool:
    """Whether nobody is left without a counter: somebody else stays, or nobody waits."""
    others = floor.at_post[counter.unit.code] - {counter.code}
    today = floor.now.astimezone(floor.hours.zone).date()
    if floor.now < floor.hours.closing(today):
        return bool(others)
    return floor.deserted(counter.unit)


def _serve(floor: Floor, counter: Counter, clerk: StaffMember) -> Process:
    """Call somebody and serve them, or find that they are gone."""
    visit, errand = _call(floor, counter, clerk)
    if floor.lapses.falls_short("forgets_whom_it_called", clerk.code):
        yield floor.later(15 * 60, 20 * 60)
        recall(visit=visit, by=clerk, at=floor.now)
        yield floor.later(40, 90)
        miss(visit=visit, by=clerk, at=floor.now)
        floor.leave(errand)
        return
    if errand.coming == "never":
        if not floor.lapses.falls_short("never_calls_again", clerk.code):
            yield floor.later(50, 100)
            recall(visit=visit, by=clerk, at=floor.now)
        yield floor.later(40, 90)
        miss(visit=visit, by=clerk, at=floor.now)
        floor.leave(errand)
        come_back_perhaps(floor, counter.unit, visit, errand)
        return
    if errand.coming == "when_called_again":
        yield floor.later(50, 100)
        recall(visit=visit, by=clerk, at=floor.now)
    done = floor.hurries.get(counter.code)
    comes = floor.later(12, 50)
    yield comes if done is None or floor.now < done else done + timedelta(minutes=3)
    start(visit=visit, by=clerk, at=floor.now)
    if errand.belongs_to is not None and done is None:
        yield from send_where_they_belong(floor, visit, errand, clerk)
        return
    if errand.fills_in and done is None:
        yield from set_aside(floor, counter, visit, errand, clerk)
        return
    ends = floor.now + timedelta(seconds=round(errand.minutes * 60))
    if done is not None and floor.now < done < ends:
        ends = max(done, floor.now + timedelta(minutes=1))
    yield from attend(floor, visit, errand, clerk, ends)
    yield floor.later(8, 45)


def _go_on_with(floor: Floor, counter: Counter, clerk: StaffMember) -> Process:
    """Go on with somebody who was set aside and is ready now."""
    aside = floor.aside[counter.code][0]
    yield from call_back(floor, counter, clerk)
    ends = floor.now + timedelta(seconds=round(aside.errand.minutes * 45))
    yield from attend(floor, aside.visit, aside.errand, clerk, ends)
    yield floor.later(8, 45)


def _call(floor: Floor, counter: Counter, clerk: StaffMember) -> Waiting:
    queue = floor.queues[counter.unit.code]
    chosen, reason = _chosen(floor, sorted(queue.values(), key=_place), clerk)
    if chosen is None:
        visit = call_next(counter=counter, by=clerk, at=floor.now)
    else:
        visit = call_chosen(
            visit=chosen.visit, counter=counter, reason=reason, by=clerk, at=floor.now
        )
    found = queue.pop(visit.pk)
    # Known already, so that no statement asks for it.
    visit.service = found.errand.service
    return Waiting(visit, found.errand)


def _place(waiting: Waiting) -> tuple[datetime, int]:
    return waiting.place


def _chosen(floor: Floor, order: list[Waiting], clerk: StaffMember) -> tuple[Waiting | None, str]:
    """Whom to call out of order, and the reason that the clerk gives; nobody as a rule."""
    if len(order) < 2:
        return None, ""
    if floor.lapses.falls_short("calls_out_of_order", clerk.code):
        return order[-1], "other"
    for waiting in order[1:]:
        if waiting.errand.case is not None and floor.draw.random() < 0.3:
            return waiting, "returned_with_materials"
        if waiting.errand.sent_on and floor.draw.random() < 0.15:
            return waiting, "transferred"
    return None, ""


def _close(floor: Floor, counter: Counter, clerk: StaffMember, away: Away) -> Process:
    """Close the counter for a while; whether citizens are told depends on who closes it."""
    closure = close_counter(counter=counter, reason=away.reason, by=clerk, at=floor.now)
    ends = floor.now + timedelta(minutes=away.minutes)
    if not floor.lapses.falls_short("closes_without_notice", clerk.code):
        yield floor.later(5, 80)
        alternative = None
        if not floor.lapses.falls_short("names_no_alternative", clerk.code):
            alternative = _alternative(floor, counter)
        post_notice(
            closure=closure,
            until=ends.replace(second=0, microsecond=0),
            alternative=alternative,
            by=clerk,
            at=floor.now,
        )
    yield ends + timedelta(seconds=floor.draw.randint(-150, 60))
    reopen_counter(closure=closure, by=clerk, at=floor.now)


def _alternative(floor: Floor, counter: Counter) -> Counter | None:
    """Another counter of the unit, rather one with somebody at it; None where it has no other."""
    others = [
        each
        for each in floor.cast.counters.values()
        if each.unit_id == counter.unit_id and each.pk != counter.pk
    ]
    attended = [each for each in others if each.code in floor.at_post[counter.unit.code]]
    return floor.draw.choice(attended or others) if others else None


def _looks(floor: Floor, clerk: StaffMember) -> StaffMember:
    """Who looks whether the badge is worn: the lead, and at the lead the supervision office."""
    assert clerk.unit is not None
    lead = floor.cast.lead(clerk.unit.code)
    if lead.pk != clerk.pk:
        return lead
    return next(iter(floor.cast.with_role(StaffMember.Role.SUPERVISOR)), clerk)
