"""How often staff fall short."""

from __future__ import annotations

from random import Random

import pytest

from servicehall.demonstration.habits import SHARES, TEMPERAMENTS, Lapses


@pytest.mark.parametrize("seed", range(5))
def test_every_fault_happens_about_as_often_as_its_share_whatever_the_seed(seed: int) -> None:
    for fault, share in SHARES.items():
        lapses = Lapses(Random(seed))
        found = sum(lapses.falls_short(fault, "somebody") for _ in range(1000))
        assert abs(found - 1000 * share) <= 1, fault


def test_whoever_is_habitually_late_is_late_more_often() -> None:
    lapses = Lapses(Random(7))
    found = {"a3": 0, "a4": 0}
    for _ in range(400):
        for staff in found:
            found[staff] += lapses.falls_short("comes_late", staff)
    assert TEMPERAMENTS["a3"]["comes_late"] > 1
    assert "comes_late" not in TEMPERAMENTS["a4"]
    assert found["a3"] > 3 * found["a4"] > 0


def test_a_fault_without_a_share_never_happens() -> None:
    lapses = Lapses(Random(7), {})
    assert not any(lapses.falls_short("comes_late", "a3") for _ in range(500))


def test_temperaments_name_faults_that_there_are() -> None:
    assert {fault for habits in TEMPERAMENTS.values() for fault in habits} <= set(SHARES)
