"""Messages about a ticket: asked for, mended, taken back on the ticket's own page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings

from servicehall.reception import actions
from servicehall.reception.models import Contact, Visit
from tests.chromium import accessibility_faults
from tests.web.counter.hands import Clock, set_clock, statements, text
from tests.world import World, at

FORM = {"address": "010-1234-5678", "language": "en", "agreed": "on"}


@pytest.fixture(autouse=True)
def ten_oclock(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Clock:
    """It is Monday, 10:05, and both channels are offered."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    settings.EMAIL_HOST = settings.SMS_GATEWAY = ""
    return set_clock(monkeypatch, at(10, 5))


@pytest.fixture
def visit(world: World) -> Visit:
    """A ticket in English."""
    return world.ticket(language="en")


def page(visit: Visit) -> str:
    return f"/testhall/tickets/{visit.code}/"


def give(client: Client, visit: Visit, **but: str) -> Any:
    given = FORM | {"key": str(uuid4())} | but
    return client.post(f"{page(visit)}messages/", {k: v for k, v in given.items() if v})


def test_the_ticket_offers_messages_and_says_when_they_come(visit: Visit, client: Client) -> None:
    shown = text(client.get(page(visit)))
    assert "Be told by message" in shown
    assert "when you are number 3 in the queue" in shown
    assert "erased after 3 days" in shown
    assert '<option value="en" selected>' in shown


def test_who_asked_sees_where_messages_go_but_not_the_whole_address(
    visit: Visit, client: Client
) -> None:
    answer = give(client, visit)
    assert (answer.status_code, answer["Location"]) == (303, page(visit))
    shown = text(client.get(page(visit)))
    assert "Messages about this ticket go to …\u20605678." in shown
    assert "1234" not in shown


@pytest.mark.parametrize(
    ("but", "told"),
    [
        ({"address": "02-123-4567"}, "This is no mobile number"),
        ({"address": "kim@nowhere"}, "This is no e-mail address"),
        ({"address": ""}, "This field is required"),
        ({"agreed": ""}, "This field is required"),
        ({"language": "fr"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    visit: Visit, client: Client, but: dict[str, str], told: str
) -> None:
    answer = give(client, visit, **but)
    assert answer.status_code == 422
    assert told in text(answer)
    assert 'role="alert"' in text(answer)
    assert not Contact.objects.exists()


def test_without_the_agreement_nothing_is_kept(visit: Visit, client: Client) -> None:
    give(client, visit, agreed="")
    visit.refresh_from_db()
    assert not visit.wants_messages


def test_a_double_tap_gives_the_address_once(visit: Visit, client: Client) -> None:
    key = str(uuid4())
    assert [give(client, visit, key=key).status_code for _ in range(2)] == [303, 303]
    assert Contact.objects.get().changes == 1


def test_a_form_that_is_not_of_this_page_is_refused(visit: Visit, client: Client) -> None:
    assert give(client, visit, key="").status_code == 400
    assert client.post(f"{page(visit)}messages/withdraw/").status_code == 400


def test_taking_it_back_erases_the_address(visit: Visit, client: Client) -> None:
    give(client, visit)
    answer = client.post(f"{page(visit)}messages/withdraw/", {"key": str(uuid4())})
    assert answer.status_code == 303
    assert Contact.objects.get().address == ""
    assert "Send me messages" in text(client.get(page(visit)))


def test_a_wrong_code_follows_nothing(visit: Visit, client: Client) -> None:
    assert client.post("/testhall/tickets/guess/messages/", FORM).status_code == 404
    assert client.get(f"{page(visit)}messages/").status_code == 405


def test_the_part_that_refreshes_itself_leaves_the_form_alone(visit: Visit, client: Client) -> None:
    """A fresh fact must not wipe what somebody is typing."""
    part = text(client.get(page(visit), headers={"hx-request": "true"}))
    assert 'id="ticket-now"' in part
    assert "contact-address" not in part


@pytest.mark.parametrize(
    ("files", "sms", "mail", "label"),
    [
        ("", "https://sms.example.kr/", "", "Mobile number"),
        ("", "", "mail.example.kr", "E-mail address"),
        ("", "https://sms.example.kr/", "mail.example.kr", "Mobile number or e-mail address"),
    ],
)
def test_only_what_the_hall_can_send_is_asked_for(
    visit: Visit, client: Client, settings: Settings, files: str, sms: str, mail: str, label: str
) -> None:
    settings.MESSAGES_FILE, settings.SMS_GATEWAY, settings.EMAIL_HOST = files, sms, mail
    assert f'<label for="contact-address">{label}</label>' in text(client.get(page(visit)))


def test_a_hall_that_sends_nothing_offers_nothing(
    visit: Visit, client: Client, settings: Settings
) -> None:
    settings.MESSAGES_FILE = ""
    assert "Be told by message" not in text(client.get(page(visit)))


def test_a_ticket_that_has_ended_offers_nothing(world: World, visit: Visit, client: Client) -> None:
    actions.leave(visit=visit, at=at(10, 4))
    assert "Be told by message" not in text(client.get(page(visit)))


def test_the_example_is_a_number_of_the_halls_country(
    world: World, visit: Visit, client: Client
) -> None:
    for jurisdiction, example in (("KR", "010-1234-5678"), ("CN", "138 0013 8000"), ("ZZ", "+44")):
        world.centre.jurisdiction = jurisdiction
        world.centre.save()
        assert f"such as {example}" in text(client.get(page(visit)))


@pytest.mark.parametrize(
    ("language", "told"), [("ko", "메시지로 알림 받기"), ("zh", "消息提醒"), ("en", "Be told")]
)
def test_the_form_speaks_the_tickets_language_also_when_mended(
    world: World, client: Client, language: str, told: str
) -> None:
    visit = world.ticket(language=language)
    assert told in text(give(client, visit, address="112"))


def test_giving_an_address_takes_few_statements(visit: Visit, client: Client) -> None:
    """Centre, ticket, key, the address and its limits, the fact and its place."""
    with statements() as counted:
        give(client, visit)
    assert len(counted) <= 10, counted


@pytest.mark.browser
def test_one_asks_for_messages_and_takes_it_back_in_a_browser(
    transactional_db: None, world: World, page: Page
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/testhall/tickets/{world.ticket(language='en').code}/")
    page.get_by_role("textbox").fill("112")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send me messages").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no mobile number")
    assert accessibility_faults(page) == []
    page.get_by_role("textbox").fill("010-1234-5678")
    page.get_by_role("button", name="Send me messages").click()
    expect(page.get_by_text("Messages about this ticket go to")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="No more messages").click()
    expect(page.get_by_role("textbox")).to_have_value("")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
