"""The post in the day: away for a while, signs of life, nobody there, and what is handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall import actions, queries
from servicehall.hall.models import Counter, Handover, Pause, Pin, SelfCheck, Shift, Vacancy
from servicehall.reception.actions import call_next
from tests.hall.hands import fact_of, kinds, plan, refused
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def shift(world: World) -> Shift:
    """The clerk on duty at counter 1 since 08:55."""
    return world.on_duty()


def leave(world: World, shift: Shift, **but: Any) -> Pause:
    """The clerk leaves for ten minutes and tells counter 2."""
    given: dict[str, Any] = {
        "shift": shift,
        "reason": "rest",
        "expected": at(10, 10),
        "told": world.other_counter,
        "by": world.clerk,
        "at": at(10),
    }
    return actions.leave_post(**(given | but))


def state(counter: Counter) -> str:
    counter.refresh_from_db()
    return counter.state


# Leaving the post ----------------------------------------------------------------------------


def test_nobody_is_called_to_a_counter_whose_clerk_is_away(world: World, shift: Shift) -> None:
    world.ticket(at=at(9))
    pause = leave(world, shift)
    assert state(world.counter) == "paused"
    assert fact_of("post.left").data == {
        "reason": "rest",
        "expected": at(10, 10).isoformat(),
        "told": "2",
    }
    assert list(queries.told_of(world.other_counter)) == [pause]
    refused(
        "counter_paused", lambda: call_next(counter=world.counter, by=world.clerk, at=at(10, 1))
    )
    actions.return_to_post(pause=pause, by=world.clerk, at=at(10, 25))
    assert state(world.counter) == "open"
    assert fact_of("post.returned").data == {
        "away_minutes": 25.0,
        "minutes_over": 15.0,
        "ended_by": "returned",
    }
    call_next(counter=world.counter, by=world.clerk, at=at(10, 26))


def test_leaving_without_a_word_is_noted_as_it_is(world: World, shift: Shift) -> None:
    leave(world, shift, reason="", told=None)
    data = fact_of("post.left").data
    assert (data["reason"], data["told"]) == ("", "")


def test_leaving_twice_with_one_key_is_one_time_away(world: World, shift: Shift) -> None:
    key = str(uuid4())
    assert leave(world, shift, key=key) == leave(world, shift, key=key)
    refused("away_already", lambda: leave(world, shift, at=at(10, 1)))
    assert Pause.objects.count() == 1


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"reason": "fishing"}, "unknown_reason"),
        ({"expected": at(10)}, "expected_past"),
        ({"told": "counter"}, "same_counter"),
        ({"by": "other_clerk"}, "not_permitted"),
        ({"by": "supervisor"}, "not_permitted"),
    ],
)
def test_leaving_that_makes_no_sense_is_refused(
    world: World, shift: Shift, but: dict[str, Any], code: str
) -> None:
    given = {
        name: getattr(world, value) if name in ("told", "by") else value
        for name, value in but.items()
    }
    refused(code, lambda: leave(world, shift, **given))
    assert state(world.counter) == "open"


def test_nobody_leaves_a_citizen_or_a_closed_counter(world: World, shift: Shift) -> None:
    world.served(at=at(9))
    refused("visit_open", lambda: leave(world, shift, at=at(10, 7), expected=at(10, 20)))
    world.counter.visits.all().update(status="finished")
    actions.close_counter(counter=world.counter, reason="break", by=world.clerk, at=at(10, 8))
    refused("counter_closed", lambda: leave(world, shift, at=at(10, 9), expected=at(10, 20)))


def test_who_is_not_on_duty_has_no_post_to_leave(world: World) -> None:
    shift = plan(world)
    refused("not_on_duty", lambda: leave(world, shift))


def test_a_counter_closed_meanwhile_stays_closed_after_the_return(
    world: World, shift: Shift
) -> None:
    pause = leave(world, shift)
    closure = actions.close_counter(
        counter=world.counter, reason="staffing", by=world.lead, at=at(10, 12)
    )
    actions.return_to_post(pause=pause, by=world.clerk, at=at(10, 20))
    assert state(world.counter) == "closed"
    actions.reopen_counter(closure=closure, by=world.clerk, at=at(10, 21))
    assert state(world.counter) == "open"
    refused(
        "back_already", lambda: actions.return_to_post(pause=pause, by=world.clerk, at=at(10, 22))
    )


def test_going_home_ends_the_time_away(world: World, shift: Shift) -> None:
    leave(world, shift)
    actions.clock_out(shift=shift, by=world.lead, at=at(10, 30))
    assert fact_of("post.returned").data["ended_by"] == "clocked_out"
    assert queries.open_pauses(world.centre) == {}


# Nobody there --------------------------------------------------------------------------------


def look(world: World, moment: datetime) -> list[Vacancy]:
    return list(actions.note_unattended(centre=world.centre, at=moment))


def test_a_counter_to_which_nobody_came_is_noted_once_and_ended_by_who_comes(
    world: World,
) -> None:
    shift = plan(world)
    assert look(world, at(9, 10)) == []
    assert len(look(world, at(9, 11))) == 1
    assert look(world, at(9, 12)) == []
    fact = fact_of("counter.unattended")
    assert fact.data == {"since": at(9).astimezone(UTC).isoformat(), "unattended_minutes": 11.0}
    assert (fact.counter, fact.unit, fact.staff, fact.recorder) == ("1", "civil", "clerk", "hall")
    actions.clock_in(shift=shift, by=world.clerk, at=at(9, 20))
    assert fact_of("counter.attended").data == {
        "unattended_minutes": 20.0,
        "ended_by": "attended",
    }
    assert queries.open_vacancies(world.centre) == {}


def test_signs_of_life_keep_a_counter_attended(world: World, shift: Shift) -> None:
    assert look(world, at(9, 10)) == []
    assert actions.beat(counter=world.counter, by=world.clerk, at=at(9, 9))
    assert look(world, at(9, 18)) == []
    actions.check_badge(shift=shift, worn=True, by=world.clerk, at=at(9, 18))
    assert look(world, at(9, 28)) == []
    assert len(look(world, at(9, 29))) == 1
    assert actions.beat(counter=world.counter, by=world.clerk, at=at(9, 40))
    assert fact_of("counter.attended").data["unattended_minutes"] == 22.0


def test_a_citizen_being_served_is_a_sign_of_life(world: World, shift: Shift) -> None:
    world.served(at=at(9))
    assert look(world, at(12)) == []


def test_a_beat_is_written_once_a_minute_and_only_of_who_is_there(
    world: World, shift: Shift
) -> None:
    assert not actions.beat(counter=world.counter, by=world.other_clerk, at=at(9, 5))
    assert actions.beat(counter=world.counter, by=world.clerk, at=at(9, 5))
    assert not actions.beat(counter=world.counter, by=world.clerk, at=at(9, 5, second=59))
    assert actions.beat(counter=world.counter, by=world.clerk, at=at(9, 6))
    world.counter.refresh_from_db()
    assert world.counter.last_seen == at(9, 6)


def test_a_time_away_counts_only_once_it_lasts_longer_than_was_said(
    world: World, shift: Shift
) -> None:
    leave(world, shift, at=at(9, 5), expected=at(9, 35))
    assert look(world, at(9, 45)) == []
    assert len(look(world, at(9, 46))) == 1
    assert Vacancy.objects.get().since == at(9, 35)


@pytest.mark.parametrize("moment", [at(8, 30), at(18), at(23)])
def test_outside_opening_hours_nobody_has_to_be_there(world: World, moment: datetime) -> None:
    plan(world, starts=at(8), ends=at(20))
    assert look(world, moment) == []


def test_a_vacancy_ends_when_the_hall_closes(world: World) -> None:
    plan(world, ends=at(20))
    look(world, at(17))
    assert look(world, at(18))[0].ended_at == at(18)
    assert fact_of("counter.attended").data["ended_by"] == "hall_closed"


def test_a_closed_counter_is_not_unattended(world: World) -> None:
    plan(world)
    look(world, at(9, 30))
    actions.close_counter(counter=world.counter, reason="staffing", by=world.lead, at=at(9, 31))
    look(world, at(9, 32))
    assert fact_of("counter.attended").data["ended_by"] == "counter_closed"
    assert look(world, at(11)) == []


def test_a_counter_that_nobody_is_planned_for_may_be_empty(world: World) -> None:
    assert look(world, at(11)) == []


def test_that_both_of_a_pair_are_away_is_noted_with_the_vacancy(world: World) -> None:
    plan(world)
    actions.register_backup(staff=world.clerk, backup=world.other_clerk, by=world.lead, at=at(7))
    actions.record_absence(
        staff=world.other_clerk,
        reason="sick",
        starts=at(0),
        ends=at(23),
        by=world.lead,
        at=at(8),
    )
    look(world, at(9, 30))
    fact = fact_of("backup.both_away")
    assert (fact.staff, fact.data["backup"]) == ("clerk", "clerk2")


def test_looking_takes_as_many_statements_with_many_counters(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        actions.add_counter(unit=world.unit, code=f"x{number}")
    with django_assert_max_num_queries(12):
        look(world, at(11))


# Handover ------------------------------------------------------------------------------------


def hand_over(world: World, shift: Shift, **but: Any) -> Handover:
    given: dict[str, Any] = {
        "shift": shift,
        "half_done": "Permit of Somebody",
        "call_backs": "",
        "supplements": " ",
        "by": world.clerk,
        "at": at(17),
    }
    return actions.hand_over(**(given | but))


def test_what_is_left_is_shown_to_colleagues_until_taken_note_of(
    world: World, shift: Shift
) -> None:
    handover = hand_over(world, shift)
    fact = fact_of("handover.written")
    assert fact.data == {}
    assert PersonalData.objects.get(fact=fact).data == {"half_done": "Permit of Somebody"}
    (found,) = queries.handovers_for(world.other_clerk, world.counter)
    assert found.words == {"half_done": "Permit of Somebody"}
    assert queries.handovers_for(world.clerk, world.counter) == []
    assert queries.handovers_for(world.far_clerk, world.far_counter) == []
    refused(
        "not_permitted",
        lambda: actions.take_note(handover=handover, by=world.far_clerk, at=at(17, 1)),
    )
    refused(
        "not_permitted", lambda: actions.take_note(handover=handover, by=world.clerk, at=at(17, 1))
    )
    actions.take_note(handover=handover, by=world.other_clerk, at=at(17, 2))
    refused(
        "noted_already", lambda: actions.take_note(handover=handover, by=world.lead, at=at(17, 3))
    )
    assert queries.handovers_for(world.lead, world.counter) == []


def test_the_backup_of_another_unit_reads_what_is_left(world: World, shift: Shift) -> None:
    handover = hand_over(world, shift)
    actions.register_backup(staff=world.clerk, backup=world.far_clerk, by=world.lead, at=at(7))
    (found,) = queries.handovers_for(world.far_clerk, world.far_counter)
    assert found.handover == handover
    actions.take_note(handover=handover, by=world.far_clerk, at=at(17, 2))


def test_nothing_is_handed_over_without_words_or_for_another(world: World, shift: Shift) -> None:
    refused("nothing_said", lambda: hand_over(world, shift, half_done=" "))
    refused("not_permitted", lambda: hand_over(world, shift, by=world.lead))
    later = plan(world, staff=world.other_clerk, counter=world.other_counter)
    refused("not_on_duty", lambda: hand_over(world, later, by=world.other_clerk))


# Self-check ----------------------------------------------------------------------------------

ITEMS = ("premises_unclean", "papers_disordered", "guide_out_of_stock")


def check(world: World, **but: Any) -> SelfCheck:
    given: dict[str, Any] = {
        "check": SelfCheck.objects.latest("day"),
        "items": ITEMS,
        "not_kept": ["papers_disordered"],
        "shown_at": at(9),
        "by": world.clerk,
        "at": at(9, 1, second=10),
    }
    return actions.do_self_check(**(given | but))


def test_whoever_opens_the_counter_checks_it_once_a_day(world: World, shift: Shift) -> None:
    assert kinds() == ["shift.planned", "shift.clocked_in", "self_check.due"]
    done = check(world)
    assert (done.seconds, done.not_kept) == (70, ["papers_disordered"])
    assert fact_of("self_check.done").data == {
        "not_kept": ["papers_disordered"],
        "count": 3,
        "seconds": 70,
    }
    refused("self_check_done", lambda: check(world))
    actions.clock_out(shift=shift, by=world.clerk, at=at(12))
    world.on_duty(world.other_clerk, starts=at(12), clocked_in=at(12, 1))
    assert kinds().count("self_check.due") == 1
    assert queries.not_kept_before(world.counter, MONDAY) == []
    assert queries.not_kept_before(world.counter, TUESDAY) == ["papers_disordered"]


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"not_kept": ["dragons"]}, "unknown_item"),
        ({"shown_at": at(9, 2)}, "shown_later"),
        ({"shown_at": at(8, day=MONDAY - timedelta(days=1))}, "shown_later"),
    ],
)
def test_a_self_check_that_makes_no_sense_is_refused(
    world: World, shift: Shift, but: dict[str, Any], code: str
) -> None:
    refused(code, lambda: check(world, **but))
    refused("not_permitted", lambda: check(world, by=world.far_clerk))


# Proving who one is --------------------------------------------------------------------------


def prove(world: World, given: str, moment: datetime) -> None:
    actions.prove(staff=world.clerk, given=given, at=moment)


def test_a_pin_is_kept_as_a_hash_and_proves_who_one_is(world: World) -> None:
    actions.set_pin(staff=world.clerk, pin="4829", by=world.clerk, at=at(8))
    assert "4829" not in Pin.objects.get().hashed
    prove(world, "4829", at(9))
    with pytest.raises(Refused) as wrong:
        prove(world, "4820", at(9))
    assert (wrong.value.code, wrong.value.about) == ("pin_wrong", {"left": 4})


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("123", "pin_not_digits"),
        ("123456789", "pin_not_digits"),
        ("12a4", "pin_not_digits"),
        ("٤٨٢٩", "pin_not_digits"),
        ("", "pin_not_digits"),
        ("7777", "pin_too_easy"),
        ("2345", "pin_too_easy"),
        ("9876", "pin_too_easy"),
    ],
)
def test_a_pin_that_protects_nothing_is_refused(world: World, pin: str, code: str) -> None:
    refused(code, lambda: actions.set_pin(staff=world.clerk, pin=pin, by=world.clerk, at=at(8)))
    refused(
        "not_permitted",
        lambda: actions.set_pin(staff=world.clerk, pin="4829", by=world.lead, at=at(8)),
    )
    assert not Pin.objects.exists()


def fails(run: Callable[[], None]) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code, refusal.value.about


def test_after_five_wrong_tries_a_pin_is_locked_for_ten_minutes(world: World) -> None:
    actions.set_pin(staff=world.clerk, pin="4829", by=world.clerk, at=at(8))
    for left in (4, 3, 2, 1):
        assert fails(lambda: prove(world, "0000", at(9))) == ("pin_wrong", {"left": left})
    assert fails(lambda: prove(world, "0000", at(9))) == ("pin_locked", {"minutes": 10})
    assert fails(lambda: prove(world, "4829", at(9, 1))) == ("pin_locked", {"minutes": 9})
    prove(world, "4829", at(9, 10))
    assert fails(lambda: prove(world, "0000", at(9, 11))) == ("pin_wrong", {"left": 4})


def test_a_badge_proves_who_one_is_until_it_is_revoked(world: World) -> None:
    badge = actions.issue_badge(staff=world.clerk, by=world.lead, at=at(8))
    assert len(badge.code) > 20
    assert badge.code not in str(fact_of("badge.issued").data)
    prove(world, badge.code, at(9))
    other = actions.issue_badge(staff=world.other_clerk, by=world.lead, at=at(8))
    assert fails(lambda: prove(world, other.code, at(9)))[0] == "proof_wrong"
    actions.revoke_badge(badge=badge, by=world.clerk, at=at(10))
    assert fails(lambda: prove(world, badge.code, at(10)))[0] == "proof_wrong"
    refused("badge_revoked", lambda: actions.revoke_badge(badge=badge, by=world.lead, at=at(11)))


def test_a_new_badge_takes_the_place_of_the_lost_one(world: World) -> None:
    lost = actions.issue_badge(staff=world.clerk, by=world.lead, at=at(8))
    new = actions.issue_badge(staff=world.clerk, by=world.lead, at=at(9))
    assert new.code != lost.code
    assert fails(lambda: prove(world, lost.code, at(10)))[0] == "proof_wrong"
    assert Fact.objects.filter(kind="badge.revoked").count() == 1


@pytest.mark.parametrize("member", ["clerk", "supervisor", "stranger"])
def test_not_everybody_issues_or_revokes_a_badge(world: World, member: str) -> None:
    by = getattr(world, member)
    refused("not_permitted", lambda: actions.issue_badge(staff=world.other_clerk, by=by, at=at(8)))
    badge = actions.issue_badge(staff=world.other_clerk, by=world.lead, at=at(8))
    refused("not_permitted", lambda: actions.revoke_badge(badge=badge, by=by, at=at(9)))
