"""A refusal reaches the person in their language, as a page or as a message within one."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from servicehall.evidence.actions import Refused
from servicehall.web.middleware import refusals
from servicehall.web.refusals import (
    MESSAGES,
    cases,
    catalogue,
    findings,
    hall,
    message,
    reception,
    voices,
)
from servicehall.worktime.calendars import OutsideCalendar


@pytest.fixture(autouse=True)
def _english() -> object:
    with override("en"):
        yield


def answer(refused: Exception, **headers: str) -> HttpResponse | None:
    """What the middleware makes of what a view raised."""
    request = RequestFactory().post("/testhall/counter/1/", headers=headers)
    around = refusals(lambda _: HttpResponse())
    return around.process_exception(request, refused)


def test_a_message_names_its_details() -> None:
    assert "counter 3 is closed" in message(Refused("counter_closed", counter="3")).lower()


def test_a_message_says_states_and_days_in_words() -> None:
    assert "“Being served”" in message(
        Refused("impossible_transition", status="serving", wanted="called")
    )
    assert "Nov. 9, 2026" in message(
        Refused("shift_planned_already", staff="Kim", day=date(2026, 11, 9))
    )


def test_a_detail_that_is_missing_breaks_nothing() -> None:
    assert "Counter – is closed" in message(Refused("counter_closed"))


def test_a_code_without_a_message_still_says_that_nothing_was_changed() -> None:
    assert "nothing was changed" in message(Refused("nobody_wrote_this"))


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_every_message_is_translated(language: str) -> None:
    untranslated = []
    for code, text in MESSAGES.items():
        with override("en"):
            english = str(text)
        with override(language):
            if str(text) == english:
                untranslated.append(code)
    assert untranslated == []


def test_a_refusal_becomes_a_page() -> None:
    response = answer(Refused("visit_open"), Referer="http://testserver/testhall/counter/1/")
    assert response is not None
    assert response.status_code == 409
    assert response["X-Refused"] == "visit_open"
    html = response.content.decode()
    assert "Somebody is still at this counter" in html
    assert 'href="http://testserver/testhall/counter/1/"' in html


@pytest.mark.parametrize("came_from", ["https://elsewhere.example/", "javascript:alert(1)", ""])
def test_a_refusal_leads_back_only_within_the_hall(came_from: str) -> None:
    response = answer(Refused("visit_open"), Referer=came_from)
    assert response is not None
    assert 'class="button" href="/"' in response.content.decode()


def test_htmx_gets_the_message_into_the_messages_of_the_page() -> None:
    response = answer(Refused("counter_closed", counter="<3>"), **{"HX-Request": "true"})
    assert response is not None
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#messages"
    html = response.content.decode()
    assert "<html" not in html
    assert 'role="alert"' in html
    assert "Counter &lt;3&gt; is closed" in html


def test_the_message_comes_in_the_language_of_the_reader() -> None:
    with override("ko"):
        response = answer(Refused("nobody_waiting"))
    assert response is not None
    html = response.content.decode()
    assert '<html lang="ko"' in html
    assert "지금 기다리는 분이 없습니다" in html


def test_what_is_no_refusal_is_left_alone() -> None:
    assert answer(ValueError("broken")) is None


def test_other_answers_pass_unchanged() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse("fine")

    assert refusals(view)(RequestFactory().get("/")).content == b"fine"


def test_no_code_has_two_messages() -> None:
    codes = [
        code
        for part in (cases, catalogue, findings, hall, reception, voices)
        for code in part.MESSAGES
    ]
    assert len(codes) == len(set(codes)) == len(MESSAGES)


def test_a_date_beyond_the_calendar_is_told_like_a_refusal() -> None:
    assert "are not known yet, so nothing was changed" in message(OutsideCalendar("2099"))
