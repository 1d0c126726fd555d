"""Leave and illness, the pairs of posts, and stepping in for a colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall import actions, queries
from servicehall.hall.models import Absence, BackupAssignment, Shift, StaffMember
from servicehall.hall.roles import may
from servicehall.reception.actions import call_next, start
from tests.hall.hands import fact_of, kinds, plan, refused
from tests.world import MONDAY, World, at


def away(world: World, **but: Any) -> Absence:
    """The clerk is on leave on Monday, recorded by their lead."""
    given: dict[str, Any] = {
        "staff": world.clerk,
        "reason": "leave",
        "starts": at(0),
        "ends": at(23),
        "by": world.lead,
        "at": at(8),
    }
    return actions.record_absence(**(given | but))


def pair(world: World, **but: Any) -> BackupAssignment:
    """The other clerk steps in for the clerk."""
    given: dict[str, Any] = {
        "staff": world.clerk,
        "backup": world.other_clerk,
        "by": world.lead,
        "at": at(7),
    }
    return actions.register_backup(**(given | but))


# Absence -------------------------------------------------------------------------------------


def test_leave_without_a_shift_needs_nobody(world: World) -> None:
    absence = away(world)
    assert absence.reference == "2026-11-09/clerk"
    fact = fact_of("absence.recorded")
    assert fact.data["planned"] is True
    assert "leave" not in str(fact.data)
    assert PersonalData.objects.get(fact=fact).data == {"reason": "leave"}
    refused("absent_then", lambda: plan(world))


@pytest.mark.parametrize("member", ["clerk", "other_clerk", "supervisor", "director", "stranger"])
def test_only_who_plans_duty_records_an_absence(world: World, member: str) -> None:
    refused("not_permitted", lambda: away(world, by=getattr(world, member)))


def test_an_absence_that_makes_no_sense_is_refused(world: World) -> None:
    refused("unknown_reason", lambda: away(world, reason="fishing"))
    refused("absence_ends_first", lambda: away(world, ends=at(0)))
    away(world)
    refused("absent_already", lambda: away(world, starts=at(22), ends=at(23, 30)))
    assert Absence.objects.count() == 1


def test_leave_from_a_planned_shift_needs_a_backup(world: World) -> None:
    shift = plan(world)
    assert refused("backup_needed", lambda: away(world)).about == {"count": 1}
    away(world, backup=world.other_clerk)
    shift.refresh_from_db()
    assert shift.absence is not None
    assert fact_of("shift.excused").data == {"backup": "clerk2"}
    stand_in = Shift.objects.get(staff=world.other_clerk)
    assert (stand_in.counter, stand_in.starts, stand_in.ends) == (world.counter, at(9), at(18))
    assert stand_in.stands_in_for == shift
    refused("shift_excused", lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(9)))
    assert queries.shift_of(world.clerk, MONDAY) is None
    assert list(queries.not_arrived(world.centre, MONDAY)) == [stand_in]


def test_leave_for_some_hours_keeps_the_rest_of_the_shift(world: World) -> None:
    plan(world)
    away(world, starts=at(12), ends=at(14), backup=world.other_clerk)
    hours = [
        (each.staff.code, each.starts, each.ends)
        for each in queries.rota([world.counter], MONDAY, MONDAY)
        if each.absence is None
    ]
    assert hours == [
        ("clerk", at(9), at(12)),
        ("clerk2", at(12), at(14)),
        ("clerk", at(14), at(18)),
    ]


def test_who_falls_ill_at_post_goes_early_without_blame(world: World) -> None:
    shift = world.on_duty()
    away(world, reason="sick", starts=at(11), ends=at(23), at=at(11), backup=world.other_clerk)
    shift.refresh_from_db()
    actions.clock_out(shift=shift, by=world.clerk, at=at(11, 5))
    assert fact_of("shift.clocked_out").data == {"minutes_early": 0.0}
    stand_in = Shift.objects.get(staff=world.other_clerk)
    assert (stand_in.starts, stand_in.ends) == (at(11), at(18))
    actions.clock_in(shift=stand_in, by=world.other_clerk, at=at(11, 6))


def test_illness_is_recorded_even_where_nobody_can_stand_in(world: World) -> None:
    plan(world)
    away(world, reason="sick")
    assert fact_of("absence.recorded").data["planned"] is False
    assert fact_of("shift.excused").data == {"backup": ""}


def test_a_backup_who_can_not_stand_in_leaves_nothing_recorded(world: World) -> None:
    plan(world)
    plan(world, staff=world.other_clerk, counter=world.other_counter)
    refused("shift_planned_already", lambda: away(world, backup=world.other_clerk))
    refused("not_permitted", lambda: away(world, backup=world.far_clerk))
    assert not Absence.objects.exists()


def test_who_comes_after_all_has_their_shift_again(world: World) -> None:
    shift = plan(world)
    absence = away(world, backup=world.other_clerk)
    actions.withdraw_absence(absence=absence, by=world.lead, at=at(8, 30))
    shift.refresh_from_db()
    assert shift.absence is None
    assert list(queries.rota([world.counter], MONDAY, MONDAY)) == [shift]
    assert kinds()[-3:] == ["absence.withdrawn", "shift.withdrawn", "shift.planned"]
    actions.clock_in(shift=shift, by=world.clerk, at=at(8, 55))
    refused(
        "absence_over",
        lambda: actions.withdraw_absence(absence=absence, by=world.lead, at=at(8, 31)),
    )


# Pairs ---------------------------------------------------------------------------------------


def test_the_two_of_a_pair_are_never_away_together_by_plan(world: World) -> None:
    pair(world)
    away(world)
    for reason in ("leave", "training"):
        error = refused(
            "both_away",
            lambda reason=reason: away(  # type: ignore[misc]
                world, staff=world.other_clerk, reason=reason, starts=at(22), ends=at(23)
            ),
        )
        assert error.about == {"staff": "Member clerk"}


def test_that_both_fell_ill_is_a_fact(world: World) -> None:
    pair(world)
    away(world)
    away(world, staff=world.other_clerk, reason="sick", starts=at(9), ends=at(18))
    fact = fact_of("backup.both_away")
    assert (fact.staff, fact.data["backup"]) == ("clerk", "clerk2")
    assert fact.data["starts"] == at(9).isoformat()


def test_a_pair_is_registered_once_and_replaced_by_the_next(world: World) -> None:
    pair(world)
    refused("backup_already", lambda: pair(world))
    pair(world, backup=world.far_clerk, at=at(7, 5))
    assert [each.backup for each in queries.backups(world.centre)] == [world.far_clerk]
    assert queries.backup_of(world.clerk) == world.far_clerk


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"backup": "clerk"}, "own_backup"),
        ({"backup": "supervisor"}, "not_of_counters"),
        ({"backup": "stranger"}, "other_centre"),
        ({"by": "clerk"}, "not_permitted"),
        ({"staff": "far_clerk"}, "not_permitted"),
    ],
)
def test_a_pair_that_makes_no_sense_is_refused(
    world: World, but: dict[str, str], code: str
) -> None:
    refused(code, lambda: pair(world, **{name: getattr(world, who) for name, who in but.items()}))


def test_an_ended_pair_steps_in_no_more(world: World) -> None:
    found = pair(world)
    refused("not_permitted", lambda: actions.end_backup(pair=found, by=world.clerk, at=at(8)))
    actions.end_backup(pair=found, by=world.lead, at=at(8))
    refused("backup_ended", lambda: actions.end_backup(pair=found, by=world.lead, at=at(8)))
    shift = plan(world)
    refused(
        "not_backup", lambda: actions.take_over(shift=shift, by=world.other_clerk, at=at(9, 30))
    )


# Taking over ---------------------------------------------------------------------------------


def test_a_backup_of_another_unit_steps_in_unasked_with_the_powers_of_the_post(
    world: World,
) -> None:
    pair(world, backup=world.far_clerk)
    shift = plan(world)
    world.ticket(at=at(9))
    backup = world.far_clerk
    assert queries.to_take_over(backup, at(9, 9)) == []
    refused("not_away", lambda: actions.take_over(shift=shift, by=backup, at=at(9, 9)))
    assert queries.to_take_over(backup, at(9, 10)) == [shift]
    key = str(uuid4())
    new = actions.take_over(shift=shift, by=backup, at=at(9, 10), key=key)
    assert actions.take_over(shift=shift, by=backup, at=at(9, 10), key=key) == new
    assert queries.to_take_over(backup, at(9, 11)) == []
    assert fact_of("shift.taken_over").data == {
        "stands_in_for": "clerk",
        "reason": "has_not_come",
        "away_minutes": 10.0,
    }
    backup = StaffMember.objects.get(pk=backup.pk)
    assert may(backup, "serve", centre=world.centre.pk, unit=world.unit.pk)
    world.counter.refresh_from_db()
    visit = call_next(counter=world.counter, by=backup, at=at(9, 12))
    start(visit=visit, by=backup, at=at(9, 13))
    refused("counter_taken", lambda: actions.clock_in(shift=shift, by=world.clerk, at=at(9, 20)))


def test_where_somebody_is_planned_to_stand_in_nobody_else_is_asked(world: World) -> None:
    pair(world)
    shift = plan(world)
    away(world, backup=world.lead)
    assert queries.to_take_over(world.other_clerk, at(9, 30)) == []
    refused(
        "counter_planned",
        lambda: actions.take_over(shift=shift, by=world.other_clerk, at=at(9, 5)),
    )


def test_who_steps_in_for_the_absent_need_not_wait(world: World) -> None:
    pair(world)
    shift = plan(world)
    away(world, reason="sick")
    assert queries.to_take_over(world.other_clerk, at(9)) == [shift]
    actions.take_over(shift=shift, by=world.other_clerk, at=at(9))
    assert fact_of("shift.taken_over").data["reason"] == "on_leave"


def test_the_powers_end_with_the_shift(world: World) -> None:
    pair(world, backup=world.far_clerk)
    shift = plan(world)
    new = actions.take_over(shift=shift, by=world.far_clerk, at=at(9, 10))
    actions.clock_out(shift=new, by=world.far_clerk, at=at(12))
    backup = StaffMember.objects.get(pk=world.far_clerk.pk)
    assert not may(backup, "serve", centre=world.centre.pk, unit=world.unit.pk)
    assert may(backup, "serve", centre=world.centre.pk, unit=world.other_unit.pk)


def test_who_stands_in_for_a_lead_plans_the_duty_of_the_unit(world: World) -> None:
    pair(world, staff=world.lead, backup=world.clerk)
    shift = plan(world, staff=world.lead)
    assert not may(world.clerk, "plan_duty", centre=world.centre.pk, unit=world.unit.pk)
    actions.take_over(shift=shift, by=world.clerk, at=at(9, 30))
    backup = StaffMember.objects.get(pk=world.clerk.pk)
    assert may(backup, "plan_duty", centre=world.centre.pk, unit=world.unit.pk)
    assert not may(backup, "plan_duty", centre=world.centre.pk, unit=world.other_unit.pk)
    assert not may(backup, "judge", centre=world.centre.pk)


@pytest.mark.parametrize("member", ["other_clerk", "lead", "administrator", "stranger"])
def test_nobody_but_the_backup_steps_in_unasked(world: World, member: str) -> None:
    pair(world, backup=world.far_clerk)
    shift = plan(world)
    refused(
        "not_backup",
        lambda: actions.take_over(shift=shift, by=getattr(world, member), at=at(9, 30)),
    )


def test_a_backup_does_not_leave_their_own_counter_empty(world: World) -> None:
    pair(world)
    shift = plan(world)
    other = plan(world, staff=world.other_clerk, counter=world.other_counter)

    def run() -> Shift:
        return actions.take_over(shift=shift, by=world.other_clerk, at=at(9, 30))

    refused("shift_planned_already", run)
    actions.clock_in(shift=other, by=world.other_clerk, at=at(8, 59))
    refused("shift_planned_already", run)


def test_nobody_takes_over_what_is_over_or_begun(world: World) -> None:
    pair(world)
    shift = plan(world)
    refused("shift_over", lambda: actions.take_over(shift=shift, by=world.other_clerk, at=at(18)))
    actions.clock_in(shift=shift, by=world.clerk, at=at(9, 30))
    refused("not_away", lambda: actions.take_over(shift=shift, by=world.other_clerk, at=at(10)))


def test_how_long_a_backup_waits_is_the_centres_to_say(world: World) -> None:
    world.centre.backup_after = 30
    world.centre.save()
    pair(world)
    shift = plan(world)
    refused("not_away", lambda: actions.take_over(shift=shift, by=world.other_clerk, at=at(9, 29)))
    tuesday = MONDAY + timedelta(days=1)
    assert queries.to_take_over(world.other_clerk, at(9, 30, day=tuesday)) == []
    actions.take_over(shift=shift, by=world.other_clerk, at=at(9, 30))
    assert Fact.objects.filter(kind="shift.clocked_in", staff="clerk2").exists()
