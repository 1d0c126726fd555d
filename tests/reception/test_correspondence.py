"""What people are told: in their language, only where there is a way, and no more than needed."""

from __future__ import annotations

from typing import Any

import pytest

from servicehall.reception.correspondence import (
    WORDS,
    Told,
    can_confirm,
    can_tell,
    confirmation_code,
    tell,
    text_of,
)
from tests.reception.booking import booked, plan_for, told
from tests.world import World, at

__all__ = ("told",)


@pytest.mark.parametrize("moment", list(WORDS))
def test_every_moment_has_its_words_with_hall_and_time(
    world: World, told: list[Told], moment: str
) -> None:
    plan_for(world)
    text = text_of(moment, booked(world, language="en"))
    assert text.startswith("Test hall: ")
    assert "10:30" in text
    assert "%" not in text


@pytest.mark.parametrize(("language", "hall"), [("ko", "(한)"), ("zh", "(中)")])
def test_it_is_told_in_the_language_of_whoever_booked(
    world: World, told: list[Told], language: str, hall: str
) -> None:
    plan_for(world)
    assert hall in text_of("reminder", booked(world, language=language))


def test_the_code_stands_in_the_message_that_is_for_it_alone(
    world: World, told: list[Told]
) -> None:
    plan_for(world)
    appointment = booked(world)
    code = confirmation_code(appointment)
    assert [moment for moment in WORDS if code in text_of(moment, appointment)] == ["code"]


def test_without_a_sender_nobody_is_told(world: World, told: list[Told], settings: Any) -> None:
    plan_for(world)
    appointment = booked(world)
    told.clear()
    settings.APPOINTMENT_SENDER = ""
    assert not can_tell()
    assert not can_confirm()
    assert not tell("code", appointment, appointment.contact, at=at(9))
    settings.DEMONSTRATION = True
    assert can_confirm()
    assert not can_tell()
    assert told == []


def test_who_left_no_contact_is_not_told(world: World, told: list[Told]) -> None:
    plan_for(world)
    appointment = booked(world)
    told.clear()
    appointment.contact.phone = ""
    assert not tell("code", appointment, appointment.contact, at=at(9))
    assert not tell("code", appointment, None, at=at(9))
    assert told == []
