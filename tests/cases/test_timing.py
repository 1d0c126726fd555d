"""Stopping and extending the clocks of a case: under rule only, recorded, and told at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.models import Case, Extension, Suspension
from servicehall.cases.queries import cases
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception.models import Addressee, Message
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


def in_china(hall: World) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN", timezone="Asia/Shanghai")
    hall.centre.refresh_from_db()
    for each in (hall.unit, hall.counter, hall.clerk, hall.lead):
        each.refresh_from_db()


def received(hall: World, **but: Any) -> Case:
    return cases().get(pk=hall.case(**but).pk)


def accepted(hall: World, **but: Any) -> Case:
    return actions.accept(case=received(hall, **but), by=hall.clerk, at=at(10, 20))


def fact_of(kind: str) -> Fact:
    return Fact.objects.get(kind=kind)


def refused(code: str, run: Callable[[], object]) -> Refused:
    told = Fact.objects.count(), Suspension.objects.count(), Extension.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert (
        Fact.objects.count(),
        Suspension.objects.count(),
        Extension.objects.count(),
    ) == told
    return raised.value


def stop(case: Case, hall: World, moment: datetime | None = None, **but: Any) -> Case:
    given: dict[str, Any] = {"reason": "test", "by": hall.clerk, "at": moment or at(9, day=TUESDAY)}
    return actions.suspend(case=case, **(given | but))


def longer(case: Case, hall: World, moment: datetime | None = None, **but: Any) -> Case:
    given: dict[str, Any] = {
        "count": 2,
        "reason": "The site could not be seen.",
        "by": hall.clerk,
        "at": moment or at(9, day=TUESDAY),
    }
    return actions.extend(case=case, **(given | but))


# Suspension ----------------------------------------------------------------------------------


def test_the_time_that_clocks_stood_is_given_back_to_the_minute(hall: World) -> None:
    case = stop(accepted(hall), hall)
    assert case.promised_due == at(10, 20, day=THURSDAY), "nothing is known yet"
    actions.resume(case=case, by=hall.clerk, at=at(15, day=TUESDAY))
    case.refresh_from_db()
    # Tuesday 9:00 to 15:00 without lunch is five hours.
    assert case.promised_due == at(16, 20, day=THURSDAY)
    assert case.suspended_at is None
    assert fact_of("case.suspended").data == {
        "reason": "test",
        "basis": "행정절차법 시행령 제11조제5호",
    }
    told = fact_of("case.resumed").data
    assert told["stood_still_minutes"] == 300
    assert datetime.fromisoformat(told["promised_due"]) == case.promised_due


def test_stopping_and_going_on_at_once_changes_nothing(hall: World) -> None:
    case = accepted(hall)
    before = case.promised_due, case.statutory_due
    stop(case, hall)
    actions.resume(case=case, by=hall.clerk, at=at(9, day=TUESDAY))
    case.refresh_from_db()
    assert (case.promised_due, case.statutory_due) == before


def test_clocks_can_stand_still_more_than_once(hall: World) -> None:
    case = accepted(hall)
    for hour in (9, 13):
        stop(case, hall, at(hour, day=TUESDAY))
        actions.resume(case=case, by=hall.clerk, at=at(hour + 1, day=TUESDAY))
    assert case.promised_due == at(13, 20, day=THURSDAY)
    assert case.suspensions.count() == 2


def test_only_a_reason_that_the_law_names_stops_a_clock(hall: World) -> None:
    case = accepted(hall)
    refused("no_reason_by_law", lambda: stop(case, hall, reason="holiday"))
    # A tender stops clocks in China, not in Korea.
    refused("no_reason_by_law", lambda: stop(case, hall, reason="tender"))


def test_where_no_law_is_known_the_provision_is_named_by_hand(hall: World) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="ZZ")
    hall.centre.refresh_from_db()
    case = accepted(hall)
    refused("no_provision", lambda: stop(case, hall, basis=" "))
    stop(case, hall, basis="By-law, art. 4")
    assert Suspension.objects.get().basis == "By-law, art. 4"


def test_what_stands_still_is_not_stopped_again_nor_what_runs_taken_up(hall: World) -> None:
    case = accepted(hall)
    refused("not_suspended", lambda: actions.resume(case=case, by=hall.clerk, at=at(11)))
    stop(case, hall)
    refused("suspended_already", lambda: stop(case, hall, at(10, day=TUESDAY)))


def test_a_limit_that_is_over_is_not_saved_by_stopping_the_clock(hall: World) -> None:
    case = accepted(hall)
    over = at(11, day=MONDAY + timedelta(days=7))
    refused("limit_over", lambda: stop(case, hall, over))


def test_only_an_accepted_case_has_clocks_to_stop(hall: World) -> None:
    case = received(hall)
    refused("impossible_transition", lambda: stop(case, hall))
    refused("impossible_transition", lambda: longer(case, hall))


def test_a_double_click_stops_the_clocks_once(hall: World) -> None:
    case, key = accepted(hall), str(uuid4())
    stop(case, hall, key=key)
    again = stop(case, hall, key=key)
    assert again == case
    assert Suspension.objects.count() == 1


def test_a_case_decided_while_its_clocks_stood_is_as_early_as_when_they_stopped(
    hall: World,
) -> None:
    case = stop(accepted(hall), hall)
    actions.grant(case=case, by=hall.clerk, at=at(9, day=MONDAY + timedelta(days=21)))
    assert fact_of("case.decided").data["days_early"] == 2
    assert fact_of("case.decided").data["days_past_promise"] == 0


# Extension -----------------------------------------------------------------------------------


def test_an_extension_moves_the_dates_and_says_so(hall: World) -> None:
    case = accepted(hall)
    before = case.statutory_due
    longer(case, hall)
    case.refresh_from_db()
    # Three days and two are five: still counted in hours from the moment of acceptance.
    assert case.promised_due == at(10, 20, day=MONDAY + timedelta(days=7))
    assert case.statutory_due is not None
    assert before is not None
    assert case.statutory_due > before
    told = fact_of("case.extended").data
    assert (told["length"], told["times"], told["from_due"]) == ("2 days", 1, before.isoformat())


def test_a_second_extension_needs_consent_and_a_third_is_not_given(hall: World) -> None:
    case = longer(accepted(hall), hall)
    refused("consent_needed", lambda: longer(case, hall))
    longer(case, hall, consent=True)
    refused("extended_already", lambda: longer(case, hall, consent=True))
    assert list(Extension.objects.values_list("number", "consent")) == [(1, False), (2, True)]


def test_china_extends_once_and_by_the_lead(hall: World) -> None:
    in_china(hall)
    case = accepted(hall)
    refused("not_permitted", lambda: longer(case, hall))
    longer(case, hall, by=hall.lead)
    refused("extended_already", lambda: longer(case, hall, by=hall.lead, consent=True))


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"count": 6}, "extension_too_long"),
        ({"count": 0}, "extension_too_long"),
        ({"reason": "  "}, "no_reason"),
    ],
)
def test_an_extension_beyond_the_rule_or_without_reason_is_refused(
    hall: World, but: dict[str, Any], code: str
) -> None:
    case = accepted(hall)
    refused(code, lambda: longer(case, hall, **but))
    case.refresh_from_db()
    assert case.promised_due == at(10, 20, day=THURSDAY)


def test_a_date_that_is_over_is_not_moved_any_more(hall: World) -> None:
    case = accepted(hall)
    refused("limit_over", lambda: longer(case, hall, at(10, 21, day=THURSDAY)))


def test_what_another_has_extended_meanwhile_is_not_extended_on_top(hall: World) -> None:
    case = accepted(hall)
    stale = cases().get(pk=case.pk)
    longer(case, hall)
    refused("changed_meanwhile", lambda: longer(stale, hall, consent=True))


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "stranger"])
def test_who_does_not_serve_in_the_unit_touches_no_clock(hall: World, member: str) -> None:
    case = accepted(hall)
    by = getattr(hall, member)
    refused("not_permitted", lambda: stop(case, hall, by=by))
    refused("not_permitted", lambda: longer(case, hall, by=by))
    refused("not_permitted", lambda: actions.resume(case=case, by=by, at=at(11)))


# Telling the citizen -------------------------------------------------------------------------


def test_the_citizen_is_told_the_new_date_and_the_reason_at_once(hall: World) -> None:
    case = accepted(hall, reached="010-1234-5678")
    longer(case, hall)
    letter = Message.objects.get(occasion="extended")
    assert letter.to == "+821012345678"
    assert "The site could not be seen." in letter.text
    assert "2026" in letter.text
    assert fact_of("case.extended").data["told_citizen"] is True
    assert "1234" not in str(list(Fact.objects.values_list("data", flat=True)))


def test_without_an_address_the_record_says_that_nobody_was_told(hall: World) -> None:
    longer(accepted(hall), hall)
    assert fact_of("case.extended").data["told_citizen"] is False
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", "처리 기간"), ("zh", "办理时限"), ("en", "stands still")],
)
def test_letters_are_in_the_language_of_the_citizen(hall: World, language: str, said: str) -> None:
    visit = hall.served(language=language)
    case = accepted(hall, visit=visit, reached="someone@example.org")
    stop(case, hall)
    assert Addressee.objects.get().language == language
    assert said in Message.objects.get(occasion="stood_still").text


def test_a_delay_is_told_before_and_the_date_stays_as_promised(hall: World) -> None:
    case = accepted(hall, reached="someone@example.org")
    actions.tell_delay(
        case=case,
        reason="The expert is ill.",
        likely=at(18, day=FRIDAY),
        by=hall.clerk,
        at=at(9, day=WEDNESDAY),
    )
    case.refresh_from_db()
    assert case.promised_due == at(10, 20, day=THURSDAY)
    assert case.delay_told_at == at(9, day=WEDNESDAY)
    told = fact_of("case.delay_told").data
    assert (told["days_ahead"], told["told_citizen"]) == (1, True)
    assert "The expert is ill." in Message.objects.get(occasion="delayed").text


def test_a_delay_is_not_told_afterwards_nor_for_an_earlier_day(hall: World) -> None:
    case = accepted(hall)

    def tell(moment: datetime, likely: datetime, reason: str = "Why") -> Callable[[], object]:
        return lambda: actions.tell_delay(
            case=case, reason=reason, likely=likely, by=hall.clerk, at=moment
        )

    refused("limit_over", tell(at(11, day=THURSDAY), at(18, day=FRIDAY)))
    refused("not_later", tell(at(9, day=WEDNESDAY), at(9, day=THURSDAY)))
    refused("no_reason", tell(at(9, day=WEDNESDAY), at(18, day=FRIDAY), " "))


# Stages --------------------------------------------------------------------------------------


def test_a_stage_has_a_clock_of_its_own_that_stands_still_with_the_case(hall: World) -> None:
    case = accepted(hall)
    actions.begin_stage(
        case=case, code="review", names={"en": "Review"}, length="1 day", by=hall.clerk, at=at(11)
    )
    stop(case, hall)
    actions.resume(case=case, by=hall.clerk, at=at(10, day=TUESDAY))
    stage = case.stages.get()
    assert stage.due == at(12, day=TUESDAY)
    actions.finish_stage(case=case, code="review", by=hall.clerk, at=at(13, 30, day=TUESDAY))
    assert fact_of("case.step_done").data["late"] is True
    refused(
        "no_such_stage",
        lambda: actions.finish_stage(case=case, code="review", by=hall.clerk, at=at(14)),
    )
    refused(
        "stage_begun_already",
        lambda: actions.begin_stage(
            case=case, code="review", names={}, length="1 day", by=hall.clerk, at=at(14)
        ),
    )


def test_the_stages_of_an_item_follow_one_another(hall: World) -> None:
    case = received(hall)
    case.service.stages = [
        {"code": "review", "names": {"en": "Review"}, "limit": "1 day", "unit": None},
        {"code": "visit", "names": {"en": "Site visit"}, "limit": "2 days", "unit": None},
    ]
    case = actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    assert list(case.stages.values_list("code", flat=True)) == ["review"]
    actions.finish_stage(case=case, code="review", by=hall.clerk, at=at(15))
    assert case.stages.get(done_at=None).code == "visit"
    actions.finish_stage(case=case, code="visit", by=hall.clerk, at=at(16))
    assert not case.stages.filter(done_at=None).exists()
    assert [fact.data["step"] for fact in Fact.objects.filter(kind="case.step_done")] == [
        "review",
        "visit",
    ]
