"""One's own appointment: confirm, see, move, cancel, check in by phone; strangers see nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from servicehall.hall.actions import found_centre
from servicehall.reception import actions
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import Appointment, Visit
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.web.counter.hands import Clock, set_clock, statements, text
from tests.world import World, at, names

__all__ = ("told",)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, five past nine."""
    return set_clock(monkeypatch, at(9, 5))


@pytest.fixture
def hall(world: World, clock: Clock, told: Letters) -> World:
    """The world with a plan for its civil affairs, and a way of sending codes."""
    plan_for(world)
    return world


@pytest.fixture
def citizen() -> Client:
    """A browser that nobody is signed in with; pages come in English."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def page_of(appointment: Appointment) -> str:
    return f"/testhall/appointments/{appointment.reference}/{appointment.code}/"


# Whose it is ---------------------------------------------------------------------------------


def test_only_number_and_code_together_show_it(hall: World, citizen: Client) -> None:
    one, other = confirmed(hall), confirmed(hall, 11, reached=phone(1))
    found_centre(code="elsewhere", names=names("Elsewhere"))
    for address in (
        f"/testhall/appointments/{one.reference}/{other.code}/",
        f"/testhall/appointments/{one.reference}/{one.code.lower()}/",
        f"/testhall/appointments/261110-999/{one.code}/",
        f"/elsewhere/appointments/{one.reference}/{one.code}/",
    ):
        for more in ("", "confirm/", "change/", "cancel/", "calendar.ics"):
            assert citizen.get(address + more).status_code == 404
        assert citizen.post(f"{address}check-in/").status_code == 404
        assert citizen.post(f"{address}cancel/").status_code == 404
    assert set(Appointment.objects.values_list("status", flat=True)) == {"confirmed"}


def test_the_page_says_when_where_and_till_when_one_checks_in(hall: World, citizen: Client) -> None:
    appointment = confirmed(hall)
    answer = citizen.get(page_of(appointment))
    page = text(answer)
    for word in ("10:30", "Test hall", "Civil affairs", appointment.reference, "10:00", "10:40"):
        assert word in page
    assert f"{appointment.code[:4]} {appointment.code[4:]}" in page
    assert "data:image/svg+xml" in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "I am in the hall" not in page


def test_the_page_speaks_the_language_of_whoever_booked(hall: World) -> None:
    page = text(Client().get(page_of(confirmed(hall, language="zh"))))
    assert '<html lang="zh-Hans"' in page


# Confirming ----------------------------------------------------------------------------------


def test_a_wrong_code_is_told_at_its_field_and_counts(hall: World, citizen: Client) -> None:
    appointment = booked(hall)
    right = confirmation_code(appointment)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    address = f"{page_of(appointment)}confirm/"
    for _ in range(5):
        answer = citizen.post(address, {"code": wrong})
        assert answer.status_code == 422
        assert "not the code that we sent" in text(answer)
        assert f'value="{wrong}"' in text(answer)
    answer = citizen.post(address, {"code": right})
    assert "Too many wrong codes" in text(answer)
    appointment.refresh_from_db()
    assert appointment.status == "booked"


def test_what_has_not_six_figures_does_not_count(hall: World, citizen: Client) -> None:
    appointment = booked(hall)
    assert citizen.post(f"{page_of(appointment)}confirm/", {"code": "12"}).status_code == 422
    appointment.refresh_from_db()
    assert appointment.tries == 0


def test_the_code_is_sent_again_on_request(hall: World, citizen: Client, told: Letters) -> None:
    appointment = booked(hall)
    for sent in (2, 3, 3):
        answer = citizen.post(f"{page_of(appointment)}confirm/", {"again": "1"})
        assert answer.status_code == 303
        assert len(told) == sent
    assert "was sent 3 times already" in text(citizen.get(f"{page_of(appointment)}confirm/"))


def test_the_page_of_what_is_not_confirmed_asks_for_the_code(hall: World, citizen: Client) -> None:
    appointment = booked(hall)
    answer = citizen.get(page_of(appointment))
    assert answer["Location"] == f"{page_of(appointment)}confirm/"


def test_after_its_time_the_page_says_that_it_is_gone(
    hall: World, citizen: Client, clock: Clock
) -> None:
    appointment = booked(hall)
    clock.now = at(9, 20)
    answer = citizen.get(f"{page_of(appointment)}confirm/")
    assert answer["Location"] == page_of(appointment)
    page = text(citizen.get(page_of(appointment)))
    assert "not confirmed soon enough" in page
    assert 'href="/testhall/appointments/book/register/"' in page
    answer = citizen.post(
        f"{page_of(appointment)}confirm/", {"code": confirmation_code(appointment)}
    )
    appointment.refresh_from_db()
    assert appointment.status == "booked"


# Moving and cancelling -----------------------------------------------------------------------


def test_the_time_is_moved_day_first(hall: World, citizen: Client) -> None:
    appointment = confirmed(hall)
    address = f"{page_of(appointment)}change/"
    assert 'href="?day=2026-11-11"' in text(citizen.get(address))
    page = text(citizen.get(f"{address}?day=2026-11-11"))
    assert 'name="starts" value="20261111T0600Z"' in page
    sent = {"starts": "20261111T0600Z", "day": "2026-11-11", "key": "m"}
    answer = citizen.post(address, sent)
    assert answer["Location"] == page_of(appointment)
    assert citizen.post(address, sent).status_code == 303
    appointment.refresh_from_db()
    assert (appointment.starts, appointment.changes) == (
        at(15, day=TUESDAY + timedelta(days=1)),
        1,
    )


def test_a_refused_move_shows_what_is_still_free(hall: World, citizen: Client) -> None:
    appointment = confirmed(hall)
    confirmed(hall, 14, 0, reached=phone(1))
    answer = citizen.post(
        f"{page_of(appointment)}change/", {"starts": "20261110T0500Z", "day": "2026-11-10"}
    )
    assert answer.status_code == 422
    assert "the last place at this time" in text(answer)
    assert 'value="20261110T0530Z"' in text(answer)


def test_cancelling_is_asked_first_and_done_once(
    hall: World, citizen: Client, told: Letters
) -> None:
    appointment = confirmed(hall)
    address = f"{page_of(appointment)}cancel/"
    assert "Yes, cancel it" in text(citizen.get(address))
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    for _ in range(2):
        assert citizen.post(address).status_code == 303
    assert [each.occasion for each in told].count("cancelled") == 1
    page = text(citizen.get(page_of(appointment)))
    assert "This appointment is cancelled" in page
    assert citizen.get(address).status_code == 302 or citizen.get(address).status_code == 303


def test_what_the_hall_cancelled_says_sorry(hall: World, citizen: Client) -> None:
    appointment = confirmed(hall)
    actions.cancel(appointment=appointment, reason="staffing", by=hall.clerk, at=at(9, 4))
    assert "are sorry for it" in text(citizen.get(page_of(appointment)))


def test_once_its_time_has_come_nothing_can_be_changed(
    hall: World, citizen: Client, clock: Clock
) -> None:
    appointment = confirmed(hall)
    clock.now = at(10, 31, day=TUESDAY)
    page = text(citizen.get(page_of(appointment)))
    assert "Change the time" not in page
    for more in ("change/", "cancel/"):
        assert citizen.get(page_of(appointment) + more).status_code == 303
        citizen.post(page_of(appointment) + more, {"starts": "20261111T0600Z"})
    appointment.refresh_from_db()
    assert (appointment.status, appointment.changes) == ("confirmed", 0)


# Coming --------------------------------------------------------------------------------------


def test_by_phone_one_checks_in_within_the_time(hall: World, citizen: Client, clock: Clock) -> None:
    appointment = confirmed(hall)
    clock.now = at(9, 59, day=TUESDAY)
    answer = citizen.post(f"{page_of(appointment)}check-in/")
    assert answer["Location"] == page_of(appointment)
    assert "You can check in from 10:00 on" in text(citizen.get(page_of(appointment)))
    clock.now = at(10, 0, day=TUESDAY)
    assert "I am in the hall" in text(citizen.get(page_of(appointment)))
    answer = citizen.post(f"{page_of(appointment)}check-in/")
    visit = Visit.objects.get()
    assert answer["Location"] == f"/testhall/tickets/{visit.code}/"
    assert "Appointment 10:30" in text(citizen.get(answer["Location"]))
    again = citizen.post(f"{page_of(appointment)}check-in/")
    assert again["Location"] == answer["Location"]
    assert f"/testhall/tickets/{visit.code}/" in text(citizen.get(page_of(appointment)))


def test_who_comes_late_is_told_before_and_after(
    hall: World, citizen: Client, clock: Clock
) -> None:
    appointment = confirmed(hall)
    clock.now = at(11, day=TUESDAY)
    page = text(citizen.get(page_of(appointment)))
    assert "Your place was kept until 10:40" in page
    answer = citizen.post(f"{page_of(appointment)}check-in/")
    page = text(citizen.get(answer["Location"]))
    assert "came too late" in page
    assert "This ticket queues from now on" in page


def test_on_a_later_day_there_is_nothing_to_check_in_to(
    hall: World, citizen: Client, clock: Clock
) -> None:
    appointment = confirmed(hall)
    actions.miss_appointments(centre=hall.centre, at=at(12, day=TUESDAY))
    clock.now = at(10, 30, day=TUESDAY + timedelta(days=1))
    page = text(citizen.get(page_of(appointment)))
    assert "You did not come" in page
    assert "I am in the hall" not in page
    citizen.post(f"{page_of(appointment)}check-in/")
    assert not Visit.objects.exists()


# Calendar ------------------------------------------------------------------------------------


def test_the_calendar_file_follows_what_becomes_of_it(hall: World, citizen: Client) -> None:
    appointment = confirmed(hall)
    answer = citizen.get(f"{page_of(appointment)}calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="261110-001.ics"' in answer["Content-Disposition"]
    first = text(answer).replace("\r\n ", "")
    assert "DTSTART:20261110T013000Z" in first
    assert "SEQUENCE:0" in first
    assert "STATUS:CONFIRMED" in first
    assert page_of(appointment) in first
    actions.change(appointment=appointment, starts=at(14, day=TUESDAY), at=at(9, 6))
    actions.cancel(appointment=appointment, at=at(9, 7))
    last = text(citizen.get(f"{page_of(appointment)}calendar.ics")).replace("\r\n ", "")
    assert "METHOD:CANCEL" in last
    assert "SEQUENCE:2" in last
    assert "DTSTART:20261110T050000Z" in last
    uid = re.search(r"UID:(\S+)", first)
    assert uid is not None
    assert uid[0] in last


# Cost ----------------------------------------------------------------------------------------


def test_no_step_takes_more_than_ten_statements(hall: World, citizen: Client, clock: Clock) -> None:
    appointment = booked(hall)
    address = page_of(appointment)
    code = confirmation_code(appointment)
    move = {"starts": "20261110T0500Z", "day": "2026-11-10", "key": "m"}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("confirm/", {"code": code}), ("change/", move), ("check-in/", {}),
    ]  # fmt: skip
    for more, sent in steps:
        if more == "check-in/":
            clock.now = at(14, day=TUESDAY)
        with statements() as counted:
            assert citizen.post(address + more, sent).status_code == 303
        counted[:] = [sql for sql in counted if "pg_notify" not in sql and "session" not in sql]
        assert len(counted) <= 10, (more, counted)
    appointment.refresh_from_db()
    assert appointment.status == "checked_in"
