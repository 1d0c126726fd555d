"""Times as they add up, and which of them say most of a service."""

from __future__ import annotations

from random import Random
from statistics import mean, variance

import pytest

from servicehall.reception.pace import (
    ENOUGH,
    ENOUGH_AT_AN_HOUR,
    ENOUGH_OF_A_SERVICE,
    ENOUGH_WAITS,
    Length,
    Times,
    UnitPace,
    joined,
    stretch_of,
)


def test_sums_keep_mean_and_variance() -> None:
    parts = [4.0, 9.0, 12.5], [7.0, 30.0]
    whole = Times.of(*parts[0]) + Times.of(*parts[1])
    assert whole.n == 5
    assert whole.length.mean == pytest.approx(mean(parts[0] + parts[1]))
    assert whole.length.variance == pytest.approx(variance(parts[0] + parts[1]))


def test_the_hours_own_times_count_where_there_are_enough() -> None:
    unit = UnitPace(
        times={
            "often": {
                9: Times.of(*[5] * ENOUGH_AT_AN_HOUR),
                10: Times.of(*[20] * (ENOUGH_AT_AN_HOUR - 1)),
            },
            "seldom": {9: Times.of(*[60] * (ENOUGH_OF_A_SERVICE - 1))},
        }
    )

    def told(service: str, hour: int) -> float:
        found = unit.of(service, hour)
        assert found is not None
        return found.length.mean

    assert told("often", 9) == 5
    assert 5 < told("often", 10) < 20, "too few at that hour: those of the whole day"
    assert told("seldom", 9) == told("unheard of", 9) == pytest.approx(unit.all.length.mean)


def test_of_a_unit_with_too_few_times_nothing_is_known() -> None:
    unit = UnitPace(times={"any": {9: Times.of(*[5] * (ENOUGH - 1))}})
    assert unit.of("any", 9) is None


def test_what_has_lasted_long_goes_on_for_long() -> None:
    length = Length(10, 36)
    left = [length.left(elapsed).mean for elapsed in (0, 5, 10, 20, 40)]
    assert left[0] == 10
    assert 0 < left[1] < 10
    assert left[2] < left[3] < left[4], "of the few that last so long some last very long"
    assert length.left(10_000).mean > 0


def test_what_is_left_agrees_with_what_was_drawn() -> None:
    """Held against ten thousand lognormal lengths of a fixed seed."""
    draw = Random(5)
    drawn = [draw.lognormvariate(2, 0.6) for _ in range(10_000)]
    length = Length(mean(drawn), variance(drawn))
    left = [each - 8 for each in drawn if each > 8]
    assert length.left(8).mean == pytest.approx(mean(left), rel=0.05)
    assert length.left(8).variance == pytest.approx(variance(left), rel=0.2)


def test_days_are_joined_and_misses_put_in_order() -> None:
    one = {
        "civil": UnitPace(times={"a": {9: Times.of(5)}}, called=1, misses={0: [0.5], 1: [2.0]}),
    }
    other = {
        "civil": UnitPace(times={"a": {9: Times.of(7)}}, called=2, left=1, misses={0: [-1.0]}),
        "roads": UnitPace(called=4),
    }
    both = joined([one, other])
    assert both["civil"].times["a"][9] == Times.of(5, 7)
    assert (both["civil"].called, both["civil"].left, both["roads"].called) == (3, 1, 4)
    assert both["civil"].misses == {0: [-1.0, 0.5], 1: [2.0]}
    assert one["civil"].misses[0] == [0.5], "what was joined stays as it was"


def test_past_errors_count_only_where_enough_are_known() -> None:
    unit = UnitPace(misses={0: [0.0] * (ENOUGH_WAITS - 1), 1: [1.0] * ENOUGH_WAITS})
    assert list(unit.missed_in(0)) == []
    assert len(unit.missed_in(1)) == ENOUGH_WAITS


@pytest.mark.parametrize(("minutes", "stretch"), [(0, 0), (5.9, 0), (6, 1), (14.9, 1), (15, 2)])
def test_waits_part_into_short_middling_and_long(minutes: float, stretch: int) -> None:
    assert stretch_of(minutes) == stretch
