"""Appointments in the hall of the demonstration: plans for its units, and people expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from servicehall.demonstration.cast import Cast
from servicehall.demonstration.citizens import invented_name
from servicehall.demonstration.floor import Floor
from servicehall.hall.models import Unit
from servicehall.reception.actions import book, miss_appointments
from servicehall.reception.agenda import booking_days
from servicehall.reception.contacts import Reached
from servicehall.reception.models import Appointment, BookingPlan

PLANS: Mapping[str, Mapping[str, Any]] = {
    "civil-affairs": {"slot_minutes": 20, "capacity": "staff", "before_rota": 2},
    "business-hygiene": {"slot_minutes": 30, "per_slot": 2},
    "building-roads": {
        "slot_minutes": 30,
        "pause_from": time(12),
        "pause_until": time(13),
        "notice_minutes": 120,
    },
}
"""How appointments of each unit are booked."""

BOOKED = 0.6
"""On which share of the past days somebody has booked with a unit."""
EXPECTED = 3
"""How many people a unit expects on a day."""
AHEAD = 7
"""How many days, today the first, people have booked for."""


def expect_people(*, cast: Cast, draw: Random, since: datetime, at: datetime) -> list[Appointment]:
    """Let every unit expect a few people from ``since`` on, and on the days after; today's.

    They booked the day before, as far as they were not there already.
    """
    found = []
    for unit in cast.units.values():
        plan = plan_for(cast, unit)
        found += _expect(cast, draw, unit, plan, since, at)
    return found


def make_plans(cast: Cast) -> None:
    """Let every unit be booked, by the plan that it has or one of the demonstration."""
    for unit in cast.units.values():
        plan_for(cast, unit)


def plan_for(cast: Cast, unit: Unit) -> BookingPlan:
    """How appointments of the unit are booked."""
    plan, _ = BookingPlan.objects.get_or_create(
        centre=cast.centre, unit=unit, service_code="", defaults=PLANS.get(unit.code, {})
    )
    return plan


def expect_booked(floor: Floor, day: date) -> None:
    """Let somebody book for the day by telephone, and come as a rule.

    Only units that can be booked already are.
    """
    cast, whims = floor.cast, floor.whims
    plans = BookingPlan.objects.filter(centre=cast.centre, service_code="", open=True)
    for plan in plans.order_by("unit"):
        if whims.random() > BOOKED:
            continue
        unit = next(each for each in cast.units.values() if each.pk == plan.unit_id)
        items = [item for item in cast.services.values() if item.unit.pk == unit.pk]
        if not items or not cast.counters_of(unit.code):
            continue
        (found,) = booking_days(
            plan, cast.centre, since=day, until=day, at=floor.now, by_staff=True
        )
        free = [slot for slot in found.slots if slot.free]
        for slot in whims.sample(free, min(1, len(free))):
            made = book(
                service=whims.choice(items),
                starts=slot.starts,
                name=invented_name(whims),
                reached=Reached(phone=f"010{whims.randrange(10**8):08d}"),
                language=whims.choices(("ko", "zh", "en"), (92, 5, 3))[0],
                channel=Appointment.Channel.PHONE,
                by=cast.lead(unit.code),
                at=floor.now,
            )
            if whims.random() < 0.9:
                errand = floor.citizens.errand(made.service)
                comes = made.starts - timedelta(minutes=whims.randint(2, 12))
                floor.agenda.enter(comes, partial(floor.keep_appointment, made, errand))
    closing = floor.hours.closing(day) + timedelta(minutes=1)
    floor.agenda.enter(closing, lambda: _miss(floor))


def _miss(floor: Floor) -> None:
    miss_appointments(centre=floor.cast.centre, at=floor.now)


def _expect(
    cast: Cast, draw: Random, unit: Unit, plan: BookingPlan, since: datetime, at: datetime
) -> list[Appointment]:
    today = at.astimezone(ZoneInfo(cast.centre.timezone)).date()
    items = [item for item in cast.services.values() if item.unit.pk == unit.pk]
    days = booking_days(
        plan,
        cast.centre,
        since=today,
        until=today + timedelta(days=AHEAD - 1),
        at=since,
        by_staff=True,
    )
    of_today = []
    for day in days:
        taken = sum(slot.taken for slot in day.slots)
        free = [slot for slot in day.slots if slot.free]
        if not items or taken >= EXPECTED:
            continue
        for slot in draw.sample(free, min(EXPECTED - taken, len(free))):
            made = book(
                service=draw.choice(items),
                starts=slot.starts,
                name=invented_name(draw),
                # No number of Korea goes on with a nought, so nobody real is ever told.
                reached=Reached(phone=f"0100{draw.randrange(10**8) % 10**7:07d}"),
                language=draw.choices(("ko", "zh", "en"), (92, 5, 3))[0],
                channel=Appointment.Channel.PHONE,
                by=cast.lead(unit.code),
                at=since - timedelta(minutes=draw.randint(5, 600)),
            )
            if day.day == today:
                of_today.append(made)
    return of_today
