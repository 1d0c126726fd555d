"""The one-time notice's period, the supplement, and acceptance with a promise of the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.cases.queries import cases
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.reception.models import Addressee, Message
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)
LAST_DAY = MONDAY + timedelta(days=10)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


def received(hall: World, **but: Any) -> Case:
    return cases().get(pk=hall.case(**but).pk)


def told(hall: World, *missing: str, case: Case | None = None, **but: Any) -> Case:
    given: dict[str, Any] = {
        "missing": missing or ("proof",),
        "written": True,
        "language": "ko",
        "by": hall.clerk,
        "at": at(10, 12),
    }
    return actions.give_notice(case=case or received(hall), **(given | but))


def refused(code: str, run: Callable[[], object]) -> Refused:
    before = Fact.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert Fact.objects.count() == before
    return raised.value


# Receiving -----------------------------------------------------------------------------------


def test_a_case_has_a_code_to_follow_it_that_nobody_guesses(hall: World) -> None:
    case = received(hall)
    assert len(case.follow_code) == 12
    assert not set(case.follow_code) & set("IO01")
    assert case.follow_code not in str(list(Fact.objects.values_list("data", flat=True)))


def test_where_the_citizen_is_reached_is_kept_apart(hall: World) -> None:
    case = received(hall, reached=" 010-1234-5678 ", applicant="Hong")
    addressee = Addressee.objects.get()
    assert (addressee.channel, addressee.address) == ("sms", "+821012345678")
    assert case.addressee == addressee
    assert PersonalData.objects.get().data == {"applicant": "Hong"}
    assert "1234" not in str(list(Fact.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("reached", "code"), [("12", "no_mobile_number"), ("who@", "no_email_address")]
)
def test_what_is_no_address_receives_nothing(hall: World, reached: str, code: str) -> None:
    visit = hall.served()
    refused(code, lambda: hall.case(visit=visit, reached=reached))
    assert not Case.objects.exists()


def test_what_the_citizen_does_not_need_is_recorded_with_the_receipt(hall: World) -> None:
    case = received(hall, not_applicable=("form",))
    assert case.not_applicable == ["form"]
    assert Fact.objects.get(kind="case.received").data["not_applicable"] == ["form"]


# The notice and the supplement ---------------------------------------------------------------


def test_a_notice_names_the_guide_and_by_when_to_bring_it(hall: World) -> None:
    case = told(hall, read_by_both=True)
    notice = OneTimeNotice.objects.get()
    assert (notice.guide_version, notice.read_by_both) == (1, True)
    # Ten days by the calendar: Thursday of next week, to its last minute.
    assert case.supplement_due == notice.until == at(23, 59, day=LAST_DAY)
    data = Fact.objects.get(kind="notice.given").data
    assert (data["version"], data["read_by_both"], data["language"]) == ("1", True, "ko")


def test_a_day_that_was_agreed_takes_the_place_of_the_proposed_one(hall: World) -> None:
    assert told(hall, until=at(18, day=TUESDAY)).supplement_due == at(18, day=TUESDAY)


def test_a_day_that_is_over_is_not_agreed(hall: World) -> None:
    case = received(hall)
    refused("date_past", lambda: told(hall, case=case, until=at(9)))
    case.refresh_from_db()
    assert case.status == "received"


def test_a_written_notice_goes_by_letter_with_the_whole_list(hall: World) -> None:
    told(hall, "proof", "form", case=received(hall, reached="someone@example.org"))
    letter = Message.objects.get(occasion="missing")
    assert "proof of address (한), application form (한)" in letter.text


def test_a_long_list_by_text_message_says_how_many_more_stand_on_the_paper(hall: World) -> None:
    hall.service.materials.update(names={"ko": "서류" * 150})
    told(hall, "proof", "form", case=received(hall, reached="010-1234-5678"))
    letter = Message.objects.get(occasion="missing")
    assert len(letter.text) <= 500
    assert letter.text.count("서류서류") < 280


def test_a_notice_in_two_parts_is_counted(hall: World) -> None:
    case = told(hall, "proof")
    told(hall, "form", case=case, at=at(11))
    latest = Fact.objects.filter(kind="notice.given").latest("pk")
    assert latest.data["knowable_before"] == 1


def test_the_form_counts_as_the_action_does() -> None:
    assert actions.knowable_before(told=[], missing=["a", "b"]) == 0
    assert actions.knowable_before(told=[["a"]], missing=["a", "b", "c"]) == 2


def test_a_supplement_in_the_last_hour_is_in_time(hall: World) -> None:
    case = told(hall)
    for moment, late in ((at(23, 59, day=LAST_DAY), False), (at(0, 1, day=LAST_DAY), False)):
        actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=moment)
        assert Fact.objects.filter(kind="case.supplemented").latest("pk").data["late"] is late
    after = at(9, day=LAST_DAY + timedelta(days=1))
    actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=after)
    assert Fact.objects.filter(kind="case.supplemented").latest("pk").data["late"] is True


def test_the_citizen_may_ask_for_more_time_twice(hall: World) -> None:
    case = told(hall)

    def more(days: int) -> Callable[[], object]:
        until = at(23, 59, day=LAST_DAY + timedelta(days=days))
        return lambda: actions.extend_supplement(
            case=case, until=until, by=hall.clerk, at=at(9, day=TUESDAY)
        )

    more(5)()
    refused("not_later", more(5))
    more(8)()
    refused("supplement_extended_often", more(9))
    case.refresh_from_db()
    assert case.supplement_extended == 2
    assert case.supplement_due == at(23, 59, day=LAST_DAY + timedelta(days=8))


def test_a_period_that_is_over_is_not_extended(hall: World) -> None:
    case = told(hall)
    after = at(9, day=LAST_DAY + timedelta(days=1))
    refused(
        "supplement_over",
        lambda: actions.extend_supplement(
            case=case, until=after + timedelta(days=3), by=hall.clerk, at=after
        ),
    )


def test_asked_again_it_is_ten_days_once_more(hall: World) -> None:
    case = told(hall)
    again = at(9, day=LAST_DAY + timedelta(days=4))
    told(hall, case=case, at=again)
    assert case.supplement_due == at(23, 59, day=LAST_DAY + timedelta(days=14))
    assert case.supplement_extended == 0


# Acceptance with a promise -------------------------------------------------------------------


def promised(hall: World, case: Case, owed_by: datetime | None) -> Case:
    return actions.accept(case=case, owed=("proof",), owed_by=owed_by, by=hall.clerk, at=at(10, 30))


def test_minor_papers_may_follow_by_a_day_that_is_promised(hall: World) -> None:
    case = promised(hall, told(hall), at(18, day=TUESDAY))
    case.refresh_from_db()
    assert (case.status, case.owed, case.owed_by) == ("accepted", ["proof"], at(18, day=TUESDAY))
    data = Fact.objects.get(kind="case.accepted").data
    assert data["items"] == ["proof"]
    actions.keep_promise(case=case, supplied=("proof",), by=hall.clerk, at=at(19, day=TUESDAY))
    case.refresh_from_db()
    assert case.owed == []
    assert Fact.objects.get(kind="case.promise_kept").data == {
        "items": ["proof"],
        "count": 1,
        "late": True,
    }


def test_only_minor_papers_can_be_promised(hall: World) -> None:
    hall.service.materials.filter(code="proof").update(weight="main")
    case = told(hall)
    wrong = refused("not_minor", lambda: promised(hall, case, at(18, day=TUESDAY)))
    assert wrong.about["materials"] == ["proof"]
    case.refresh_from_db()
    assert (case.status, case.lacking) == ("incomplete", ["proof"])


def test_what_was_told_as_missing_is_brought_or_promised_before_acceptance(hall: World) -> None:
    case = told(hall, "proof", "form")

    def accept() -> object:
        return actions.accept(case=case, by=hall.clerk, at=at(11))

    refused("still_lacking", accept)
    wrong = refused("still_lacking", lambda: promised(hall, case, at(18, day=TUESDAY)))
    assert wrong.about["materials"] == ["form"]
    actions.supplement(case=case, supplied=("form",), by=hall.clerk, at=at(10, 40))
    case.refresh_from_db()
    assert case.lacking == ["proof"]
    refused("still_lacking", accept)
    actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=at(10, 50))
    accept()
    case.refresh_from_db()
    assert (case.status, case.lacking, case.owed) == ("accepted", [], [])


def test_what_a_colleague_noted_meanwhile_is_not_lost(hall: World) -> None:
    case = told(hall, "proof", "form")
    stale = cases().get(pk=case.pk)
    actions.supplement(case=case, supplied=("form",), by=hall.clerk, at=at(10, 40))
    refused(
        "changed_meanwhile",
        lambda: actions.supplement(case=stale, supplied=("proof",), by=hall.clerk, at=at(10, 41)),
    )


def test_a_promise_needs_a_day_that_is_to_come(hall: World) -> None:
    case = told(hall)
    refused("promise_without_date", lambda: promised(hall, case, None))
    refused("date_past", lambda: promised(hall, case, at(9)))
    case.refresh_from_db()
    assert case.status == "incomplete"


def test_what_was_not_promised_is_not_noted(hall: World) -> None:
    case = promised(hall, told(hall), at(18, day=TUESDAY))

    def bring(*codes: str) -> Callable[[], object]:
        return lambda: actions.keep_promise(case=case, supplied=codes, by=hall.clerk, at=at(11))

    refused("nothing_owed", bring("form"))
    refused("nothing_owed", bring())
    stale = cases().get(pk=case.pk)
    bring("proof")()
    refused(
        "changed_meanwhile",
        lambda: actions.keep_promise(case=stale, supplied=("proof",), by=hall.clerk, at=at(11)),
    )
