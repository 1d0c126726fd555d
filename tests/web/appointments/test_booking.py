"""Booking on the public pages: every step, every fault in its place, and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from playwright.sync_api import Page, expect

from servicehall.evidence.models import Fact
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import Appointment, AppointmentContact, ClosedDay
from servicehall.web.appointments.booking import origin_of
from tests.chromium import accessibility_faults
from tests.reception.booking import TUESDAY, Letters, booked, phone, plan_for, told
from tests.web.counter.hands import Clock, set_clock, statements, text
from tests.world import World, at, make_world, names

__all__ = ("told",)
PAGE = "/testhall/appointments/"
BOOK = f"{PAGE}book/register/"
TIME = f"{BOOK}time/20261110T0130Z/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, nine o'clock."""
    return set_clock(monkeypatch, at(9))


@pytest.fixture
def hall(world: World, clock: Clock, told: Letters) -> World:
    """The world with a plan for its civil affairs, and a way of sending codes."""
    plan_for(world)
    return world


@pytest.fixture
def citizen() -> Client:
    """A browser that nobody is signed in with; pages come in English."""
    return Client(headers={"accept-language": "en"})


def sent(**but: str) -> dict[str, str]:
    """What the form of who comes sends."""
    given = {"name": "Hong Gildong", "contact": "010-1234-5678", "starts": "20261110T0130Z"}
    return given | {"key": "k"} | but


# Every step ----------------------------------------------------------------------------------


def test_only_what_can_be_booked_is_offered(hall: World, citizen: Client) -> None:
    page = text(citizen.get(PAGE))
    assert f'href="{BOOK}"' in page
    assert "digging" not in page


def test_without_a_plan_the_page_says_so(world: World, citizen: Client) -> None:
    page = text(citizen.get(PAGE))
    assert "No service is given by appointment yet" in page
    assert citizen.get(BOOK).status_code == 404
    assert citizen.get(TIME).status_code == 404


def test_the_calendar_leads_to_free_days_alone(hall: World, citizen: Client) -> None:
    ClosedDay.objects.create(
        centre=hall.centre, day=TUESDAY.replace(day=12), reason=names("Power cut")
    )
    page = text(citizen.get(BOOK))
    assert f'href="{BOOK}day/2026-11-10/"' in page
    for closed in ("2026-11-08", "2026-11-12", "2026-11-14"):
        assert f"day/{closed}/" not in page
    assert "Power cut" in page
    assert 'href="?month=2026-12#month"' in page


def test_a_month_without_room_is_passed_over(hall: World, citizen: Client, clock: Clock) -> None:
    clock.now = at(17, 30, day=TUESDAY.replace(day=30))
    page = text(citizen.get(BOOK))
    assert "December 2026" in page
    assert "Nothing is free" in text(citizen.get(f"{BOOK}?month=2026-11"))


@pytest.mark.parametrize("month", ["2026-10", "2027-03", "2026-13", "x", "9999-12", "-"])
def test_a_month_in_which_nothing_can_be_booked_is_no_page(
    hall: World, citizen: Client, month: str
) -> None:
    assert citizen.get(f"{BOOK}?month={month}").status_code == 404


def test_a_day_shows_its_free_times_by_morning_and_afternoon(hall: World, citizen: Client) -> None:
    booked(hall, 9, 30)
    page = text(citizen.get(f"{BOOK}day/2026-11-10/"))
    assert "Morning" in page
    assert "Afternoon" in page
    assert f'href="{TIME}"' in page
    assert "20261110T0030Z" not in page


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-14", "no working day"),
        ("2026-11-12", "Power cut"),
        ("2026-11-06", "Nothing can be booked on this day"),
        ("2027-02-01", "Nothing can be booked on this day"),
    ],
)
def test_a_day_without_times_says_why_and_leads_back(
    hall: World, citizen: Client, day: str, says: str
) -> None:
    ClosedDay.objects.create(
        centre=hall.centre, day=TUESDAY.replace(day=12), reason=names("Power cut")
    )
    page = text(citizen.get(f"{BOOK}day/{day}/"))
    assert says in page
    assert f'href="{BOOK}"' in page


@pytest.mark.parametrize(
    "address",
    [f"{BOOK}day/x/", f"{BOOK}day/9999-01-01/", f"{BOOK}time/now/", f"{PAGE}book/flying/"],
)
def test_what_is_no_day_or_time_is_no_page(hall: World, citizen: Client, address: str) -> None:
    assert citizen.get(address).status_code == 404


def test_who_comes_is_asked_last_and_then_the_code(
    hall: World, citizen: Client, told: Letters
) -> None:
    answer = citizen.post(TIME, sent())
    appointment = Appointment.objects.get()
    at_page = f"{PAGE}{appointment.reference}/{appointment.code}/"
    assert (answer.status_code, answer["Location"]) == (303, f"{at_page}confirm/")
    page = text(citizen.get(answer["Location"]))
    assert "010-••••-5678" in page
    assert "01012345678" not in page
    assert confirmation_code(appointment) not in page
    answer = citizen.post(f"{at_page}confirm/", {"code": confirmation_code(appointment)})
    assert (answer.status_code, answer["Location"]) == (303, at_page)
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    assert [each.occasion for each in told] == ["code", "confirmed"]


def test_the_demonstration_shows_the_code_that_nobody_sends(
    hall: World, citizen: Client, settings: Any
) -> None:
    settings.MESSAGES_FILE = ""
    settings.DEMONSTRATION = True
    answer = citizen.post(TIME, sent())
    page = text(citizen.get(answer["Location"]))
    assert confirmation_code(Appointment.objects.get()) in page


def test_where_nothing_can_be_sent_every_page_says_so(
    hall: World, citizen: Client, settings: Any
) -> None:
    settings.MESSAGES_FILE = ""
    for address in (PAGE, BOOK):
        assert "Booking here is not possible yet" in text(citizen.get(address))
    answer = citizen.post(TIME, sent())
    assert answer.status_code == 422
    assert "can&#x27;t send a code" in text(answer)
    assert not Appointment.objects.exists()


# Faults --------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_in_place_and_what_was_typed_is_kept(
    hall: World, citizen: Client
) -> None:
    answer = citizen.post(TIME, sent(contact="hong", name=""))
    assert answer.status_code == 422
    page = text(answer)
    assert 'href="#id_name"' in page
    assert 'value="hong"' in page
    assert page.count('aria-invalid="true"') == 2
    assert not Appointment.objects.exists()


def test_a_time_that_was_just_taken_offers_others_and_keeps_the_rest(
    hall: World, citizen: Client
) -> None:
    booked(hall, reached=phone(1))
    answer = citizen.post(TIME, sent())
    page = text(answer)
    assert answer.status_code == 422
    assert "the last place at this time" in page
    assert 'value="Hong Gildong"' in page
    assert 'type="radio" name="starts" value="20261110T0200Z"' in page
    assert 'value="20261110T0130Z"' not in page
    answer = citizen.post(TIME, sent(starts="20261110T0200Z"))
    assert answer.status_code == 303
    assert Appointment.objects.get(reference="261110-002").starts == at(11, day=TUESDAY)


def test_a_second_one_of_the_day_is_told_at_the_contact(hall: World, citizen: Client) -> None:
    booked(hall, 14, 0)
    page = text(citizen.post(TIME, sent(contact="+82 10 1234 5678")))
    assert 'href="#id_contact"' in page
    assert "on that day already" in page


def test_a_double_click_is_one_appointment(hall: World, citizen: Client) -> None:
    first, again = citizen.post(TIME, sent()), citizen.post(TIME, sent())
    assert first["Location"] == again["Location"]
    assert Appointment.objects.count() == 1


def test_what_the_form_claims_does_not_count(hall: World, citizen: Client) -> None:
    for starts in ("20261110T0131Z", "20261114T0130Z", "20251110T0130Z"):
        assert citizen.post(TIME, sent(starts=starts)).status_code == 422
    assert citizen.post(TIME, sent(starts="x")).status_code == 404
    assert citizen.post(TIME, sent(name="a\0b")).status_code == 400
    assert not Appointment.objects.exists()


def test_a_flood_from_one_address_is_stopped(hall: World, citizen: Client) -> None:
    answers = [
        citizen.post(TIME, sent(contact=f"0101234{number:04d}", key=f"{number}",
                                starts=f"202611{10 + number // 9}T0{number % 9}00Z"))
        for number in range(27)
    ]  # fmt: skip
    made = [each for each in answers if each.status_code == 303]
    assert len(made) == 20
    assert "Very many appointments" in text(answers[-1])
    other = Client(headers={"accept-language": "en"}, REMOTE_ADDR="192.0.2.7")
    answer = other.post(TIME, sent(contact="01099999999", starts="20261110T0030Z", key="x"))
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "nonsense", True),
    ],
)
def test_where_a_booking_comes_from_is_a_network(first: str, second: str, same: bool) -> None:
    made = [origin_of(RequestFactory(REMOTE_ADDR=each).get("/")) for each in (first, second)]
    assert (made[0] == made[1]) is same
    assert all(len(each) == 64 for each in made)


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(settings: Any) -> None:
    def seen(forwarded: str) -> str:
        return origin_of(RequestFactory(headers={"X-Forwarded-For": forwarded}).get("/"))

    assert seen("192.0.2.7") == seen("192.0.2.8")
    settings.BEHIND_PROXY = True
    assert seen("192.0.2.7") != seen("192.0.2.8")
    assert seen("198.51.100.1, 192.0.2.7") == seen("192.0.2.7")


def test_nothing_of_whoever_booked_stands_in_an_address(hall: World, citizen: Client) -> None:
    answer = citizen.post(TIME, sent())
    assert "Hong" not in answer["Location"]
    assert "5678" not in answer["Location"]
    contact = AppointmentContact.objects.get()
    assert contact.phone == "01012345678"
    assert "5678" not in str(list(Fact.objects.values()))


# Finding one's own ---------------------------------------------------------------------------


def test_number_and_code_lead_to_ones_own(hall: World, citizen: Client) -> None:
    appointment = booked(hall)
    answer = citizen.post(PAGE, {"number": appointment.reference, "code": appointment.code.lower()})
    assert answer["Location"] == f"{PAGE}{appointment.reference}/{appointment.code}/"
    answer = citizen.post(PAGE, {"number": appointment.reference, "code": "22222222"})
    assert answer.status_code == 422
    assert "No appointment has this number with this code" in text(answer)


# Cost ----------------------------------------------------------------------------------------


def test_booking_takes_few_statements_and_so_does_a_month(hall: World, citizen: Client) -> None:
    with statements() as counted:
        citizen.get(BOOK)
    assert len(counted) <= 7, counted
    with statements() as counted:
        citizen.post(TIME, sent())
    assert len([sql for sql in counted if "pg_notify" not in sql]) <= 10, counted


# In a browser --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_citizen_books_changes_and_cancels(page: Page, settings: Any, width: int) -> None:
    settings.DEMONSTRATION = True
    world = make_world()
    plan_for(world)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGE)
    page.get_by_role("button", name="English").click()
    for step in (PAGE, BOOK):
        page.goto(step)
        assert accessibility_faults(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    page.locator("a.booking-free").last.click()
    assert accessibility_faults(page) == []
    page.locator(".booking-times a").first.click()
    page.get_by_label("Your name").fill("Hong Gildong")
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_role("alert")).to_contain_text("Write where we can send you the code")
    expect(page.get_by_label("Your name")).to_have_value("Hong Gildong")
    assert accessibility_faults(page) == []
    page.get_by_label("Mobile number or e-mail address").fill("hong@example.org")
    page.get_by_role("button", name="Send me the code").click()
    appointment = Appointment.objects.select_related("centre").get()
    page.get_by_label("Code of 6 figures").fill(confirmation_code(appointment))
    page.get_by_role("button", name="Confirm the appointment").click()
    expect(page.get_by_text("For check-in at the kiosk")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Change the time").click()
    page.locator("a.booking-free").first.click()
    page.locator(".booking-times button").last.click()
    expect(page.get_by_text("Your appointment was moved.")).to_be_visible()
    page.get_by_role("link", name="Cancel the appointment").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_text("This appointment is cancelled")).to_be_visible()
    assert accessibility_faults(page) == []
