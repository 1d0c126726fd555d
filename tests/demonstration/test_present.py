"""The hall as of now, at any hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicehall.demonstration.cast import Cast, assemble
from servicehall.demonstration.present import Present, is_alive, open_hall
from servicehall.demonstration.simulator import CannotSimulate, simulate
from servicehall.evidence.models import Fact
from servicehall.hall.actions import found_centre
from servicehall.hall.models import Closure, Shift
from servicehall.reception.ledger import contradictions
from servicehall.reception.models import FurtherService, Visit

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Seoul")
SUNDAY_NIGHT = datetime(2026, 11, 15, 3, 0, tzinfo=ZONE)
MONDAY_NOON = datetime(2026, 11, 16, 12, 20, tzinfo=ZONE)
DAY = MONDAY_NOON.date()


@pytest.fixture
def cast() -> Cast:
    return assemble()


def opened(cast: Cast, at: datetime, seed: int = 7) -> Present:
    return open_hall(centre=cast.centre, at=at, seed=seed)


@pytest.mark.parametrize(
    "at",
    [
        SUNDAY_NIGHT,
        MONDAY_NOON,
        datetime(2026, 11, 17, 0, 10, tzinfo=ZONE),
        datetime(2026, 11, 20, 19, 40, tzinfo=ZONE),
    ],
)
def test_the_hall_is_alive_at_any_hour_of_any_day(cast: Cast, at: datetime) -> None:
    found = opened(cast, at)
    assert (found.counters_open, found.counters_paused, found.counters_closed) == (6, 1, 1)
    assert 9 <= found.waiting <= 20
    assert 1 <= found.called <= 7
    assert found.called + found.serving <= 7
    assert Visit.objects.filter(status="finished").exists()
    assert is_alive(cast.centre, at)
    assert Fact.objects.filter(centre="hanbit", happened__gt=at).count() == 0


def test_the_one_closed_counter_has_a_notice_that_lasts(cast: Cast) -> None:
    opened(cast, MONDAY_NOON)
    closure = Closure.objects.get(reopened_at=None)
    assert closure.notice_posted_at is not None
    assert closure.alternative is not None
    assert closure.until is not None
    assert closure.until > MONDAY_NOON


def test_whoever_waits_came_within_the_last_half_hour(cast: Cast) -> None:
    opened(cast, SUNDAY_NIGHT)
    oldest = min(Visit.objects.filter(status="waiting").values_list("taken_at", flat=True))
    assert SUNDAY_NIGHT - oldest < timedelta(minutes=35)


def test_nobody_comes_late_to_a_hall_that_opens_at_night(cast: Cast) -> None:
    opened(cast, SUNDAY_NIGHT)
    facts = Fact.objects.filter(kind="shift.clocked_in").values_list("data", flat=True)
    assert len(facts) == 8
    assert all(data["minutes_late"] == 0 for data in facts)


def test_the_clerk_of_the_start_page_is_on_duty(cast: Cast) -> None:
    opened(cast, MONDAY_NOON)
    assert Shift.objects.filter(staff__code="a2", clocked_out=None).exists()


def test_a_hall_that_stood_still_for_hours_is_brought_to_the_present(cast: Cast) -> None:
    opened(cast, MONDAY_NOON)
    waited = set(Visit.objects.filter(status="waiting").values_list("pk", flat=True))
    later = MONDAY_NOON + timedelta(hours=3)
    assert not is_alive(cast.centre, later)
    found = opened(cast, later)
    assert 9 <= found.waiting <= 20
    assert found.counters_open in {6, 7}
    assert found.counters_open + found.counters_paused + found.counters_closed == 8
    assert not Visit.objects.filter(pk__in=waited, status="waiting").exists()
    assert Shift.objects.count() == 8


def test_the_next_day_the_old_shifts_end_and_new_ones_begin(cast: Cast) -> None:
    opened(cast, MONDAY_NOON)
    tomorrow = MONDAY_NOON + timedelta(days=1)
    found = opened(cast, tomorrow)
    assert (found.counters_open, found.counters_paused, found.counters_closed) == (6, 1, 1)
    assert not Shift.objects.filter(day=MONDAY_NOON.date(), clocked_out=None).exists()
    early = Fact.objects.filter(kind="shift.clocked_out").values_list("data", flat=True)
    assert [data["minutes_early"] for data in early] == [0] * 8
    assert Shift.objects.filter(day=tomorrow.date(), clocked_out=None).count() == 8


def test_soon_after_midnight_it_is_opened_although_yesterday_was_worked(cast: Cast) -> None:
    simulate(centre=cast.centre, days=[date(2026, 11, 16)], seed=7)
    found = opened(cast, datetime(2026, 11, 17, 0, 5, tzinfo=ZONE))
    assert (found.counters_open, found.counters_paused, found.counters_closed) == (6, 1, 1)
    here = Shift.objects.filter(day=date(2026, 11, 17), clocked_out=None, absence=None)
    assert here.count() == 8


def test_a_hall_without_services_is_refused() -> None:
    empty = found_centre(code="empty", names={"en": "Empty", "ko": "빈 곳", "zh": "空"})
    with pytest.raises(CannotSimulate, match="empty has no service items yet"):
        open_hall(centre=empty, at=MONDAY_NOON, seed=7)


# What else goes on ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_the_hall_shows_all_that_goes_on_in_a_reception(cast: Cast, seed: int) -> None:
    opened(cast, MONDAY_NOON, seed)
    told = set(Fact.objects.filter(centre="hanbit").values_list("kind", flat=True))
    for kind in (
        "ticket.parked",
        "ticket.left",
        "ticket.missed",
        "ticket.returned",
        "ticket.recalled",
        "visit.transferred",
        "appointment.booked",
        "counter.closed",
        "post.left",
    ):
        assert kind in told, kind
    assert Visit.objects.filter(status="parked").exists()
    assert Visit.objects.filter(status="waiting").exclude(reserved_for=None).exists()
    assert FurtherService.objects.exists()
    called = Fact.objects.filter(kind="ticket.called").values_list("data", flat=True)
    assert any(data["reason"] == "needs_help" and data["passed_over"] for data in called)
    assert not list(contradictions(cast.centre, since=DAY, until=DAY))


def test_whoever_was_set_aside_or_sent_to_a_counter_is_settled_later(cast: Cast) -> None:
    opened(cast, MONDAY_NOON)
    aside = set(Visit.objects.filter(status="parked").values_list("pk", flat=True))
    opened(cast, MONDAY_NOON + timedelta(hours=3))
    assert aside
    assert not Visit.objects.filter(pk__in=aside, status__in=("parked", "waiting")).exists()
    assert not list(contradictions(cast.centre, since=DAY, until=DAY))
