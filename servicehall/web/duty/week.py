"""A week of the rota of one unit: its counters by days, and who is away or steps in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.http import QueryDict

from servicehall.hall.models import (
    Absence,
    BackupAssignment,
    Badge,
    Counter,
    Shift,
    StaffMember,
    Unit,
)
from servicehall.hall.queries import absences, backups, counters, rota, servers
from servicehall.hall.roles import may
from servicehall.web.desks import Desk

DAYS = 7


@dataclass(frozen=True)
class Entry:
    """A shift as the rota shows it."""

    shift: Shift
    may_change: bool
    """Whether it has not begun, and is an ordinary one."""

    @property
    def state(self) -> str:
        """``away``, ``here``, ``over``, ``instead`` or ``planned``."""
        if self.shift.absence_id is not None:
            return "away"
        if self.shift.clocked_out is not None:
            return "over"
        if self.shift.clocked_in is not None:
            return "here"
        return "instead" if self.shift.stands_in_for_id is not None else "planned"


@dataclass(frozen=True)
class Cell:
    """One counter on one day."""

    day: date
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Row:
    """One counter over the week."""

    counter: Counter
    cells: Sequence[Cell]


class Week:
    """The rota of a unit in a week; asks the database only for what is shown."""

    def __init__(self, desk: Desk, asked: QueryDict, day: date | None = None) -> None:
        self.desk = desk
        self.asked = asked
        self.monday = (day or desk.today) - timedelta(days=(day or desk.today).weekday())
        """The first day of the week: that of the day asked for, else the present one."""

    @cached_property
    def units(self) -> Sequence[Unit]:
        """The units whose duty the person plans."""
        found = Unit.objects.filter(centre=self.desk.centre, counters__isnull=False)
        return [
            each
            for each in found.distinct().order_by("pk")
            if may(self.desk.member, "plan_duty", centre=self.desk.centre.pk, unit=each.pk)
        ]

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that is shown: the one asked for, else the first."""
        code = self.asked.get("unit", "")
        return next((each for each in self.units if each.code == code), None) or next(
            iter(self.units), None
        )

    @property
    def asked_week(self) -> str:
        """The week as addresses name it."""
        return self.monday.isoformat()

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=DAYS)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=DAYS)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days that are shown: Saturday and Sunday only where there are shifts."""
        all_days = [self.monday + timedelta(days=number) for number in range(DAYS)]
        used = {shift.day for shift in self._shifts}
        return [each for each in all_days if each.weekday() < 5 or each in used]

    @cached_property
    def counters(self) -> Sequence[Counter]:
        """The unit's counters."""
        return [
            each
            for each in counters(self.desk.centre)
            if self.unit and each.unit_id == self.unit.pk
        ]

    @cached_property
    def staff(self) -> Sequence[StaffMember]:
        """Who serves in the unit."""
        return [each for each in self.everybody if self.unit and each.unit_id == self.unit.pk]

    @cached_property
    def everybody(self) -> Sequence[StaffMember]:
        """Who stands at any counter of the hall."""
        return list(servers(self.desk.centre))

    @cached_property
    def _shifts(self) -> Sequence[Shift]:
        return list(rota(self.counters, self.monday, self.sunday))

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The counters, each with its shifts of each day."""
        return [
            Row(
                counter,
                [
                    Cell(
                        day,
                        [
                            Entry(shift, may_change=self._may_change(shift))
                            for shift in self._shifts
                            if shift.counter_id == counter.pk and shift.day == day
                        ],
                    )
                    for day in self.days
                ],
            )
            for counter in self.counters
        ]

    def _may_change(self, shift: Shift) -> bool:
        ordinary = shift.absence_id is None and shift.stands_in_for_id is None
        return ordinary and shift.clocked_in is None and shift.starts > self.desk.at

    @property
    def planned(self) -> int:
        """How many shifts there are in the week."""
        return len(self._shifts)

    @cached_property
    def chosen(self) -> Shift | None:
        """The shift that is to be changed."""
        asked = self.asked.get("shift", "")
        return next(
            (each for each in self._shifts if str(each.pk) == asked and self._may_change(each)),
            None,
        )

    @cached_property
    def absences(self) -> Sequence[Absence]:
        """Who of the unit is or will be away."""
        return [
            each
            for each in absences(self.desk.centre, self.desk.at)
            if self.unit and each.staff.unit_id == self.unit.pk
        ]

    @cached_property
    def pairs(self) -> Sequence[BackupAssignment]:
        """Who steps in for whom of the unit."""
        return [
            each
            for each in backups(self.desk.centre)
            if self.unit and each.staff.unit_id == self.unit.pk
        ]

    @cached_property
    def badges(self) -> Sequence[tuple[StaffMember, Badge | None]]:
        """The unit's staff, each with their badge where they have one."""
        found = Badge.objects.filter(staff__in=[each.pk for each in self.staff], revoked_at=None)
        by_staff = {each.staff_id: each for each in found}
        return [(each, by_staff.get(each.pk)) for each in self.staff]
