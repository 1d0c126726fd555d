"""A day declared later: the dates of all open cases move, once, and their citizens are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.actions import calendar_days
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception.models import Message
from tests.world import MONDAY, World, at

WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


@pytest.fixture(params=["in_bulk", "one_by_one"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "one_by_one":
        monkeypatch.setattr(calendar_days, "IN_BULK", False)


def accepted(hall: World, minute: int = 0, **but: Any) -> Case:
    """Received at ten past nine or a little later; promised for three working days later."""
    hall.counter.visits.update(status="finished", counter=None)
    visit = hall.ticket(at=at(9, 10 + minute))
    visit.status = "serving"
    visit.counter = hall.counter
    visit.save()
    case = cases().get(pk=hall.case(visit=visit, at=at(10, 10), **but).pk)
    return actions.accept(case=case, by=hall.clerk, at=at(10, 20))


def declare(hall: World, day: date = WEDNESDAY, **but: Any) -> list[Case]:
    given: dict[str, Any] = {
        "works": False,
        "reason": "Temporary holiday",
        "by": hall.administrator,
        "at": at(15),
    }
    return actions.declare_day(centre=hall.centre, day=day, **(given | but))


def refused(code: str, run: Callable[[], object]) -> None:
    before = Fact.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert Fact.objects.count() == before


@pytest.mark.usefixtures("_both_ways")
def test_a_holiday_declared_within_the_period_moves_every_open_date(hall: World) -> None:
    plain = accepted(hall, reached="010-1234-5678")
    extended = accepted(hall, 1)
    actions.extend(case=extended, count=1, reason="Why", by=hall.clerk, at=at(11))
    decided = accepted(hall, 2)
    actions.grant(case=decided, by=hall.clerk, at=at(12))
    before = decided.promised_due
    moved = declare(hall)
    assert {each.pk for each in moved} == {plain.pk, extended.pk}
    for each in (plain, extended, decided):
        each.refresh_from_db()
    assert plain.promised_due == at(10, 20, day=FRIDAY)
    assert extended.promised_due == at(10, 20, day=MONDAY + timedelta(days=7))
    assert decided.promised_due == before
    fact = Fact.objects.filter(kind="case.due_moved").earliest("pk")
    assert fact.data["reason"] == "Temporary holiday"
    assert fact.data["told_citizen"] is True
    assert "Temporary holiday" in Message.objects.get(occasion="date_moved").text
    assert Fact.objects.get(kind="calendar.day_declared").data["works"] is False


@pytest.mark.usefixtures("_both_ways")
def test_counting_again_moves_nothing_twice(hall: World) -> None:
    accepted(hall)
    assert len(declare(hall)) == 1
    hall.centre.refresh_from_db()
    assert actions.recount(centre=hall.centre, reason="Again", at=at(16)) == []
    assert Fact.objects.filter(kind="case.due_moved").count() == 1


@pytest.mark.usefixtures("_both_ways")
def test_what_the_day_does_not_touch_stays(hall: World) -> None:
    case = accepted(hall)
    # After the promise, before the limit by law: only the latter moves.
    moved = declare(hall, FRIDAY)
    assert [each.pk for each in moved] == [case.pk]
    case.refresh_from_db()
    assert case.promised_due == at(10, 20, day=THURSDAY)
    assert case.statutory_due == at(10, 20, day=MONDAY + timedelta(days=8))
    assert not Message.objects.exists()


def test_a_day_of_rest_may_become_one_that_is_worked(hall: World) -> None:
    case = accepted(hall)
    saturday = MONDAY + timedelta(days=5)
    declare(hall, saturday, works=True)
    case.refresh_from_db()
    assert case.statutory_due == at(10, 20, day=saturday)
    hall.centre.refresh_from_db()
    # And back again: what was declared last counts.
    declare(hall, saturday, works=False)
    case.refresh_from_db()
    assert case.statutory_due == at(10, 20, day=MONDAY + timedelta(days=7))


def test_a_case_that_stands_still_has_its_dates_moved_too(hall: World) -> None:
    case = accepted(hall)
    actions.suspend(case=case, reason="test", by=hall.clerk, at=at(12))
    declare(hall)
    case = cases().get(pk=case.pk)
    actions.resume(case=case, by=hall.clerk, at=at(16))
    # Three working hours (13 to 16) and the holiday.
    assert case.promised_due == at(14, 20, day=FRIDAY)


def test_new_cases_count_with_the_declared_day(hall: World) -> None:
    declare(hall)
    hall.centre.refresh_from_db()
    assert accepted(hall).promised_due == at(10, 20, day=FRIDAY)


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"day": MONDAY - timedelta(days=1)}, "declared_past"),
        ({"day": MONDAY + timedelta(days=5)}, "day_is_so_already"),
        ({"works": True}, "day_is_so_already"),
        ({"reason": " "}, "no_reason"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(
    hall: World, but: dict[str, Any], code: str
) -> None:
    refused(code, lambda: declare(hall, **but))
    assert Centre.objects.get(pk=hall.centre.pk).declared_days == []


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "stranger"])
def test_only_who_sets_the_hall_up_declares_days(hall: World, member: str) -> None:
    refused("not_permitted", lambda: declare(hall, by=getattr(hall, member)))
