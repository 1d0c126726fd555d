"""Who comes, when, and with what missing."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from servicehall.demonstration.cast import Cast, assemble
from servicehall.demonstration.citizens import DEMAND, Citizens, Hours

pytestmark = pytest.mark.django_db

HOURS = Hours(ZoneInfo("Asia/Seoul"), time(9), time(18))
DAYS = [date(2026, 11, 2) + timedelta(days=number) for number in range(10)]


@pytest.fixture
def cast() -> Cast:
    return assemble()


def people(cast: Cast, seed: int = 7) -> Citizens:
    return Citizens(Random(seed), list(cast.services.values()), HOURS)


def test_every_item_is_asked_for_as_often_as_its_demand_says(cast: Cast) -> None:
    assert set(DEMAND) == set(cast.services)
    citizens = people(cast)
    found = [errand.service.code for day in DAYS for _, errand in citizens.of_day(day)]
    for code, demand in DEMAND.items():
        assert found.count(code) == pytest.approx(10 * demand.visits, rel=0.15), code


def test_people_come_while_the_kiosk_is_on_and_most_at_ten_and_two(cast: Cast) -> None:
    citizens = people(cast)
    moments = [moment.time() for day in DAYS for moment, _ in citizens.of_day(day)]
    assert min(moments) >= time(9)
    assert max(moments) < time(18)

    def between(first: int, last: int) -> int:
        return sum(time(first) <= moment < time(last) for moment in moments)

    assert between(10, 11) > between(12, 13) < between(14, 15)
    assert between(10, 11) > between(9, 10)
    assert between(14, 15) > between(16, 17)


def test_what_is_missing_are_materials_of_the_item(cast: Cast) -> None:
    citizens = people(cast)
    incomplete = 0
    for _, errand in (each for day in DAYS for each in citizens.of_day(day)):
        known = [material.code for material in errand.service.materials.all()]
        assert [code for code in known if code in errand.missing] == errand.missing
        incomplete += bool(errand.missing)
    assert 0 < incomplete < 400


def test_the_same_seed_brings_the_same_people(cast: Cast) -> None:
    assert people(cast, 7).of_day(DAYS[0]) == people(cast, 7).of_day(DAYS[0])
    assert people(cast, 7).of_day(DAYS[0]) != people(cast, 8).of_day(DAYS[0])
