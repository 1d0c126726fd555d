"""Appointments as staff see them: their own unit's, booked for others, cancelled, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from servicehall.evidence.models import Fact
from servicehall.reception.models import Appointment, ClosedDay, Visit
from tests.chromium import accessibility_faults
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import World, at, make_world, names

__all__ = ("told",)
PAGE = "/testhall/appointments/day/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Tuesday, a quarter past ten."""
    return set_clock(monkeypatch, at(10, 15, day=TUESDAY))


@pytest.fixture
def hall(world: World, clock: Clock, told: Letters) -> World:
    """The world with plans for both units and an appointment in each."""
    plan_for(world)
    plan_for(world, unit=world.other_unit)
    confirmed(world)
    confirmed(world, 11, 0, service=world.far_service, reached=phone(1), name="Kim of the roads")
    return world


# Who sees what -------------------------------------------------------------------------------


def test_staff_see_who_comes_to_their_own_unit(hall: World) -> None:
    for member in (hall.clerk, hall.lead):
        page = text(sign_in(member).get(PAGE))
        assert "Hong Gildong" in page
        assert "01012345678" in page
        assert "Kim of the roads" not in page
    page = text(sign_in(hall.administrator).get(PAGE))
    assert "Hong Gildong" in page
    assert "Kim of the roads" in page


@pytest.mark.parametrize("member", ["supervisor", "director", "stranger"])
def test_who_does_not_book_sees_nobody(hall: World, member: str) -> None:
    client = sign_in(getattr(hall, member))
    for more in ("", "book/", "close/", "?part=list"):
        assert client.get(PAGE + more).status_code == 403


def test_the_list_of_another_day_is_a_link_away(hall: World) -> None:
    page = text(sign_in(hall.clerk).get(f"{PAGE}?day=2026-11-11"))
    assert "No appointments on this day" in page
    assert 'href="?day=2026-11-10"' in page
    assert sign_in(hall.clerk).get(f"{PAGE}?day=x").status_code == 404


def test_what_was_let_go_is_left_out(hall: World, clock: Clock) -> None:
    booked(hall, 14, 0, reached=phone(2), name="Nobody")
    booked(hall, 14, 0, reached=phone(3), name="Somebody", at=at(9, 30))
    page = text(sign_in(hall.clerk).get(PAGE))
    assert "Nobody" not in page
    assert "Somebody" in page


def test_the_list_alone_is_given_to_the_live_page(hall: World) -> None:
    page = text(sign_in(hall.clerk).get(f"{PAGE}?part=list"))
    assert "Hong Gildong" in page
    assert "<html" not in page


# Steps ---------------------------------------------------------------------------------------


def test_somebody_who_stands_here_is_checked_in(hall: World) -> None:
    appointment = Appointment.objects.get(unit=hall.unit)
    client = sign_in(hall.clerk)
    assert f"{PAGE}{appointment.pk}/come/" in text(client.get(PAGE))
    client.post(f"{PAGE}{appointment.pk}/come/")
    page = text(client.get(PAGE))
    assert "Ticket A001 was given." in page
    assert Visit.objects.get().priority == "appointment"
    client.post(f"{PAGE}{appointment.pk}/come/")
    assert "has its ticket already" in text(client.get(PAGE))
    assert Visit.objects.count() == 1


def test_the_counter_shows_the_time_of_the_appointment(hall: World) -> None:
    hall.on_duty(day=TUESDAY)
    appointment = Appointment.objects.get(unit=hall.unit)
    client = sign_in(hall.clerk)
    client.post(f"{PAGE}{appointment.pk}/come/")
    assert "Appointment 10:30" in text(client.get("/testhall/counter/"))
    client.post("/testhall/counter/call/")
    assert "Appointment 10:30" in text(client.get("/testhall/counter/"))


def test_nobody_deals_with_appointments_of_another_unit(hall: World) -> None:
    far = Appointment.objects.get(unit=hall.other_unit)
    client = sign_in(hall.clerk)
    assert client.post(f"{PAGE}{far.pk}/come/").status_code == 403
    assert client.get(f"{PAGE}{far.pk}/cancel/").status_code == 403
    assert client.post(f"{PAGE}{far.pk}/cancel/", {"reason": "other"}).status_code == 403
    assert client.get(f"{PAGE}999999/cancel/").status_code == 404
    far.refresh_from_db()
    assert far.status == "confirmed"


def test_an_appointment_is_cancelled_with_a_reason(hall: World, told: Letters) -> None:
    appointment = Appointment.objects.get(unit=hall.unit)
    client = sign_in(hall.clerk)
    address = f"{PAGE}{appointment.pk}/cancel/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "mood"}).status_code == 422
    answer = client.post(address, {"reason": "staffing", "key": "c"})
    assert answer["Location"] == f"{PAGE}?day=2026-11-10"
    assert Fact.objects.get(kind="appointment.cancelled").data == {"reason": "staffing"}
    assert told[-1].occasion == "cancelled_by_hall"


def test_an_appointment_is_moved_for_whoever_calls(hall: World) -> None:
    appointment = Appointment.objects.get(unit=hall.unit)
    client = sign_in(hall.clerk)
    address = f"{PAGE}{appointment.pk}/move/"
    assert address in text(client.get(PAGE))
    assert 'value="20261111T0600Z"' in text(client.get(f"{address}?day=2026-11-11"))
    wrong = client.post(address, {"starts": "20261111T0601Z", "day": "2026-11-11"})
    assert wrong.status_code == 422
    answer = client.post(address, {"starts": "20261111T0600Z", "day": "2026-11-11", "key": "m"})
    assert answer["Location"] == f"{PAGE}?day=2026-11-11"
    fact = Fact.objects.get(kind="appointment.changed")
    assert (fact.staff, fact.data["starts"]) == ("clerk", "2026-11-11T15:00:00+09:00")
    far = Appointment.objects.get(unit=hall.other_unit)
    assert client.get(f"{PAGE}{far.pk}/move/").status_code == 403


def test_a_caller_is_booked_for_and_told_number_and_code(hall: World) -> None:
    client = sign_in(hall.clerk)
    page = text(client.get(f"{PAGE}book/?service=register&day=2026-11-11"))
    assert 'value="20261111T0600Z"' in page
    assert "digging" not in page
    sent = {
        "service": "register",
        "day": "2026-11-11",
        "starts": "20261111T0600Z",
        "name": "Grandmother",
        "contact": "",
        "channel": "phone",
        "language": "ko",
        "key": "b",
    }
    for _ in range(2):
        answer = client.post(f"{PAGE}book/", sent)
        assert answer["Location"] == f"{PAGE}?day=2026-11-11"
    made = Appointment.objects.get(day=TUESDAY + timedelta(days=1))
    assert (made.status, made.channel, made.person) == ("confirmed", "phone", "")
    page = text(client.get(PAGE))
    assert made.reference in page
    assert made.code in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"starts": ""}, "Choose a time."),
        ({"starts": "20261111T0601Z"}, "can&#x27;t be booked"),
        ({"name": ""}, "Write your name"),
        ({"contact": "12"}, "neither a telephone number"),
        ({"channel": "pigeon"}, "Select a valid choice"),
    ],
)
def test_a_booking_that_does_not_work_keeps_what_was_written(
    hall: World, wrong: dict[str, str], says: str
) -> None:
    sent = {
        "service": "register", "day": "2026-11-11", "starts": "20261111T0600Z",
        "name": "Grandmother", "contact": "01055556666", "channel": "phone", "language": "ko",
    } | wrong  # fmt: skip
    answer = sign_in(hall.clerk).post(f"{PAGE}book/", sent)
    assert answer.status_code == 422
    assert says in text(answer)
    assert f'value="{sent["contact"]}"' in text(answer)
    assert not Appointment.objects.filter(day=TUESDAY + timedelta(days=1)).exists()


def test_services_of_other_units_are_not_booked_for(hall: World) -> None:
    client = sign_in(hall.clerk)
    answer = client.get(f"{PAGE}book/?service=digging&day=2026-11-11")
    assert answer.status_code == 422


# Closing a day -------------------------------------------------------------------------------


def closing(**but: str) -> dict[str, str]:
    given = {"day": "2026-11-10", "unit": "civil", "ko": "교육", "zh": "培训", "en": "Training"}
    return given | but


def test_a_lead_closes_a_day_of_the_unit(hall: World) -> None:
    client = sign_in(hall.lead)
    assert "Close the day" in text(client.get(PAGE))
    answer = client.post(f"{PAGE}close/", closing())
    assert answer["Location"] == f"{PAGE}?day=2026-11-10"
    page = text(client.get(answer["Location"]))
    assert "1 appointment was cancelled" in page
    assert "Training" in page
    closed = ClosedDay.objects.get()
    assert (closed.unit, closed.closed_by) == (hall.unit, hall.lead)
    assert Appointment.objects.get(unit=hall.other_unit).status == "confirmed"


@pytest.mark.parametrize(
    "wrong",
    [{"unit": "roads"}, {"unit": ""}, {"day": "2026-11-09"}, {"day": "x"}, {"zh": ""}],
)
def test_a_day_is_closed_only_for_ones_own_unit_ahead_and_with_a_reason(
    hall: World, wrong: dict[str, str]
) -> None:
    assert sign_in(hall.lead).post(f"{PAGE}close/", closing(**wrong)).status_code == 422
    assert not ClosedDay.objects.exists()


def test_the_administrator_closes_the_whole_hall(hall: World) -> None:
    answer = sign_in(hall.administrator).post(f"{PAGE}close/", closing(unit=""))
    assert answer.status_code == 303
    assert ClosedDay.objects.get().unit is None
    assert set(Appointment.objects.values_list("status", flat=True)) == {"cancelled"}


def test_a_clerk_closes_no_day(hall: World) -> None:
    client = sign_in(hall.clerk)
    assert "Close the day" not in text(client.get(PAGE))
    assert client.post(f"{PAGE}close/", closing()).status_code == 403


# Cost and access -----------------------------------------------------------------------------


def test_a_list_takes_as_many_statements_however_long_it_is(hall: World) -> None:
    client = sign_in(hall.clerk)
    with statements() as few:
        client.get(PAGE)
    for number in range(6):
        confirmed(hall, 12 + number // 2, 30 * (number % 2), reached=phone(10 + number))
    with statements() as many:
        client.get(PAGE)
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_the_list_can_be_read_by_everybody(page: Page, live_server: object) -> None:
    world = make_world()
    ClosedDay.objects.create(centre=world.centre, day=TUESDAY, reason=names("Training"))
    plan_for(world)
    client = sign_in(world.lead)
    session = client.cookies["sessionid"].value
    url = str(live_server)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for more in ("?day=2026-11-10", "book/", "close/"):
            page.goto(PAGE + more)
            assert accessibility_faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
