"""Setting up the hall, duty at its counters, and closures with their notices."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from servicehall.evidence.models import Fact, FactObject
from servicehall.hall import actions
from servicehall.hall.models import Centre, Closure, Counter, Shift, StaffMember, Unit
from tests.hall.hands import fact_of, plan, refused
from tests.world import MONDAY, World, at, names


def close(world: World, **but: Any) -> Closure:
    """The clerk closes their counter."""
    given: dict[str, Any] = {
        "counter": world.counter,
        "reason": "break",
        "by": world.clerk,
        "at": at(12),
    }
    return actions.close_counter(**(given | but))


# Set-up --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["setup", "static", "live", "sign-in", "i18n", "api"])
@pytest.mark.django_db
def test_a_centre_can_not_take_an_address_that_the_pages_need(code: str) -> None:
    assert refused("code_reserved", lambda: actions.found_centre(code=code, names={})).about == {
        "code": code
    }
    assert not Centre.objects.exists()


def test_setting_up_twice_keeps_what_was_there_first(world: World) -> None:
    rows = [model.objects.count() for model in (Centre, Unit, Counter, StaffMember)]
    again = actions.found_centre(code=world.centre.code, names=names("Another name"))
    unit = actions.add_unit(centre=world.centre, code="civil", names=names("Another"), prefix="Z")
    counter = actions.add_counter(unit=world.other_unit, code="1")
    member = actions.add_staff_member(centre=world.centre, code="clerk", name="Another")
    assert (again, unit, counter, member) == (
        world.centre,
        world.unit,
        world.counter,
        world.clerk,
    )
    assert (again.names, unit.prefix, counter.unit, member.name) == (
        world.centre.names,
        "A",
        world.unit,
        "Member clerk",
    )
    assert [model.objects.count() for model in (Centre, Unit, Counter, StaffMember)] == rows


def test_two_centres_may_use_the_same_codes(world: World) -> None:
    far = world.stranger.centre
    unit = actions.add_unit(centre=far, code="civil", names=names("Far civil"))
    counter = actions.add_counter(unit=unit, code="1")
    assert unit != world.unit
    assert counter != world.counter
    assert counter.centre == far


# Duty ----------------------------------------------------------------------------------------


def test_a_planned_shift_is_told_with_its_hours(world: World) -> None:
    shift = plan(world)
    assert shift.reference == "2026-11-09/clerk"
    fact = fact_of("shift.planned")
    assert fact.data == {"starts": at(9).isoformat(), "ends": at(18).isoformat()}
    assert (fact.centre, fact.unit, fact.counter) == ("testhall", "civil", "1")
    assert (fact.staff, fact.recorder, fact.happened) == ("clerk", "lead", at(8))
    assert FactObject.objects.get(fact=fact).object_id == shift.reference


@pytest.mark.parametrize("hours", [(at(9), at(9)), (at(18), at(9))])
def test_a_shift_that_ends_before_it_starts_is_refused(
    world: World, hours: tuple[Any, Any]
) -> None:
    starts, ends = hours
    refused("shift_ends_first", lambda: plan(world, starts=starts, ends=ends))
    assert not Shift.objects.exists()


def test_nobody_has_two_shifts_at_the_same_hours(world: World) -> None:
    plan(world)
    error = refused("shift_planned_already", lambda: plan(world, counter=world.other_counter))
    assert error.about == {"staff": "Member clerk", "day": MONDAY}
    tuesday = MONDAY + timedelta(days=1)
    plan(world, day=tuesday, starts=at(9, day=tuesday), ends=at(18, day=tuesday))
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(
    ("member", "counter", "allowed"),
    [
        ("lead", "counter", True),
        ("administrator", "counter", True),
        ("administrator", "far_counter", True),
        ("lead", "far_counter", False),
        ("clerk", "counter", False),
        ("supervisor", "counter", False),
        ("director", "counter", False),
        ("stranger", "counter", False),
    ],
)
def test_only_who_plans_duty_in_the_unit_plans_a_shift(
    world: World, member: str, counter: str, allowed: bool
) -> None:
    place: Counter = getattr(world, counter)
    staff = world.far_clerk if counter == "far_counter" else world.clerk

    def run() -> Shift:
        return plan(world, counter=place, staff=staff, by=getattr(world, member))

    if allowed:
        assert run().counter == place
    else:
        refused("not_permitted", run)
        assert not Shift.objects.exists()


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "stranger"])
def test_who_can_not_serve_there_is_not_put_on_duty_there(world: World, member: str) -> None:
    refused("not_permitted", lambda: plan(world, staff=getattr(world, member)))
    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    ("moment", "late"), [(at(8, 55), 0.0), (at(9), 0.0), (at(9, 7, second=30), 7.5)]
)
def test_clocking_in_opens_the_counter_and_tells_how_late(
    world: World, moment: Any, late: float
) -> None:
    shift = actions.clock_in(shift=plan(world), by=world.clerk, at=moment)
    assert shift.clocked_in == moment
    world.counter.refresh_from_db()
    assert world.counter.state == "open"
    assert fact_of("shift.clocked_in").data == {"minutes_late": late}


def test_nobody_clocks_in_twice(world: World) -> None:
    shift = world.on_duty()
    refused("clocked_in_already", lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(10)))
    shift.refresh_from_db()
    assert shift.clocked_in == at(8, 55)


def test_a_shift_that_was_left_can_not_be_taken_up_again(world: World) -> None:
    shift = world.on_duty()
    actions.clock_out(shift=shift, by=world.clerk, at=at(12))
    refused("clocked_in_already", lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(13)))


def test_one_counter_is_not_taken_by_two(world: World) -> None:
    world.on_duty(world.other_clerk, ends=at(12))
    shift = plan(world, starts=at(12))
    error = refused(
        "counter_taken", lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(9))
    )
    assert error.about == {"counter": "1"}
    shift.refresh_from_db()
    assert shift.clocked_in is None


def test_one_person_is_not_on_duty_at_two_counters(world: World) -> None:
    world.on_duty(counter=world.other_counter)
    tomorrow = MONDAY + timedelta(days=1)
    shift = plan(world, day=tomorrow, starts=at(9, day=tomorrow), ends=at(18, day=tomorrow))
    refused(
        "clocked_in_already",
        lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(9, day=tomorrow)),
    )


def test_a_lead_clocks_in_for_a_colleague_but_a_colleague_does_not(world: World) -> None:
    shift = plan(world)
    refused("not_permitted", lambda: actions.clock_in(shift=shift, by=world.other_clerk, at=at(9)))
    actions.clock_in(shift=shift, by=world.lead, at=at(9))
    fact = fact_of("shift.clocked_in")
    assert (fact.staff, fact.recorder) == ("clerk", "lead")


def test_clocking_in_does_not_end_a_closure(world: World) -> None:
    close(world, at=at(8))
    world.on_duty()
    assert world.counter.state == "closed"


@pytest.mark.parametrize("worn", [True, False])
def test_the_badge_is_noted_as_it_is(world: World, worn: bool) -> None:
    shift = world.on_duty()
    actions.check_badge(shift=shift, worn=worn, by=world.supervisor, at=at(10))
    shift.refresh_from_db()
    assert shift.badge_worn is worn
    fact = fact_of("badge.checked")
    assert fact.data == {"worn": worn}
    assert (fact.staff, fact.recorder) == ("clerk", "supervisor")


def test_the_badge_of_who_is_not_at_post_is_not_noted(world: World) -> None:
    shift = plan(world)
    refused(
        "not_on_duty",
        lambda: actions.check_badge(shift=shift, worn=True, by=world.clerk, at=at(9)),
    )
    actions.clock_in(shift=shift, by=world.clerk, at=at(9))
    actions.clock_out(shift=shift, by=world.clerk, at=at(17))
    refused(
        "not_on_duty",
        lambda: actions.check_badge(shift=shift, worn=True, by=world.lead, at=at(17, 1)),
    )
    shift.refresh_from_db()
    assert shift.badge_worn is None


@pytest.mark.parametrize("member", ["other_clerk", "far_clerk", "director", "stranger"])
def test_not_everybody_notes_the_badge_of_another(world: World, member: str) -> None:
    shift = world.on_duty()
    refused(
        "not_permitted",
        lambda: actions.check_badge(shift=shift, worn=False, by=getattr(world, member), at=at(10)),
    )


@pytest.mark.parametrize(
    ("moment", "early"), [(at(17, 30), 30.0), (at(18), 0.0), (at(18, 20), 0.0)]
)
def test_clocking_out_closes_the_counter_and_tells_how_early(
    world: World, moment: Any, early: float
) -> None:
    shift = world.on_duty()
    actions.clock_out(shift=shift, by=world.clerk, at=moment)
    world.counter.refresh_from_db()
    assert world.counter.state == "closed"
    assert fact_of("shift.clocked_out").data == {"minutes_early": early}
    refused("not_on_duty", lambda: actions.clock_out(shift=shift, by=world.clerk, at=at(19)))


@pytest.mark.parametrize("started", [True, False])
def test_nobody_leaves_while_a_citizen_is_at_the_counter(world: World, started: bool) -> None:
    shift = world.on_duty()
    world.served()
    if not started:
        world.counter.visits.update(status="called")
    refused("visit_open", lambda: actions.clock_out(shift=shift, by=world.clerk, at=at(18)))
    shift.refresh_from_db()
    assert shift.clocked_out is None
    world.counter.refresh_from_db()
    assert world.counter.state == "open"


def test_who_never_came_can_not_leave(world: World) -> None:
    shift = plan(world)
    refused("not_on_duty", lambda: actions.clock_out(shift=shift, by=world.clerk, at=at(18)))


def test_a_colleague_does_not_clock_another_out(world: World) -> None:
    shift = world.on_duty()
    refused("not_permitted", lambda: actions.clock_out(shift=shift, by=world.far_clerk, at=at(18)))
    actions.clock_out(shift=shift, by=world.lead, at=at(18))


# Closures ------------------------------------------------------------------------------------


def test_a_closed_counter_says_why_until_when_and_where_else(world: World) -> None:
    world.on_duty()
    closure = close(world)
    world.counter.refresh_from_db()
    assert world.counter.state == "closed"
    assert fact_of("counter.closed").data == {"reason": "break"}
    actions.post_notice(
        closure=closure,
        until=at(13),
        alternative=world.other_counter,
        by=world.clerk,
        at=at(12, 1),
    )
    notice = fact_of("closure.notice_posted")
    assert notice.data == {"until": at(13).isoformat(), "alternative": "2"}
    closure.refresh_from_db()
    assert (closure.notice_posted_at, closure.until) == (at(12, 1), at(13))
    actions.reopen_counter(closure=closure, by=world.clerk, at=at(12, 50))
    assert fact_of("counter.reopened").data == {"minutes_closed": 50.0}
    world.counter.refresh_from_db()
    assert world.counter.state == "open"
    assert {each.object_id for each in FactObject.objects.filter(object_type="closure")} == {
        closure.reference
    }


def test_a_notice_may_name_no_other_counter(world: World) -> None:
    closure = close(world)
    actions.post_notice(
        closure=closure, until=at(13), alternative=None, by=world.clerk, at=at(12, 1)
    )
    assert fact_of("closure.notice_posted").data["alternative"] is None


def test_an_unknown_reason_closes_nothing(world: World) -> None:
    world.on_duty()
    error = refused("unknown_reason", lambda: close(world, reason="lunch with friends"))
    assert error.about == {"reason": "lunch with friends"}
    world.counter.refresh_from_db()
    assert world.counter.state == "open"


def test_a_counter_is_not_closed_in_front_of_a_citizen(world: World) -> None:
    world.on_duty()
    world.served()
    refused("visit_open", lambda: close(world))
    assert not Closure.objects.exists()


def test_a_counter_is_closed_once(world: World) -> None:
    first = close(world)
    refused("counter_closed_already", lambda: close(world, reason="meeting", at=at(12, 5)))
    assert list(Closure.objects.all()) == [first]


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "director", "stranger"])
def test_who_does_not_serve_in_the_unit_changes_no_closure(world: World, member: str) -> None:
    by = getattr(world, member)
    refused("not_permitted", lambda: close(world, by=by))
    world.on_duty()
    closure = close(world)
    refused(
        "not_permitted",
        lambda: actions.post_notice(
            closure=closure, until=at(13), alternative=None, by=by, at=at(12, 1)
        ),
    )
    refused(
        "not_permitted",
        lambda: actions.reopen_counter(closure=closure, by=by, at=at(12, 10)),
    )


def test_a_notice_that_makes_no_sense_is_not_posted(world: World) -> None:
    closure = close(world)
    far = actions.add_counter(
        unit=actions.add_unit(centre=world.stranger.centre, code="u", names=names("Far")), code="9"
    )
    for until, alternative, code in (
        (at(12), None, "until_past"),
        (at(11), None, "until_past"),
        (at(13), world.counter, "same_counter"),
        (at(13), far, "other_centre"),
    ):
        post = partial(actions.post_notice, closure=closure, by=world.clerk, at=at(12))
        refused(code, partial(post, until=until, alternative=alternative))
    closure.refresh_from_db()
    assert closure.notice_posted_at is None


def test_nobody_reopens_a_counter_where_nobody_is_on_duty(world: World) -> None:
    closure = close(world)
    refused(
        "not_on_duty", lambda: actions.reopen_counter(closure=closure, by=world.clerk, at=at(12, 9))
    )
    closure.refresh_from_db()
    assert closure.reopened_at is None


def test_a_closure_that_is_over_is_not_changed(world: World) -> None:
    world.on_duty()
    closure = close(world)
    actions.reopen_counter(closure=closure, by=world.clerk, at=at(12, 10))
    stale = Closure.objects.get(pk=closure.pk)
    refused(
        "closure_over", lambda: actions.reopen_counter(closure=stale, by=world.clerk, at=at(12, 11))
    )
    refused(
        "closure_over",
        lambda: actions.post_notice(
            closure=stale, until=at(13), alternative=None, by=world.clerk, at=at(12, 11)
        ),
    )
    second = close(world, at=at(15))
    assert second != closure


def test_repeated_commands_of_duty_do_nothing_twice(world: World) -> None:
    keys = [str(uuid4()) for _ in range(4)]
    shift = plan(world, key=keys[0])
    assert plan(world, key=keys[0]) == shift
    for _ in range(2):
        assert actions.clock_in(shift=shift, by=world.clerk, at=at(9), key=keys[1]) == shift
    closure = close(world, key=keys[2])
    assert close(world, key=keys[2]) == closure
    for _ in range(2):
        actions.reopen_counter(closure=closure, by=world.clerk, at=at(13), key=keys[3])
    assert sorted(Fact.objects.values_list("kind", flat=True)) == [
        "counter.closed",
        "counter.reopened",
        "self_check.due",
        "shift.clocked_in",
        "shift.planned",
    ]
