"""What the hall does about cases by itself: warnings and cards once each, acceptance by law."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall.models import Centre
from servicehall.reception.models import Addressee, Message
from servicehall.worktime.calendars import OutsideCalendar
from tests.world import MONDAY, World, at

WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)
CARDS = ("case.due_soon", "case.yellow_card", "case.red_card")


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


def received(hall: World, **but: Any) -> Case:
    return cases().get(pk=hall.case(**but).pk)


def accepted(hall: World, **but: Any) -> Case:
    """Promised for Thursday 10:20, and due by law the Monday after at that time."""
    return actions.accept(case=received(hall, **but), by=hall.clerk, at=at(10, 20))


def in_china(hall: World) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN", timezone="Asia/Shanghai")
    hall.centre.refresh_from_db()
    for each in (hall.unit, hall.counter, hall.clerk):
        each.refresh_from_db()


def watch(hall: World, *moments: datetime) -> list[str]:
    """Look at these moments; the kinds of what was recorded, in order."""
    for moment in moments:
        actions.accept_by_law(centre=hall.centre, at=moment)
        actions.warn_of_dates(centre=hall.centre, at=moment)
    found = Fact.objects.filter(kind__in=CARDS).order_by("pk")
    return [kind.removeprefix("case.") for kind in found.values_list("kind", flat=True)]


# Warnings and cards --------------------------------------------------------------------------


def test_a_warning_and_each_card_are_recorded_once(hall: World) -> None:
    accepted(hall)
    assert watch(hall, at(8, 59, day=WEDNESDAY)) == []
    assert watch(hall, *[at(9, minute, day=WEDNESDAY) for minute in range(5)]) == ["due_soon"]
    assert watch(hall, at(10, 20, day=THURSDAY)) == ["due_soon"]
    both = ["due_soon", "yellow_card"]
    assert watch(hall, at(10, 21, day=THURSDAY), at(11, day=THURSDAY)) == both
    assert watch(hall, at(10, 21, day=FRIDAY), at(9, day=NEXT_MONDAY)) == [*both, "red_card"]
    fact = Fact.objects.get(kind="case.yellow_card")
    assert (fact.staff, fact.recorder, fact.unit) == ("clerk", "hall", "civil")
    assert datetime.fromisoformat(fact.data["due"]) == at(10, 20, day=THURSDAY)


def test_what_was_not_looked_at_for_days_gets_its_cards_but_no_late_warning(hall: World) -> None:
    accepted(hall)
    assert watch(hall, at(11, day=NEXT_MONDAY)) == ["yellow_card", "red_card"]


def test_what_is_decided_is_not_warned_of(hall: World) -> None:
    case = accepted(hall)
    actions.grant(case=case, by=hall.clerk, at=at(12))
    assert watch(hall, at(10, day=WEDNESDAY), at(10, day=NEXT_MONDAY)) == []


def test_while_clocks_stand_still_no_card_is_given(hall: World) -> None:
    case = accepted(hall)
    actions.suspend(case=case, reason="test", by=hall.clerk, at=at(12))
    assert watch(hall, at(10, day=WEDNESDAY), at(10, day=NEXT_MONDAY)) == []
    actions.resume(case=case, by=hall.clerk, at=at(12, day=NEXT_MONDAY))
    assert watch(hall, at(13, day=NEXT_MONDAY)) == []


def test_after_an_extension_the_new_date_is_warned_of_anew(hall: World) -> None:
    case = accepted(hall)
    assert watch(hall, at(10, day=WEDNESDAY)) == ["due_soon"]
    actions.extend(case=case, count=1, reason="Why", by=hall.clerk, at=at(11, day=WEDNESDAY))
    assert watch(hall, at(12, day=WEDNESDAY)) == ["due_soon"]
    assert watch(hall, at(12, day=THURSDAY)) == ["due_soon", "due_soon"]


def test_with_the_yellow_card_the_citizen_is_told_unless_somebody_did(hall: World) -> None:
    case = accepted(hall, reached="010-1234-5678")
    watch(hall, at(11, day=THURSDAY))
    assert Message.objects.filter(occasion="overdue").count() == 1
    Message.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(level=0, delay_told_at=at(10, day=WEDNESDAY))
    watch(hall, at(11, day=THURSDAY))
    assert not Message.objects.filter(occasion="overdue").exists()


def test_a_stage_that_is_over_has_cards_of_its_own(hall: World) -> None:
    case = accepted(hall)
    actions.begin_stage(
        case=case, code="review", names={"en": "Review"}, length="1 day", by=hall.clerk, at=at(11)
    )
    watch(hall, at(11, 1, day=MONDAY + timedelta(days=1)))
    assert Fact.objects.get(kind="case.yellow_card").data["stage"] == "review"


# Acceptance by law ---------------------------------------------------------------------------


def test_in_china_a_case_of_which_nobody_told_is_accepted_from_its_receipt(hall: World) -> None:
    in_china(hall)
    case = received(hall, missing=("proof",), reached="someone@example.org")
    # Received on the Monday, so five working days end with the next Monday.
    assert case.told_by is not None
    assert case.told_by.isoformat() == "2026-11-16T10:00:00+00:00"
    watch(hall, at(18, day=NEXT_MONDAY))
    case.refresh_from_db()
    assert case.status == "received"
    later = at(20, day=NEXT_MONDAY)
    watch(hall, later, later + timedelta(minutes=1))
    case.refresh_from_db()
    assert (case.status, case.deemed) == ("accepted", True)
    assert case.accepted_at == case.received_at
    fact = Fact.objects.get(kind="case.deemed_accepted")
    assert (fact.staff, fact.recorder) == ("clerk", "hall")
    assert Message.objects.filter(occasion="accepted").count() == 1


def test_a_notice_after_the_legal_period_comes_too_late(hall: World) -> None:
    in_china(hall)
    case = received(hall, missing=("proof",))
    late = at(20, day=NEXT_MONDAY)

    def tell() -> None:
        actions.give_notice(
            case=case, missing=("proof",), written=True, language="zh", by=hall.clerk, at=late
        )

    with pytest.raises(Refused) as raised:
        tell()
    assert raised.value.code == "told_too_late"
    # Accepted by hand it is accepted from its receipt all the same.
    actions.accept(case=case, by=hall.clerk, at=late)
    assert case.accepted_at == case.received_at
    assert Fact.objects.get(kind="case.deemed_accepted").recorder == "clerk"
    assert not Fact.objects.filter(kind="case.accepted").exists()


def test_a_notice_in_the_last_hour_is_in_time(hall: World) -> None:
    in_china(hall)
    case = received(hall, missing=("proof",))
    actions.give_notice(
        case=case,
        missing=("proof",),
        written=True,
        language="zh",
        by=hall.clerk,
        at=at(18, 59, day=NEXT_MONDAY),
    )
    assert actions.accept_by_law(centre=hall.centre, at=at(20, day=NEXT_MONDAY)) == 0
    assert case.status == "incomplete"


def test_in_korea_nothing_is_accepted_by_law(hall: World) -> None:
    case = received(hall, missing=("proof",))
    assert case.told_by is None
    assert actions.accept_by_law(centre=hall.centre, at=at(10, day=date(2027, 3, 2))) == 0


# Addresses -----------------------------------------------------------------------------------


def test_the_address_is_erased_once_the_case_has_long_been_decided(hall: World) -> None:
    case = accepted(hall, reached="010-1234-5678", applicant="Hong Gildong")
    assert actions.erase_people(days=90, at=at(12) + timedelta(days=300)) == 0, "it is open"
    actions.grant(case=case, by=hall.clerk, at=at(12))
    assert actions.erase_people(days=90, at=at(12) + timedelta(days=89)) == 0
    assert actions.erase_people(days=90, at=at(12) + timedelta(days=91)) == 2
    assert actions.erase_people(days=90, at=at(12) + timedelta(days=92)) == 0
    assert not Message.objects.exclude(text="").exists(), "letters hold the code to follow it"
    personal = PersonalData.objects.get()
    assert (personal.data, personal.erased_at) == ({}, at(12) + timedelta(days=91))
    addressee = Addressee.objects.get()
    assert addressee.address == ""
    assert addressee.erased_at is not None


def test_of_an_application_that_was_let_go_the_address_is_erased_after_a_year(
    hall: World,
) -> None:
    received(hall, missing=("proof",), reached="010-1234-5678")
    assert actions.erase_people(days=90, at=at(12) + timedelta(days=366)) == 1


def test_where_the_calendar_is_not_known_yet_nobody_is_sent_away(
    hall: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_china(hall)
    with monkeypatch.context() as unknown:

        def fails(*_given: object) -> None:
            raise OutsideCalendar("the calendar of 2027 is not known")

        unknown.setattr("servicehall.cases.actions.receiving.told_by", fails)
        case = received(hall, missing=("proof",))
    assert case.told_by is None
    watch(hall, at(12))
    told_by = Case.objects.get(pk=case.pk).told_by
    assert told_by is not None
    assert told_by.isoformat() == "2026-11-16T10:00:00+00:00"
