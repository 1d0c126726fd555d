"""What people are told: in their language, only where there is a way, and no more than needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicehall.cases import letters
from servicehall.evidence.actions import Refused
from servicehall.reception import actions
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import (
    MOST_CHARACTERS,
    WORDS,
    calendar_of,
    can_confirm,
    can_tell,
    confirmation_code,
    hidden,
    reach,
    tell,
    text_of,
)
from servicehall.reception.models import Message
from servicehall.reception.telling import USEFUL
from servicehall.voices import letters as of_voices
from tests.reception.booking import Letters, booked, confirmed, phone, plan_for, told
from tests.world import World, at

__all__ = ("told",)


@pytest.mark.parametrize("occasion", list(WORDS))
def test_every_occasion_has_its_words_with_hall_and_time(
    world: World, told: Letters, occasion: str
) -> None:
    plan_for(world)
    text = text_of(occasion, booked(world, language="en"))
    assert text.startswith("Test hall: ")
    assert "10:30" in text
    assert "%" not in text


def test_every_occasion_of_a_letter_is_one_of_the_outbox() -> None:
    others = {*USEFUL, *letters.WORDS, *of_voices.WORDS}
    assert set(WORDS) == set(Message.Occasion.values) - others


@pytest.mark.parametrize(("language", "hall"), [("ko", "(한)"), ("zh", "(中)")])
def test_it_is_told_in_the_language_of_whoever_booked(
    world: World, told: Letters, language: str, hall: str
) -> None:
    plan_for(world)
    assert hall in text_of("reminder", booked(world, language=language))


def test_the_code_stands_in_the_message_that_is_for_it_alone(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = booked(world)
    code = confirmation_code(appointment)
    assert [each for each in WORDS if code in text_of(each, appointment)] == ["code"]


@pytest.mark.parametrize("occasion", list(WORDS))
def test_whoever_looks_into_the_outbox_learns_no_secret(
    world: World, told: Letters, occasion: str
) -> None:
    plan_for(world)
    appointment = booked(world)
    shown = hidden(text_of(occasion, appointment), appointment)
    assert appointment.code not in shown
    assert confirmation_code(appointment) not in shown
    assert ("•" in shown) == (occasion not in {"cancelled", "cancelled_by_hall"})


def test_without_a_sender_nobody_is_told(world: World, told: Letters, settings: Any) -> None:
    plan_for(world)
    appointment = booked(world)
    told.clear()
    settings.MESSAGES_FILE = ""
    assert not can_tell()
    assert not can_confirm()
    assert not tell("code", appointment, appointment.contact, at=at(9))
    settings.DEMONSTRATION = True
    assert can_confirm()
    assert not can_tell()
    assert len(told) == 0


def test_who_left_no_contact_is_not_told(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = booked(world)
    told.clear()
    appointment.contact.phone = ""
    assert not tell("code", appointment, appointment.contact, at=at(9))
    assert not tell("code", appointment, None, at=at(9))
    assert len(told) == 0


# Ways ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jurisdiction", "reached", "found"),
    [
        ("KR", Reached(phone="01012345678"), ("sms", "+821012345678")),
        ("KR", Reached(phone="021234567"), None),
        ("CN", Reached(phone="13800138000"), ("sms", "+8613800138000")),
        ("ZZ", Reached(phone="447700900123"), ("sms", "+447700900123")),
        ("ZZ", Reached(phone="07700900123"), None),
        ("KR", Reached(email="hong@example.org"), ("email", "hong@example.org")),
        ("KR", Reached(), None),
        ("KR", None, None),
    ],
)
def test_a_contact_is_reached_as_its_sender_wants_the_address(
    world: World, jurisdiction: str, reached: Reached | None, found: tuple[str, str] | None
) -> None:
    world.centre.jurisdiction = jurisdiction
    assert reach(reached, world.centre) == found


@pytest.mark.parametrize(
    ("reached", "code"),
    [
        (Reached(phone="021234567"), "no_mobile_number"),
        (phone(1), "no_code_there"),
        (Reached(), "no_way_to_confirm"),
    ],
)
def test_where_no_code_would_arrive_nothing_is_booked(
    world: World, told: Letters, settings: Any, reached: Reached, code: str
) -> None:
    plan_for(world)
    settings.MESSAGES_FILE, settings.EMAIL_HOST = "", "mail.example.org"
    with pytest.raises(Refused) as refused:
        booked(world, reached=reached)
    assert refused.value.code == code
    assert booked(world, reached=Reached(email="hong@example.org")).status == "booked"


def test_staff_book_for_whom_nothing_reaches_and_nobody_is_told(
    world: World, told: Letters
) -> None:
    plan_for(world)
    made = booked(world, reached=Reached(phone="021234567"), by=world.clerk)
    assert made.status == "confirmed"
    assert len(told) == 0


# Links and files -----------------------------------------------------------------------------


def test_a_letter_leads_to_the_page_where_the_address_of_the_hall_is_known(
    world: World, told: Letters, settings: Any
) -> None:
    plan_for(world)
    appointment = booked(world)
    assert "https://" not in text_of("confirmed", appointment)
    settings.ADDRESS = "https://hall.example.org"
    own = f"https://hall.example.org/testhall/appointments/{appointment.reference}/"
    for occasion in ("confirmed", "changed", "reminder"):
        assert text_of(occasion, appointment).endswith(f" {own}{appointment.code}/")
    assert "/appointments/book/" in text_of("cancelled_by_hall", appointment)
    for occasion in ("code", "cancelled"):
        assert "https://" not in text_of(occasion, appointment)


def test_a_letter_is_never_longer_than_a_gateway_takes(
    world: World, told: Letters, settings: Any
) -> None:
    plan_for(world)
    settings.ADDRESS = "https://hall.example.org"
    world.service.names = {"ko": "여권" * 170}
    world.service.save()
    made = confirmed(world)
    assert len(text_of("confirmed", made)) <= MOST_CHARACTERS
    assert told[-1].occasion == "confirmed"


def test_what_tells_of_a_time_has_its_calendar_file(
    world: World, told: Letters, settings: Any
) -> None:
    plan_for(world)
    settings.DEFAULT_FROM_EMAIL = "Test hall <hall@example.org>"
    appointment = confirmed(world)
    calendar = calendar_of("confirmed", appointment, at=at(9, 1))
    assert calendar is not None
    assert (calendar.name, calendar.method) == (f"{appointment.reference}.ics", "PUBLISH")
    lines = calendar.file.decode().split("\r\n")
    for line in ("METHOD:PUBLISH", "STATUS:CONFIRMED", "SEQUENCE:0", "DTSTAMP:20261109T000100Z"):
        assert line in lines
    assert any(line.endswith(":mailto:hall@example.org") for line in lines)
    assert not any(line.startswith("URL") for line in lines)
    assert calendar_of("code", appointment, at=at(9)) is None


def test_a_calendar_takes_out_what_is_cancelled_and_moves_what_was_moved(
    world: World, told: Letters
) -> None:
    plan_for(world)
    appointment = confirmed(world)
    first = calendar_of("confirmed", appointment, at=at(9, 1))
    actions.change(
        appointment=appointment, starts=appointment.starts + timedelta(hours=1), at=at(9, 2)
    )
    actions.cancel(appointment=appointment, at=at(9, 3))
    last = calendar_of("cancelled", appointment, at=at(9, 3))
    assert first is not None
    assert last is not None
    assert last.method == "CANCEL"

    def value(file: bytes, name: str) -> str:
        lines = file.decode().split("\r\n")
        return next(line for line in lines if line.startswith(f"{name}:")).partition(":")[2]

    assert value(first.file, "UID") == value(last.file, "UID")
    assert (value(last.file, "SEQUENCE"), value(last.file, "STATUS")) == ("2", "CANCELLED")
