"""Whether a counter more is needed in the next hour: what is advised, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import inf
from time import perf_counter

import pytest

from servicehall.reception.pace import ENOUGH, Times, UnitPace
from servicehall.reception.staffing import (
    FEWEST_DAYS,
    MOST_MORE,
    Advice,
    Outlook,
    Usual,
    free_first,
    outlook,
    usual,
)
from servicehall.reception.waiting import Post, Scene, Waiting

HERE = frozenset({"civil"})
BOTH = frozenset({"civil", "roads"})
TEN = Times.of(*[9, 11] * 30)
PACE = {
    "civil": UnitPace(times={"register": {10: TEN}, "copy": {10: Times.of(*[3] * 30)}}, called=60),
    "roads": UnitPace(times={"digging": {10: Times.of(*[20] * 30)}}, called=30),
}
"""Half of what is done at civil takes ten minutes, half three; so one person takes 7.7."""
MONDAY = date(2026, 11, 9)
AT = datetime(2026, 11, 9, 10, 20)


def queue(many: int, unit: str = "civil", service: str = "register") -> list[Waiting]:
    return [Waiting(unit, (service,), (float(place), place)) for place in range(many)]


def busy(code: str, **but: object) -> Post:
    post = Post(code, HERE, services=("register",), unit="civil", busy=4.0)
    return replace(post, **but)  # type: ignore[arg-type]


def coming(people: float, days: int = 10) -> Usual:
    return Usual((people / 4,) * 4, people, people, days, same_weekday=False)


def told(posts: list[Post], waiting: int, people: float | None, **but: object) -> Outlook:
    given: dict[str, object] = {"promise": 20.0, "closed": 2}
    usually = None if people is None else coming(people)
    scene = Scene(posts, queue(waiting), 10)
    return outlook(scene, PACE, "civil", usual=usually, **(given | but))  # type: ignore[arg-type]


# What usually comes --------------------------------------------------------------------------


def days(
    *counts: dict[int, int], since: date = MONDAY, step: int = 1
) -> dict[date, Mapping[str, dict[int, int]]]:
    return {
        since - timedelta(days=step * (n + 1)): {"civil": each} for n, each in enumerate(counts)
    }


def test_what_usually_comes_is_taken_from_both_hours_as_they_overlap() -> None:
    found = usual(days(*[{10: 12, 11: 24}] * 3), "civil", AT)
    assert found is not None
    assert found.quarters == pytest.approx((3, 3, 4, 6))
    assert found.people == pytest.approx(12 * 40 / 60 + 24 * 20 / 60)


def test_the_day_with_fewest_and_that_with_most_are_told() -> None:
    found = usual(days({10: 6, 11: 6}, {10: 12, 11: 12}, {}), "civil", AT)
    assert found is not None
    assert (found.least, found.people, found.most, found.days) == (0, 6, 12, 3)


def test_days_of_the_same_weekday_say_more_where_there_are_enough() -> None:
    mondays = days(*[{10: 60, 11: 60}] * 3, step=7)
    others = days({10: 6, 11: 6}, {10: 6, 11: 6}, {10: 6, 11: 6})
    found = usual({**others, **mondays}, "civil", AT)
    assert found is not None
    assert (found.people, found.days, found.same_weekday) == (60, 3, True)
    mondays.popitem()
    found = usual({**others, **mondays}, "civil", AT)
    assert found is not None
    assert (found.days, found.same_weekday) == (5, False)


def test_of_too_few_days_nothing_is_said() -> None:
    few = days(*[{10: 5}] * (FEWEST_DAYS - 1))
    assert usual(few, "civil", AT) is None
    assert usual({}, "civil", AT) is None


def test_the_last_hour_of_a_day_does_not_borrow_from_the_next_morning() -> None:
    late = datetime(2026, 11, 9, 23, 45)
    found = usual(days(*[{23: 8, 0: 4}] * 3), "civil", late)
    assert found is not None
    assert found.people == pytest.approx(8 / 4 + 4 * 3 / 4)


# What is advised -----------------------------------------------------------------------------


def test_a_counter_more_is_advised_where_people_would_wait_too_long() -> None:
    found = told([busy("1"), busy("2")], waiting=14, people=9)
    assert (found.advice, found.count, found.minute) == (Advice.OPEN, 1, 0)
    assert found.longest is not None
    assert found.changed is not None
    assert found.longest > found.changed


def test_the_numbers_add_up_to_what_is_advised() -> None:
    found = told([busy("1"), busy("2")], waiting=14, people=9)
    assert (found.waiting, found.counters, found.n) == (14, 2, 90)
    assert found.takes == pytest.approx((60 * 10 + 30 * 3) / 90)
    assert found.usual is not None
    assert found.left == pytest.approx(found.waiting + found.usual.people - found.serves)
    assert 12 < found.serves < 2 * 60 / found.takes


def test_it_is_told_from_when_it_is_needed() -> None:
    found = told([busy("1", ends=30.0), busy("2", ends=30.0)], waiting=0, people=6)
    assert (found.advice, found.count, found.going) == (Advice.OPEN, 1, 2)
    assert (found.minute, found.longest) == (30, None)
    found = told([busy("1"), busy("2")], waiting=0, people=28)
    assert (found.advice, found.count) == (Advice.OPEN, 1)
    assert found.minute in (15, 30, 45)
    assert found.longest is not None
    assert found.longest > 20


def test_as_many_as_help_are_advised_but_never_more_than_are_closed() -> None:
    posts = [busy("1")]
    assert told(posts, waiting=20, people=10).count == 2
    assert told(posts, waiting=60, people=30, closed=9).count == MOST_MORE
    assert told(posts, waiting=60, people=30, closed=1).count == 1


def test_where_no_counter_is_left_it_is_said_that_they_are_too_few() -> None:
    found = told([busy("1")], waiting=20, people=10, closed=0)
    assert (found.advice, found.count, found.changed) == (Advice.SHORT, 0, None)


def test_people_without_any_counter_need_one_now() -> None:
    found = told([], waiting=3, people=4)
    assert (found.advice, found.count, found.minute) == (Advice.OPEN, 1, 0)
    assert found.longest is None
    assert found.counters == 0


def test_a_counter_that_could_be_spared_is_told() -> None:
    found = told([busy("1"), busy("2"), Post("3", HERE), Post("4", HERE)], waiting=0, people=6)
    assert (found.advice, found.count) == (Advice.RELEASE, 1)
    assert found.changed is not None
    assert found.changed <= 10


def test_the_last_open_counter_is_never_to_be_released() -> None:
    assert told([Post("1", HERE)], waiting=0, people=1).advice == Advice.ENOUGH
    later = [Post("1", HERE), Post("2", HERE, opens=20.0)]
    assert told(later, waiting=0, people=1).advice == Advice.ENOUGH


def test_a_counter_that_others_need_too_is_not_released() -> None:
    shared = [Post("1", BOTH), Post("2", BOTH)]
    assert told(shared, waiting=0, people=1).advice == Advice.ENOUGH
    assert told([*shared, Post("3", HERE)], waiting=0, people=1).advice == Advice.RELEASE


def test_between_too_few_and_too_many_all_stays_as_it_is() -> None:
    found = told([busy("1"), busy("2")], waiting=2, people=14)
    assert (found.advice, found.count) == (Advice.ENOUGH, 0)


def test_a_unit_at_rest_needs_nothing() -> None:
    found = told([], waiting=0, people=0)
    assert (found.advice, found.waiting, found.counters) == (Advice.ENOUGH, 0, 0)


def test_a_break_that_ends_and_a_shift_that_begins_are_reckoned_with() -> None:
    alone = told([busy("1")], waiting=2, people=8)
    joined = told([busy("1"), Post("2", HERE, opens=10.0)], waiting=2, people=8)
    assert alone.advice == Advice.OPEN
    assert joined.coming == 1
    assert joined.serves > alone.serves
    assert joined.advice == Advice.ENOUGH


def test_a_counter_of_two_units_serves_each_in_part() -> None:
    own = told([busy("1", units=HERE)], waiting=4, people=2)
    scene = Scene([busy("1", units=BOTH)], [*queue(4), *queue(5, "roads", "digging")], 10)
    shared = outlook(scene, PACE, "civil", usual=coming(2), promise=20, closed=1)
    assert shared.serves == pytest.approx(own.serves / 2)


@pytest.mark.parametrize(
    ("pace", "people"),
    [
        (PACE, None),
        ({}, 9.0),
        ({"civil": UnitPace(times={"register": {10: Times.of(*[5] * (ENOUGH - 1))}})}, 9.0),
    ],
)
def test_with_too_little_history_nothing_is_advised(
    pace: dict[str, UnitPace], people: float | None
) -> None:
    scene = Scene([busy("1")], queue(30), 10)
    usually = None if people is None else coming(people)
    found = outlook(scene, pace, "civil", usual=usually, promise=20, closed=2)
    assert (found.advice, found.count, found.longest) == (Advice.UNKNOWN, 0, None)
    assert (found.waiting, found.counters) == (30, 1)


def test_a_crowded_hall_is_reckoned_in_a_moment() -> None:
    posts = [busy(str(number)) for number in range(12)]
    begun = perf_counter()
    told(posts, waiting=300, people=80, closed=6)
    assert perf_counter() - begun < 0.5


# Free first ----------------------------------------------------------------------------------


def freed(*posts: Post, waiting: list[Waiting] | None = None, **but: object) -> list[str]:
    scene = Scene(posts, waiting or [], 10)
    return [each.counter for each in free_first(scene, PACE, "civil", **but)]  # type: ignore[arg-type]


def test_a_free_counter_comes_before_the_busy_and_the_longest_service_before_others() -> None:
    assert freed(busy("1", busy=2.0), busy("2", busy=9.0), Post("3", HERE)) == ["3", "2", "1"]


def test_only_counters_that_serve_the_unit_are_named() -> None:
    roads = Post("4", frozenset({"roads"}))
    both = Post("5", BOTH, services=("digging",), unit="roads", busy=1.0)
    assert freed(roads, both, busy("1")) == ["1", "5"]
    assert freed(busy("1"), busy("2"), without={"1"}) == ["2"]


def test_a_counter_that_goes_before_it_is_free_is_left_out() -> None:
    assert freed(busy("1", ends=1.0), Post("2", HERE, opens=12.0, ends=40.0)) == ["2"]
    assert freed(Post("2", HERE, opens=12.0, ends=10.0)) == []


def test_somebody_sent_to_a_counter_keeps_it_busy() -> None:
    sent = [Waiting("civil", ("register",), (0.0, 1), reserved="2")]
    assert freed(busy("1"), Post("2", HERE), waiting=sent) == ["1", "2"]


def test_how_long_it_takes_is_the_rest_of_the_service_and_the_pause() -> None:
    (one,) = free_first(Scene([busy("1", busy=0.0)], [], 10), PACE, "civil")
    assert one.minutes == pytest.approx(10)
    (other,) = free_first(Scene([Post("1", HERE, opens=7.0)], [], 10), PACE, "civil")
    assert other.minutes == 7


def test_where_too_little_is_known_a_busy_counter_is_not_named() -> None:
    scene = Scene([busy("1"), Post("2", HERE, ends=inf)], [], 10)
    assert [each.counter for each in free_first(scene, {}, "civil")] == ["2"]
