"""The hall at one moment: every counter with who is there, and who waits for which unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.http import QueryDict

from servicehall.cases.queries import refusals_waiting
from servicehall.hall.models import Closure, Counter, Pause, Shift, StaffMember, Unit, Vacancy
from servicehall.hall.queries import (
    absences,
    counters,
    not_arrived,
    on_duty,
    open_closures,
    open_pauses,
    open_vacancies,
    servers,
)
from servicehall.hall.roles import may
from servicehall.reception.actions import LOCK_REASONS
from servicehall.reception.models import Device, Visit
from servicehall.reception.outlook import HallAhead
from servicehall.reception.queries import called_now, kiosks
from servicehall.reception.staffing import Freed
from servicehall.reception.waiting import Estimate
from servicehall.reception.waits import HallNow
from servicehall.web.counter.forms import ShiftForm, duty_hours
from servicehall.web.desks import Desk
from servicehall.web.floor.ahead import Ahead
from servicehall.web.floor.people import Queue, queues
from servicehall.web.signs import sign_of

LONG_SERVICE = 20
"""Minutes after which it is worth a look whether somebody at a counter needs help."""
SILENT_AFTER = timedelta(minutes=3)
"""A kiosk shows that it is alive every minute."""


@dataclass(frozen=True)
class Place:
    """One counter: who is on duty, whom they serve, or why it is closed."""

    counter: Counter
    shift: Shift | None
    visit: Visit | None
    closure: Closure | None
    at: datetime
    pause: Pause | None = None
    vacancy: Vacancy | None = None
    may_check_badge: bool = False
    may_post_notice: bool = False

    @property
    def state(self) -> str:
        """``serving``, ``called``, ``free``, ``paused``, ``closed``, ``unannounced``, ``empty``."""
        if self.closure is not None:
            return "closed" if self.closure.notice_posted_at else "unannounced"
        if self.visit is not None:
            return self.visit.status
        if self.pause is not None:
            return "paused"
        return "free" if self.shift is not None else "empty"

    @property
    def since(self) -> datetime | None:
        """Since when the citizen is served, or called."""
        return (self.visit.started_at or self.visit.called_at) if self.visit else None

    @property
    def is_long(self) -> bool:
        """Whether the citizen has been served for long."""
        return (
            self.visit is not None
            and self.visit.started_at is not None
            and (self.at - self.visit.started_at).total_seconds() > LONG_SERVICE * 60
        )

    @property
    def is_late_back(self) -> bool:
        """Whether somebody is away from the post for longer than they said."""
        return bool(self.pause and self.pause.expected_at < self.at)

    @property
    def has_run_out(self) -> bool:
        """Whether the counter is still closed though its notice says until earlier."""
        return bool(self.closure and self.closure.until and self.closure.until < self.at)


@dataclass(frozen=True)
class KioskPlace:
    """A registered kiosk, and whether anything is heard of it."""

    device: Device
    at: datetime

    @property
    def is_silent(self) -> bool:
        """Whether it has given no sign of life for minutes: switched off, or without network."""
        seen = self.device.seen_at
        return seen is None or self.at - seen > SILENT_AFTER


@dataclass(frozen=True)
class Waiting:
    """Who waits for a unit: how many, since when the one who waits longest, how long one waits."""

    unit: Unit
    count: int = 0
    since: datetime | None = None
    estimate: Estimate | None = None
    """How long somebody waits who comes now."""


@dataclass(frozen=True)
class Absent:
    """A shift of today whose staff member has not come yet."""

    shift: Shift
    minutes_late: int


@dataclass(frozen=True)
class UnitPlaces:
    """A unit with its counters."""

    unit: Unit
    places: Sequence[Place]


class Hall:
    """The hall as the staff member may see it; asks the database only for what is shown."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def may(self, permission: str, unit: int) -> bool:
        """Whether the staff member has the permission in the unit."""
        return may(self.desk.member, permission, centre=self.desk.centre.pk, unit=unit)

    @cached_property
    def refusals_waiting(self) -> int:
        """How many refusals wait for a decision of whoever looks."""
        unit = self.desk.staff.unit
        if unit is None or not self.may("confirm_refusals", unit.pk):
            return 0
        return refusals_waiting(unit)

    @cached_property
    def counters(self) -> list[Counter]:
        """All counters of the hall."""
        return list(counters(self.desk.centre))

    @cached_property
    def units(self) -> list[UnitPlaces]:
        """The units that the staff member may see, each with its counters."""
        shifts = self._shifts
        visits = {each.counter_id: each for each in called_now(self.desk.centre)}
        closures = {each.counter_id: each for each in open_closures(self.desk.centre)}
        pauses, vacancies = self._pauses, open_vacancies(self.desk.centre)
        places: dict[int, list[Place]] = {}
        units: dict[int, Unit] = {}
        for counter in self.counters:
            if not self.may("see_unit", counter.unit_id):
                continue
            units[counter.unit_id] = counter.unit
            places.setdefault(counter.unit_id, []).append(
                Place(
                    counter,
                    shifts.get(counter.pk),
                    visits.get(counter.pk),
                    closures.get(counter.pk),
                    self.desk.at,
                    pause=pauses.get(counter.pk),
                    vacancy=vacancies.get(counter.pk),
                    may_check_badge=self.may("check_badge", counter.unit_id),
                    may_post_notice=self.may("serve", counter.unit_id),
                )
            )
        return [UnitPlaces(units[pk], found) for pk, found in places.items()]

    @cached_property
    def _shifts(self) -> dict[int, Shift]:
        return on_duty(self.desk.centre)

    @cached_property
    def _pauses(self) -> dict[int, Pause]:
        return open_pauses(self.desk.centre)

    @cached_property
    def _planned(self) -> list[Shift]:
        return list(not_arrived(self.desk.centre, self.desk.today))

    @cached_property
    def _now(self) -> HallNow:
        return HallNow(self.desk.centre, self.desk.at)

    @cached_property
    def _next_hour(self) -> HallAhead:
        return HallAhead(
            self._now,
            counters=self.counters,
            planned=self._planned,
            pauses=self._pauses.values(),
        )

    @property
    def places(self) -> list[Place]:
        """The counters of all units that the staff member may see."""
        return [place for unit in self.units for place in unit.places]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Who waits, for every unit of the hall: that is no secret, it stands on the board."""
        now = self._now
        units = {counter.unit_id: counter.unit for counter in self.counters}
        return [
            Waiting(unit, now.waiting(unit.code), now.since(unit.code), now.newcomer(unit.code))
            for unit in units.values()
        ]

    @cached_property
    def queues(self) -> list[Queue]:
        """Everybody who waits for the units that the staff member may see."""
        free = {each.unit.code: self._free_first(each.unit) for each in self.units}
        return queues(self.desk, [each.unit for each in self.units], free)

    def _free_first(self, unit: Unit) -> Freed | None:
        """The counter to which somebody can be sent that is likely free first for the unit."""
        open_now = {each.code for each in self.open_counters}
        found = self._next_hour.free_first(unit.code)
        return next((each for each in found if each.counter in open_now), None)

    @cached_property
    def ahead(self) -> list[Ahead]:
        """What the next hour brings the units that the staff member may see."""
        if not self.units:
            return []
        busy = {shift.staff_id for shift in self._shifts.values()}
        away = {
            each.staff_id
            for each in absences(self.desk.centre, self.desk.at)
            if each.starts <= self.desk.at
        }
        return [
            Ahead(
                each.unit,
                self._next_hour.of(each.unit.code),
                self.desk.at,
                self._next_hour.closed(each.unit.code),
                [
                    member
                    for member in self._servers
                    if member.unit_id == each.unit.pk and member.pk not in busy | away
                ],
            )
            for each in self.units
        ]

    @cached_property
    def _servers(self) -> list[StaffMember]:
        return list(servers(self.desk.centre))

    @property
    def may_keep(self) -> bool:
        """Whether the staff member may keep a queue for another day."""
        return may(self.desk.member, "keep_queue", centre=self.desk.centre.pk)

    @property
    def open_counters(self) -> list[Counter]:
        """The counters to which somebody can be sent now."""
        return [each for each in self.counters if each.state == Counter.State.OPEN]

    @property
    def waiting_most(self) -> int:
        """How many wait for the unit that most wait for; at least one, to draw bars by."""
        return max([each.count for each in self.waiting], default=0) or 1

    @property
    def waiting_count(self) -> int:
        """How many wait in the whole hall."""
        return sum(each.count for each in self.waiting)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the one waits who waits longest."""
        return min((each.since for each in self.waiting if each.since), default=None)

    @cached_property
    def absent(self) -> list[Absent]:
        """Who is on today's rota and has not come, in the units that may be seen."""
        return [
            Absent(shift, max(0, int((self.desk.at - shift.starts).total_seconds() // 60)))
            for shift in self._planned
            if self.may("see_unit", shift.counter.unit_id)
        ]

    @cached_property
    def kiosks(self) -> list[KioskPlace]:
        """The registered kiosks, with how their printers stand and why one is locked."""
        return [KioskPlace(device, self.desk.at) for device in kiosks(self.desk.centre)]

    @property
    def may_lock(self) -> bool:
        """Whether the staff member may lock a kiosk."""
        return may(self.desk.member, "lock_devices", centre=self.desk.centre.pk)

    @property
    def lock_reasons(self) -> list[tuple[str, str]]:
        """Why a kiosk is locked, with the words for it."""
        return [(reason, str(sign_of(reason, "lock").label)) for reason in LOCK_REASONS]

    @property
    def staffed(self) -> int:
        """At how many counters somebody is at work, none of them closed."""
        return sum(place.state in {"serving", "called", "free"} for place in self.places)

    @property
    def unannounced(self) -> int:
        """How many counters are closed without a notice."""
        return sum(place.state == "unannounced" for place in self.places)

    @cached_property
    def planned_for(self) -> list[Counter]:
        """The counters whose duty the staff member plans."""
        return [each for each in self.counters if self.may("plan_duty", each.unit_id)]

    @cached_property
    def planned_staff(self) -> list[StaffMember]:
        """The people whose duty the staff member plans."""
        if not self.planned_for:
            return []
        return [
            each
            for each in self._servers
            if each.unit_id is not None and self.may("plan_duty", each.unit_id)
        ]

    def shift_form(self, data: QueryDict | None = None) -> ShiftForm:
        """The form by which a shift of today is planned."""
        hours = duty_hours(self.desk.centre, self.desk.at)
        return ShiftForm(self.planned_staff, self.planned_for, hours, data)
