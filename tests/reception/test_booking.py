"""Booking: never more than there is room for, one a person and day, confirmed by a code."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicehall.catalogue.actions import publish_item
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall import actions as hall
from servicehall.reception import actions
from servicehall.reception.agenda import (
    appointment_by,
    appointments_on,
    booking_days,
    holding,
)
from servicehall.reception.appointing import MOST_A_DAY, MOST_AN_HOUR
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import Appointment, AppointmentContact, BookingPlan, ClosedDay
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.world import MONDAY, World, at, item, make_world, names

__all__ = ("told",)
SATURDAY = MONDAY + timedelta(days=5)
pytestmark = pytest.mark.usefixtures("told")


def kinds() -> list[str]:
    return list(Fact.objects.order_by("pk").values_list("kind", flat=True))


def refused(code: str, world: World, *given: int, **but: Any) -> None:
    """Booking is refused with the code, and leaves nothing behind."""
    before = Appointment.objects.count(), Fact.objects.count()
    with pytest.raises(Refused) as raised:
        booked(world, *given, **but)
    assert raised.value.code == code
    assert (Appointment.objects.count(), Fact.objects.count()) == before


# Taken ---------------------------------------------------------------------------------------


def test_a_time_is_kept_until_it_is_confirmed(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = booked(world)
    assert (appointment.status, appointment.reference) == ("booked", "261110-001")
    assert appointment.expires_at == at(9, 15)
    assert (appointment.starts, appointment.ends) == (
        at(10, 30, day=TUESDAY),
        at(11, day=TUESDAY),
    )
    (message,) = told
    assert (message.to, message.channel, message.occasion) == ("01012345678", "sms", "code")
    assert confirmation_code(appointment) in message.text
    assert appointment.code not in message.text


def test_facts_tell_of_it_and_name_nobody(world: World) -> None:
    plan_for(world)
    actions.cancel(appointment=confirmed(world), at=at(9, 5))
    assert kinds() == ["appointment.booked", "appointment.confirmed", "appointment.cancelled"]
    first = Fact.objects.get(kind="appointment.booked")
    assert first.data == {
        "service": "register",
        "starts": "2026-11-10T10:30:00+09:00",
        "language": "ko",
        "channel": "online",
    }
    assert (first.unit, first.recorder, first.staff) == ("civil", "citizen", "")
    everything = str(list(Fact.objects.values()))
    assert "Hong" not in everything
    assert "5678" not in everything
    assert not PersonalData.objects.exists()


def test_whom_it_is_for_stands_apart(world: World) -> None:
    plan_for(world)
    contact = AppointmentContact.objects.get(appointment=booked(world, name="  Hong Gildong "))
    assert (contact.name, contact.phone, contact.email) == ("Hong Gildong", "01012345678", "")
    row = str(Appointment.objects.values().get())
    assert "Hong" not in row
    assert "01012345678" not in row


def test_numbers_of_a_day_follow_one_another(world: World) -> None:
    plan_for(world)
    made = [booked(world, hour, reached=phone(hour)).reference for hour in (9, 10, 11)]
    other = booked(world, reached=phone(1), day=TUESDAY + timedelta(days=1)).reference
    assert made == ["261110-001", "261110-002", "261110-003"]
    assert other == "261111-001"


def test_a_repeated_booking_is_one_appointment(world: World) -> None:
    plan_for(world)
    first = booked(world, key="k")
    assert booked(world, 11, key="k") == first
    assert Appointment.objects.count() == 1


def test_a_service_of_its_own_plan_is_booked_by_that(world: World) -> None:
    plan_for(world)
    own = plan_for(world, service_code="register", slot_minutes=20)
    appointment = booked(world, 10, 20)
    assert appointment.plan == own
    assert appointment.ends - appointment.starts == timedelta(minutes=20)


def test_a_service_whose_own_plan_is_shut_is_not_booked_by_the_units(world: World) -> None:
    plan_for(world)
    plan_for(world, service_code="register", open=False)
    refused("not_bookable", world)


@pytest.mark.parametrize(
    ("hour", "minute", "but"),
    [
        (10, 31, {}),
        (8, 30, {}),
        (18, 0, {}),
        (10, 30, {"day": SATURDAY}),
        (10, 30, {"day": MONDAY - timedelta(days=3)}),
        (10, 30, {"day": MONDAY + timedelta(days=30)}),
        (9, 30, {"day": MONDAY, "at": at(9)}),
        (9, 0, {"day": MONDAY, "at": at(9)}),
    ],
)
def test_a_time_that_is_not_offered_is_refused(
    world: World, hour: int, minute: int, but: dict[str, Any]
) -> None:
    plan_for(world)
    refused("slot_not_offered", world, hour, minute, **but)


def test_a_public_holiday_and_a_closed_day_are_not_offered(world: World) -> None:
    plan_for(world, days_ahead=60)
    refused("slot_not_offered", world, day=datetime(2026, 12, 25).date())
    ClosedDay.objects.create(
        centre=world.centre, unit=world.other_unit, day=TUESDAY, reason=names("Move")
    )
    assert booked(world).status == "booked"
    ClosedDay.objects.create(centre=world.centre, day=TUESDAY, reason=names("Move"))
    refused("slot_not_offered", world, 11, reached=phone(1))


def test_no_appointment_reaches_into_the_pause(world: World) -> None:
    plan_for(world, pause_from=time(12), pause_until=time(13), slot_minutes=45)
    assert booked(world, 11, 15).ends == at(12, day=TUESDAY)
    refused("slot_not_offered", world, 12, 0, reached=phone(1))
    assert booked(world, 13, 0, reached=phone(1)).starts == at(13, day=TUESDAY)


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"language": "fr"}, "unknown_language"),
        ({"name": "  "}, "name_missing"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, but: dict[str, Any], code: str) -> None:
    plan_for(world)
    refused(code, world, **but)


def test_a_service_without_a_plan_is_refused(world: World) -> None:
    refused("not_bookable", world)
    plan_for(world)
    refused("not_bookable", world, service=world.far_service)
    world.centre.receives = False
    world.centre.save()
    world.service.refresh_from_db()
    refused("not_bookable", world)


def test_where_no_code_can_reach_anybody_nothing_is_booked(world: World, settings: Any) -> None:
    plan_for(world)
    settings.MESSAGES_FILE = ""
    refused("no_way_to_confirm", world)
    settings.DEMONSTRATION = True
    assert booked(world).status == "booked"


# Room ----------------------------------------------------------------------------------------


def test_a_full_time_is_refused(world: World) -> None:
    plan_for(world, per_slot=2)
    booked(world)
    booked(world, reached=phone(1))
    refused("slot_taken", world, reached=phone(2))
    assert booked(world, 11, reached=phone(2)).status == "booked"


def test_who_does_not_confirm_makes_room_and_is_told_too_late(world: World) -> None:
    plan_for(world)
    first = booked(world)
    refused("slot_taken", world, reached=phone(1), at=at(9, 14))
    second = booked(world, reached=phone(1), at=at(9, 15))
    first.refresh_from_db()
    assert (first.status, first.cancelled_because) == ("cancelled", "unconfirmed")
    with pytest.raises(Refused, match="confirmed_too_late"):
        actions.confirm(appointment=first, code=confirmation_code(first), at=at(9, 14))
    assert second.status == "booked"
    assert Fact.objects.get(kind="appointment.cancelled").data == {"reason": "unconfirmed"}


def test_what_was_read_before_its_time_was_given_away_confirms_nothing(world: World) -> None:
    plan_for(world)
    first = booked(world)
    stale = Appointment.objects.select_related("centre", "unit").get(pk=first.pk)
    booked(world, reached=phone(1), at=at(9, 16))
    with pytest.raises(Refused):
        actions.confirm(appointment=stale, code=confirmation_code(stale), at=at(9, 14))


def test_a_cancelled_time_is_free_again(world: World) -> None:
    plan_for(world)
    actions.cancel(appointment=confirmed(world), at=at(9, 5))
    assert booked(world, at=at(9, 6)).status == "booked"


def test_a_changed_plan_never_doubles_a_time(world: World) -> None:
    plan = plan_for(world)
    booked(world, 10, 30)
    BookingPlan.objects.filter(pk=plan.pk).update(slot_minutes=20)
    refused("slot_taken", world, 10, 20, reached=phone(1))
    refused("slot_taken", world, 10, 40, reached=phone(1))
    assert booked(world, 11, 0, reached=phone(1)).status == "booked"


def test_room_is_a_share_of_who_is_on_the_rota(world: World) -> None:
    plan_for(world, capacity="staff", per_slot=2, staff_share=50, before_rota=1)
    booked(world, 10, reached=phone(1))
    refused("slot_taken", world, 10, reached=phone(2))
    for member, counter in ((world.clerk, world.counter), (world.other_clerk, world.other_counter)):
        hall.plan_shift(
            staff=member,
            counter=counter,
            day=TUESDAY,
            starts=at(9, day=TUESDAY),
            ends=at(12 if member is world.clerk else 18, day=TUESDAY),
            by=world.administrator,
            at=at(8),
        )
    booked(world, 10, reached=phone(2))
    refused("slot_taken", world, 10, reached=phone(3))
    booked(world, 14, reached=phone(4))
    refused("slot_taken", world, 14, reached=phone(5))


def test_where_the_rota_has_nobody_at_that_time_nothing_is_free(world: World) -> None:
    plan_for(world, capacity="staff", before_rota=5)
    hall.plan_shift(
        staff=world.clerk,
        counter=world.counter,
        day=TUESDAY,
        starts=at(9, day=TUESDAY),
        ends=at(12, day=TUESDAY),
        by=world.administrator,
        at=at(8),
    )
    refused("slot_taken", world, 14)


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_for_three_places_are_three() -> None:
    world = make_world()
    plan_for(world, per_slot=3)
    made: list[str] = []
    codes: list[str] = []
    start = threading.Barrier(16)

    def want(number: int) -> None:
        try:
            start.wait()
            made.append(booked(world, reached=phone(number)).reference)
        except Refused as error:
            codes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["261110-001", "261110-002", "261110-003"]
    assert codes == ["slot_taken"] * 13
    assert Appointment.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_person_at_once_in_many_windows_gets_one() -> None:
    world = make_world()
    plan_for(world, per_slot=9)
    codes: list[str] = []
    start = threading.Barrier(6)

    def want(number: int) -> None:
        try:
            start.wait()
            booked(world, 9 + number)
        except Refused as error:
            codes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appointment.objects.count() == 1
    assert codes == ["booked_that_day"] * 5


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_no_time_is_given_twice(world: World, seed: int) -> None:
    draw = Random(seed)
    plan = plan_for(world, per_slot=2, slot_minutes=60)
    moment = at(9)
    for _ in range(60):
        moment += timedelta(minutes=draw.randint(0, 6))
        known = list(
            Appointment.objects.select_related("centre", "unit", "plan", "service").order_by("pk")
        )
        starts = at(draw.choice((10, 11)), draw.choice((0, 0, 30)), day=TUESDAY)
        one = draw.choice(known) if known else None
        with suppress(Refused):
            deed = draw.choice(("book", "book", "confirm", "change", "cancel", "plan", "sweep"))
            if deed == "book":
                actions.book(
                    service=world.service, starts=starts, name="x", language="ko", at=moment,
                    reached=phone(draw.randrange(5)),
                )  # fmt: skip
            elif deed == "plan":
                BookingPlan.objects.update(slot_minutes=draw.choice((30, 60)))
            elif deed == "sweep":
                actions.miss_appointments(centre=world.centre, at=moment)
            elif one is not None and deed == "confirm":
                actions.confirm(appointment=one, code=confirmation_code(one), at=moment)
            elif one is not None and deed == "change":
                actions.change(appointment=one, starts=starts, at=moment)
            elif one is not None:
                actions.cancel(appointment=one, at=moment)
        live = list(Appointment.objects.filter(holding(moment), plan=plan))
        for each in live:
            inside = [other for other in live if other.starts <= each.starts < other.ends]
            assert len(inside) <= 2
        people = [each.person for each in live]
        assert len(people) == len(set(people))
    assert Fact.objects.filter(kind="appointment.booked").count() == Appointment.objects.count()


# One a person and day, and no floods ---------------------------------------------------------


def test_one_person_has_one_a_day_however_the_number_is_written(world: World) -> None:
    plan_for(world)
    booked(world)
    refused("booked_that_day", world, 14)
    assert booked(world, day=TUESDAY + timedelta(days=1)).status == "booked"


def test_who_let_a_time_go_may_book_the_same_day_again(world: World) -> None:
    plan_for(world)
    booked(world)
    assert booked(world, 14, at=at(9, 30)).status == "booked"


def test_one_contact_books_only_so_often_in_a_day(world: World) -> None:
    plan_for(world, per_slot=50)
    for _ in range(MOST_A_DAY):
        actions.cancel(appointment=confirmed(world), at=at(9, 2))
    refused("too_many_bookings", world)
    assert booked(world, at=at(9, 2, day=TUESDAY), day=TUESDAY).status == "booked"


def test_one_address_books_only_so_often_in_an_hour(world: World) -> None:
    plan_for(world, per_slot=50)
    for number in range(MOST_AN_HOUR):
        booked(world, reached=phone(number), origin="here")
    refused("too_many_bookings", world, reached=phone(99), origin="here")
    assert booked(world, reached=phone(99), origin="elsewhere").status == "booked"
    assert booked(world, reached=phone(98), origin="here", at=at(10, 1)).status == "booked"


# Confirmed -----------------------------------------------------------------------------------


def test_the_code_confirms_and_the_number_is_told(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = confirmed(world)
    assert (appointment.status, appointment.expires_at) == ("confirmed", None)
    assert told[-1].occasion == "confirmed"
    assert appointment.reference in told[-1].text
    assert appointment.code in told[-1].text
    again = actions.confirm(appointment=appointment, code="whatever", at=at(12))
    assert again == appointment
    assert kinds().count("appointment.confirmed") == 1


def test_a_wrong_code_is_counted_and_the_right_one_is_no_use_after_five(world: World) -> None:
    plan_for(world)
    appointment = booked(world)
    right = confirmation_code(appointment)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for tries in range(1, 6):
        found = actions.confirm(appointment=appointment, code=wrong, at=at(9, 1))
        assert (found.status, found.tries) == ("booked", tries)
    with pytest.raises(Refused, match="code_tried_too_often"):
        actions.confirm(appointment=appointment, code=right, at=at(9, 1))
    appointment.refresh_from_db()
    assert (appointment.status, appointment.tries) == ("booked", 5)
    assert "appointment.confirmed" not in kinds()


@pytest.mark.parametrize("code", ["", "１２３４５６", "abc", "0" * 500])
def test_what_is_no_code_is_a_wrong_one(world: World, code: str) -> None:
    plan_for(world)
    found = actions.confirm(appointment=booked(world), code=code, at=at(9, 1))
    assert (found.status, found.tries) == ("booked", 1)


def test_after_its_time_a_code_confirms_nothing(world: World) -> None:
    plan_for(world)
    appointment = booked(world)
    with pytest.raises(Refused, match="confirmed_too_late"):
        actions.confirm(appointment=appointment, code=confirmation_code(appointment), at=at(9, 15))


def test_a_cancelled_appointment_is_not_confirmed(world: World) -> None:
    plan_for(world)
    appointment = booked(world)
    actions.cancel(appointment=appointment, at=at(9, 1))
    with pytest.raises(Refused, match="appointment_cancelled"):
        actions.confirm(appointment=appointment, code=confirmation_code(appointment), at=at(9, 2))


def test_codes_differ_from_one_appointment_to_the_next(world: World) -> None:
    plan_for(world, per_slot=9)
    made = [booked(world, reached=phone(number)) for number in range(4)]
    codes = {confirmation_code(each) for each in made}
    assert len(codes) == 4
    assert all(len(code) == 6 and code.isdecimal() for code in codes)


def test_the_code_is_sent_three_times_at_most(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = booked(world)
    for _ in range(2):
        actions.send_code_again(appointment=appointment, at=at(9, 2))
    with pytest.raises(Refused, match="code_sent_often"):
        actions.send_code_again(appointment=appointment, at=at(9, 2))
    assert [each.occasion for each in told] == ["code"] * 3
    assert len({each.text for each in told}) == 1
    with pytest.raises(Refused, match="confirmed_too_late"):
        actions.send_code_again(appointment=appointment, at=at(9, 20))


# By staff ------------------------------------------------------------------------------------


def test_staff_book_for_a_caller_at_short_notice_and_without_a_code(
    world: World, told: Letters
) -> None:
    plan_for(world)
    appointment = booked(world, 9, 30, day=MONDAY, by=world.clerk, at=at(9, 10), channel="phone")
    assert (appointment.status, appointment.confirmed_at) == ("confirmed", at(9, 10))
    fact = Fact.objects.get()
    assert (fact.staff, fact.recorder, fact.data["channel"]) == ("clerk", "clerk", "phone")
    assert [each.occasion for each in told] == ["confirmed"]


def test_who_leaves_no_contact_is_booked_by_staff_and_told_nothing(
    world: World, told: Letters
) -> None:
    plan_for(world, per_slot=2)
    for name in ("Grandmother", "Grandfather"):
        assert booked(world, name=name, reached=Reached(), by=world.clerk).person == ""
    assert len(told) == 0


def test_who_may_not_book_for_others_is_refused(world: World) -> None:
    plan_for(world)
    for member in (world.far_clerk, world.supervisor, world.stranger, world.director):
        refused("not_permitted", world, by=member)
        appointment = confirmed(world)
        for act in (actions.change, actions.cancel):
            more: dict[str, Any] = (
                {"starts": at(14, day=TUESDAY)} if act is actions.change else {"reason": "other"}
            )
            with pytest.raises(Refused, match="not_permitted"):
                act(appointment=appointment, by=member, at=at(9, 5), **more)
        actions.cancel(appointment=appointment, at=at(9, 5))
        Appointment.objects.update(booked_at=at(9) - timedelta(days=2))


# Moved and cancelled -------------------------------------------------------------------------


def test_an_appointment_is_moved_and_its_old_time_is_free(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = confirmed(world)
    moved = actions.change(
        appointment=appointment, starts=at(15, day=TUESDAY + timedelta(days=1)), at=at(9, 5)
    )
    assert (moved.day, moved.changes, moved.status) == (
        TUESDAY + timedelta(days=1), 1, "confirmed",
    )  # fmt: skip
    assert Fact.objects.get(kind="appointment.changed").data == {
        "from_starts": "2026-11-10T10:30:00+09:00",
        "starts": "2026-11-11T15:00:00+09:00",
    }
    assert told[-1].occasion == "changed"
    assert booked(world, reached=phone(1)).status == "booked"


def test_a_move_within_the_same_crowded_time_needs_no_second_place(world: World) -> None:
    plan = plan_for(world)
    appointment = confirmed(world)
    BookingPlan.objects.filter(pk=plan.pk).update(slot_minutes=20)
    appointment.plan.refresh_from_db()
    moved = actions.change(appointment=appointment, starts=at(10, 40, day=TUESDAY), at=at(9, 5))
    assert moved.starts == at(10, 40, day=TUESDAY)


def test_nobody_moves_to_where_there_is_no_room(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    booked(world, 11, 0, reached=phone(1))
    for starts, code in (
        (at(11, day=TUESDAY), "slot_taken"),
        (at(10, 30, day=TUESDAY), "same_time"),
        (at(10, 45, day=TUESDAY), "slot_not_offered"),
        (at(9, 30), "slot_not_offered"),
    ):
        with pytest.raises(Refused, match=code):
            actions.change(appointment=appointment, starts=starts, at=at(9, 5))
    appointment.refresh_from_db()
    assert (appointment.starts, appointment.changes) == (at(10, 30, day=TUESDAY), 0)


def test_who_has_one_on_the_other_day_does_not_move_there(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    confirmed(world, day=TUESDAY + timedelta(days=1))
    with pytest.raises(Refused, match="booked_that_day"):
        actions.change(
            appointment=appointment, starts=at(15, day=TUESDAY + timedelta(days=1)), at=at(9, 5)
        )


def test_only_what_is_confirmed_and_still_ahead_is_moved(world: World) -> None:
    plan_for(world)
    appointment = booked(world)
    with pytest.raises(Refused, match="appointment_unconfirmed"):
        actions.change(appointment=appointment, starts=at(14, day=TUESDAY), at=at(9, 5))
    appointment = confirmed(world, 11, 0, reached=phone(1))
    steps: tuple[tuple[Any, dict[str, Any]], ...] = (
        (actions.change, {"starts": at(14, day=TUESDAY)}),
        (actions.cancel, {}),
    )
    for act, more in steps:
        with pytest.raises(Refused, match="appointment_over"):
            act(appointment=appointment, at=at(11, day=TUESDAY), **more)
    actions.cancel(appointment=appointment, at=at(9, 5))
    with pytest.raises(Refused, match="impossible_transition"):
        actions.change(appointment=appointment, starts=at(14, day=TUESDAY), at=at(9, 6))


def test_an_appointment_is_moved_only_so_often(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    for number in range(10):
        hour = 14 + number % 2
        actions.change(appointment=appointment, starts=at(hour, day=TUESDAY), at=at(9, 5))
    with pytest.raises(Refused, match="changed_too_often"):
        actions.change(appointment=appointment, starts=at(16, day=TUESDAY), at=at(9, 5))
    actions.change(appointment=appointment, starts=at(16, day=TUESDAY), by=world.clerk, at=at(9, 5))


def test_the_hall_cancels_with_a_reason_and_says_so(world: World, told: Letters) -> None:
    plan_for(world)
    appointment = confirmed(world)
    with pytest.raises(Refused, match="unknown_reason"):
        actions.cancel(appointment=appointment, reason="mood", by=world.clerk, at=at(9, 5))
    with pytest.raises(Refused, match="unknown_reason"):
        actions.cancel(appointment=appointment, reason="staffing", at=at(9, 5))
    actions.cancel(appointment=appointment, reason="staffing", by=world.clerk, at=at(9, 5))
    fact = Fact.objects.get(kind="appointment.cancelled")
    assert (fact.staff, fact.data) == ("clerk", {"reason": "staffing"})
    assert told[-1].occasion == "cancelled_by_hall"
    with pytest.raises(Refused, match="impossible_transition"):
        actions.cancel(appointment=appointment, at=at(9, 6))


def test_two_who_change_at_once_do_not_undo_each_other(world: World) -> None:
    plan_for(world)
    appointment = confirmed(world)
    stale = Appointment.objects.select_related("centre", "unit", "plan", "service").get()
    actions.change(appointment=appointment, starts=at(14, day=TUESDAY), at=at(9, 5))
    with pytest.raises(Refused, match="impossible_transition"):
        actions.cancel(appointment=stale, at=at(9, 6))
    with pytest.raises(Refused, match="impossible_transition"):
        actions.change(appointment=stale, starts=at(15, day=TUESDAY), at=at(9, 6))


# Cost ----------------------------------------------------------------------------------------


def test_no_action_of_an_appointment_takes_more_than_ten_statements(world: World) -> None:
    plan_for(world, capacity="staff", per_slot=4, before_rota=4)
    publish_item(centre=world.centre, item=item("civil", "copy"))
    appointment = booked(world, reached=phone(1), origin="here", key="0")
    counts = {}

    def counted(name: str, act: Any, **given: Any) -> None:
        with CaptureQueriesContext(connection) as queries:
            act(**given)
        counts[name] = len(
            [each for each in queries if "SAVEPOINT" not in each["sql"] and "notify" not in
             each["sql"]]
        )  # fmt: skip

    code = confirmation_code(appointment)
    counted("book", lambda: booked(world, reached=phone(2), origin="here", key="1"))
    counted("confirm", actions.confirm, appointment=appointment, code=code, at=at(9, 1), key="2")
    counted("change", actions.change, appointment=appointment, starts=at(14, day=TUESDAY),
            at=at(9, 2), key="3")  # fmt: skip
    counted("cancel", actions.cancel, appointment=appointment, at=at(9, 3), key="4")
    assert max(counts.values()) <= 8, counts


def plans_of(statements: list[str]) -> list[str]:
    """How the database looks into appointments for each of the statements."""
    prefix = "explain query plan" if connection.vendor == "sqlite" else "explain"
    found = []
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            # A table of three rows is read as a whole, whatever index it has.
            cursor.execute("set local enable_seqscan = off")
        for sql in statements:
            cursor.execute(f"{prefix} {sql}")
            found += [str(row[-1]) for row in cursor.fetchall()]
    return [line for line in found if "appointment" in line or "U0" in line]


def test_past_appointments_are_not_looked_through(world: World) -> None:
    plan = plan_for(world)
    appointment = booked(world, origin="here")
    with CaptureQueriesContext(connection) as queries:
        booked(world, reached=phone(1), hour=14, origin="here")
        actions.miss_appointments(centre=world.centre, at=at(9, 5))
        actions.remind(centre=world.centre, at=at(9, 5))
        actions.erase_appointment_contacts(centre=world.centre, at=at(9, 5))
        booking_days(plan, world.centre, since=MONDAY, until=SATURDAY, at=at(9, 5))
        list(appointments_on(world.centre, MONDAY))
        appointment_by(appointment.reference, appointment.code)
    asked = [
        each["sql"]
        for each in queries
        if each["sql"].startswith(("SELECT", "UPDATE")) and "reception_appointment" in each["sql"]
    ]
    found = plans_of(asked)
    assert len(found) > 8
    assert [
        line for line in found if line.startswith(("SCAN reception_app", "SCAN U0", "Seq Scan"))
    ] == []
