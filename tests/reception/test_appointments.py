"""Coming to an appointment or not: early, late, elsewhere, twice; closed days; data erased."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from servicehall.catalogue.actions import publish_item
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.actions import found_centre
from servicehall.reception import actions
from servicehall.reception.agenda import appointment_by
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import (
    AFTER,
    Appointment,
    AppointmentContact,
    BookingPlan,
    ClosedDay,
    Visit,
)
from servicehall.reception.queries import queue
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.world import MONDAY, World, at, item, make_world, names

__all__ = ("told",)
pytestmark = pytest.mark.usefixtures("told")


def come(world: World, appointment: Appointment, moment: datetime, **but: Any) -> Visit:
    given: dict[str, Any] = {"centre": world.centre} | but
    visit = actions.check_in(appointment=appointment, at=moment, **given).visit
    assert visit is not None
    return visit


def tuesday(hour: int, minute: int = 0) -> datetime:
    return at(hour, minute, day=TUESDAY)


# Coming --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("until", "version"), [(None, 2), (MONDAY, 1)])
def test_who_comes_gets_the_version_that_is_in_force_on_the_day(
    world: World, until: date | None, version: int
) -> None:
    """What is not offered any more was promised to whoever booked it all the same."""
    plan_for(world)
    appointment = confirmed(world)
    publish_item(
        centre=world.centre, item=item("civil", "register", fee=7), since=MONDAY, until=until
    )
    for found in (appointment, appointment_by(appointment.reference, appointment.code)):
        assert found.service.version == 1
    visit = come(world, found, tuesday(10, 30))
    assert visit.service.version == version


@pytest.mark.parametrize(("hour", "minute"), [(10, 0), (10, 25), (10, 30), (10, 40)])
def test_in_time_the_place_counts_from_the_appointed_time(
    world: World, hour: int, minute: int
) -> None:
    plan_for(world)
    appointment = confirmed(world)
    visit = come(world, appointment, tuesday(hour, minute))
    assert (visit.priority, visit.appointed_at) == ("appointment", tuesday(10, 30))
    assert visit.seniority == tuesday(10, 0)
    assert visit.taken_at == tuesday(hour, minute)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.visit) == ("checked_in", visit)


def test_who_has_an_appointment_comes_before_who_came_a_little_earlier(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    first = world.ticket(at=tuesday(9, 50))
    second = world.ticket(at=tuesday(10, 10))
    visit = come(world, appointment, tuesday(10, 25))
    assert list(queue(world.unit)) == [first, visit, second]


def test_who_comes_too_late_queues_as_anyone_does(world: World) -> None:
    plan_for(world)
    first = world.ticket(at=tuesday(10, 40))
    visit = come(world, confirmed(world), tuesday(10, 41))
    assert (visit.priority, visit.appointed_at) == ("none", tuesday(10, 30))
    assert list(queue(world.unit)) == [first, visit]
    fact = Fact.objects.get(kind="appointment.checked_in")
    assert fact.data == {"minutes_early": 0.0, "minutes_late": 11.0, "place_kept": False}


def test_who_was_given_up_and_comes_after_all_gets_a_ticket(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    assert actions.miss_appointments(centre=world.centre, at=tuesday(11)) == 1
    appointment.refresh_from_db()
    assert come(world, appointment, tuesday(11, 30)).priority == "none"
    assert appointment.status == "checked_in"


def test_too_early_is_told_from_when(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    with pytest.raises(Refused) as raised:
        come(world, appointment, tuesday(9, 59))
    assert raised.value.code == "too_early"
    assert raised.value.about == {"time": "10:30", "since": "10:00"}
    assert not Visit.objects.exists()
    assert not Fact.objects.filter(kind="appointment.checked_in").exists()


@pytest.mark.parametrize("days", [-1, 1, 7])
def test_on_another_day_nobody_checks_in(world: World, days: int) -> None:
    plan_for(world)
    appointment = confirmed(world)
    with pytest.raises(Refused, match="appointment_other_day") as raised:
        come(world, appointment, tuesday(10, 30) + timedelta(days=days))
    assert raised.value.about == {"day": TUESDAY, "time": "10:30"}


def test_in_another_hall_nobody_checks_in(world: World) -> None:
    plan_for(world)
    other = found_centre(code="elsewhere", names=names("Elsewhere"))
    with pytest.raises(Refused, match="appointment_other_hall") as raised:
        come(world, confirmed(world), tuesday(10, 30), centre=other)
    assert raised.value.about == {"hall": world.centre.names}


def test_cancelled_or_unconfirmed_nobody_checks_in(world: World) -> None:
    plan_for(world)
    with pytest.raises(Refused, match="appointment_unconfirmed"):
        come(world, booked(world), tuesday(10, 30))
    appointment = confirmed(world, 14, reached=phone(1))
    actions.cancel(appointment=appointment, at=at(9, 5))
    with pytest.raises(Refused, match="appointment_cancelled"):
        come(world, appointment, tuesday(14, 30))
    assert not Visit.objects.exists()


def test_twice_gives_one_ticket(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    stale = Appointment.objects.select_related("centre", "unit", "service__unit").get()
    come(world, appointment, tuesday(10, 20))
    with pytest.raises(Refused, match="checked_in_already"):
        come(world, appointment, tuesday(10, 21))
    with pytest.raises(Refused, match="impossible_transition"):
        come(world, stale, tuesday(10, 21))
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_scans_at_once_give_one_ticket(settings: Any) -> None:
    world = make_world()
    plan_for(world)
    confirmed(world)
    codes: list[str] = []

    def scan() -> None:
        try:
            found = Appointment.objects.select_related("centre", "unit", "service__unit").get()
            come(world, found, tuesday(10, 20))
        except Refused as error:
            codes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=scan) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Visit.objects.count() == 1
    assert len(codes) == 5
    assert set(codes) <= {"impossible_transition", "checked_in_already"}


def test_a_repeated_check_in_with_its_key_is_the_same(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    visit = come(world, appointment, tuesday(10, 20), key="k")
    again = actions.check_in(
        appointment=appointment, centre=world.centre, at=tuesday(10, 21), key="k"
    )
    assert again.visit == visit


def test_staff_check_somebody_in_who_may_book_for_the_unit(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    with pytest.raises(Refused, match="not_permitted"):
        come(world, appointment, tuesday(10, 20), by=world.far_clerk)
    come(world, appointment, tuesday(10, 20), by=world.clerk)
    assert Fact.objects.get(kind="appointment.checked_in").staff == "clerk"


def test_priority_of_an_appointment_is_never_declared(world: World) -> None:
    with pytest.raises(Refused, match="unknown_priority"):
        world.ticket(priority="appointment")


def test_the_hall_says_how_early_and_how_late(world: World) -> None:
    world.centre.appointment_early, world.centre.appointment_late = 5, 0
    world.centre.save()
    plan_for(world)
    world.service.refresh_from_db()
    appointment = confirmed(world)
    with pytest.raises(Refused, match="too_early"):
        come(world, appointment, tuesday(10, 24))
    assert come(world, appointment, tuesday(10, 31)).priority == "none"


# Not coming ----------------------------------------------------------------------------------


def test_whose_time_is_over_is_missed_once(world: World) -> None:
    plan_for(world)
    confirmed(world)
    confirmed(world, 11, 30, reached=phone(1))
    assert actions.miss_appointments(centre=world.centre, at=tuesday(10, 40)) == 0
    assert actions.miss_appointments(centre=world.centre, at=tuesday(10, 41)) == 1
    assert actions.miss_appointments(centre=world.centre, at=tuesday(10, 42)) == 0
    fact = Fact.objects.get(kind="appointment.missed")
    assert (fact.recorder, fact.staff, fact.happened) == ("hall", "", tuesday(10, 41))


def test_who_came_or_cancelled_is_not_missed(world: World) -> None:
    plan_for(world)
    come(world, confirmed(world), tuesday(10, 20))
    actions.cancel(appointment=confirmed(world, 14, reached=phone(1)), at=at(9, 5))
    assert actions.miss_appointments(centre=world.centre, at=tuesday(18)) == 0


def test_what_nobody_confirmed_is_let_go(world: World) -> None:
    plan_for(world)
    appointment = booked(world)
    assert actions.miss_appointments(centre=world.centre, at=at(9, 14)) == 0
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    assert actions.miss_appointments(centre=world.centre, at=at(9, 15)) == 0
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_because) == ("cancelled", "unconfirmed")


def test_another_hall_is_left_alone(world: World) -> None:
    plan_for(world)
    confirmed(world)
    other = found_centre(code="elsewhere", names=names("Elsewhere"))
    assert actions.miss_appointments(centre=other, at=tuesday(18)) == 0
    assert (
        actions.erase_appointment_contacts(centre=other, at=tuesday(18) + timedelta(days=90)) == 0
    )


# Reminded ------------------------------------------------------------------------------------


def test_the_day_before_people_are_reminded_once(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = confirmed(world, day=TUESDAY + timedelta(days=1))
    told.clear()
    assert actions.remind(centre=world.centre, at=at(10)) == 0
    assert actions.remind(centre=world.centre, at=tuesday(10)) == 1
    assert actions.remind(centre=world.centre, at=tuesday(11)) == 0
    (message,) = told
    assert (message.occasion, message.appointment) == ("reminder", appointment)


def test_who_booked_today_cancelled_or_left_nothing_is_not_reminded(
    world: World, told: Letters
) -> None:
    plan_for(world, per_slot=9)
    confirmed(world)
    next_day = TUESDAY + timedelta(days=1)
    actions.cancel(appointment=confirmed(world, day=next_day, reached=phone(1)), at=at(9, 5))
    booked(world, day=next_day, reached=phone(2))
    booked(world, day=next_day, reached=Reached(), by=world.clerk)
    assert actions.remind(centre=world.centre, at=at(10)) == 0
    assert actions.remind(centre=world.centre, at=tuesday(10)) == 0


def test_where_nothing_can_be_sent_nobody_counts_as_reminded(world: World, settings: Any) -> None:
    plan_for(world)
    confirmed(world, day=TUESDAY + timedelta(days=1))
    settings.MESSAGES_FILE = ""
    assert actions.remind(centre=world.centre, at=tuesday(10)) == 0
    assert Appointment.objects.get().reminded_at is None


# Closed days ---------------------------------------------------------------------------------


def test_closing_a_day_cancels_what_is_booked_and_tells_everybody(
    world: World, told: Letters
) -> None:
    plan_for(world, per_slot=9)
    for number in range(3):
        confirmed(world, reached=phone(number))
    kept = confirmed(world, day=TUESDAY + timedelta(days=1))
    told.clear()
    closed = actions.close_day(
        centre=world.centre,
        unit=world.unit,
        day=TUESDAY,
        reason=names("Training"),
        by=world.lead,
        at=at(10),
    )
    assert closed == 3
    assert [each.occasion for each in told] == ["cancelled_by_hall"] * 3
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    facts = Fact.objects.filter(kind="appointment.cancelled")
    assert {(fact.staff, fact.data["reason"]) for fact in facts} == {("lead", "closed_day")}
    with pytest.raises(Refused, match="slot_not_offered"):
        booked(world, reached=phone(9))


def test_closing_again_changes_the_reason_alone(world: World) -> None:
    plan_for(world)
    confirmed(world)
    for reason, count in (("Training", 1), ("Power cut", 0)):
        assert (
            actions.close_day(
                centre=world.centre,
                unit=None,
                day=TUESDAY,
                reason=names(reason),
                by=world.administrator,
                at=at(10),
            )
            == count
        )
    assert ClosedDay.objects.get().reason == names("Power cut")


@pytest.mark.parametrize(
    ("who", "of", "code"),
    [
        ("clerk", "unit", "not_permitted"),
        ("lead", "other_unit", "not_permitted"),
        ("lead", None, "not_permitted"),
        ("supervisor", None, "not_permitted"),
        ("stranger", None, "not_permitted"),
    ],
)
def test_only_who_leads_the_unit_closes_its_day(
    world: World, who: str, of: str | None, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        actions.close_day(
            centre=world.centre,
            unit=getattr(world, of) if of else None,
            day=TUESDAY,
            reason=names("Training"),
            by=getattr(world, who),
            at=at(10),
        )
    assert not ClosedDay.objects.exists()


def test_a_past_day_and_one_without_a_reason_are_not_closed(world: World) -> None:
    given: dict[str, Any] = {"centre": world.centre, "unit": None, "by": world.administrator}
    with pytest.raises(Refused, match="day_past"):
        actions.close_day(day=MONDAY - timedelta(days=1), reason=names("x"), at=at(10), **given)
    with pytest.raises(Refused, match="reason_missing"):
        actions.close_day(day=TUESDAY, reason={"ko": " ", "en": ""}, at=at(10), **given)


# Erased --------------------------------------------------------------------------------------


def test_a_week_later_nobody_can_tell_who_came(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world, origin="here")
    late = tuesday(9) + timedelta(days=7)
    assert actions.erase_appointment_contacts(centre=world.centre, at=late) == 0
    assert actions.erase_appointment_contacts(centre=world.centre, at=late + timedelta(days=1)) == 1
    assert actions.erase_appointment_contacts(centre=world.centre, at=late + timedelta(days=2)) == 0
    contact = AppointmentContact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("", "", "")
    assert contact.erased_at is not None
    appointment.refresh_from_db()
    assert (appointment.person, appointment.origin) == ("", "")
    assert Fact.objects.filter(kind="appointment.booked").exists()


def test_many_without_a_person_are_not_one_person(world: World) -> None:
    plan_for(world, per_slot=9)
    for number in range(3):
        confirmed(world, reached=phone(number))
    assert (
        actions.erase_appointment_contacts(centre=world.centre, at=tuesday(9) + timedelta(days=9))
        == 3
    )


def test_every_status_has_its_place_in_the_table() -> None:
    assert set(AFTER) == set(Appointment.Status.values)
    assert all(after <= set(AFTER) for after in AFTER.values())


def test_two_appointments_can_not_become_one_ticket(world: World) -> None:
    plan_for(world, per_slot=9)
    first = come(world, confirmed(world), tuesday(10, 20))
    second = come(world, confirmed(world, reached=phone(1)), tuesday(10, 20))
    assert first != second
    assert BookingPlan.objects.count() == 1
    assert confirmation_code(first.appointment) != confirmation_code(second.appointment)
