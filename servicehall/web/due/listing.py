"""The due list: what a unit has promised and has to tell, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.cases.models import Case
from servicehall.cases.queries import open_cases
from servicehall.hall.models import Unit
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import may
from servicehall.web.desks import Desk
from servicehall.worktime.calendars import OutsideCalendar

MOST = 300
"""More open cases than these are not read at once; the list says so."""

SHOWN = 8
"""Of what is not urgent as many are seen at once."""
URGENT = frozenset({"overdue", "today", "next"})

WHAT: dict[str, str | Promise] = {
    "promise": _("Decide"),
    "tell": _("Tell what is missing, or accept"),
    "supplement": _("Citizen brings what was missing"),
    "owed": _("Citizen brings what was promised"),
    "still": _("Clocks stand still"),
    "open": _("Accept, or tell what is missing"),
}
"""What is to happen by the date of a row."""


@dataclass(frozen=True)
class Row:
    """A case in the list, and why it stands there."""

    case: Case
    what: str
    due: datetime | None

    @property
    def label(self) -> str:
        """What is to happen, in words."""
        return str(WHAT[self.what])


@dataclass
class Group:
    """The rows of one day, or of all that is over or later."""

    name: str
    title: str | Promise
    tone: str = ""
    day: date | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def first(self) -> list[Row]:
        """The rows that are seen at once: all that is urgent, a few of what is not."""
        return self.rows if self.name in URGENT else self.rows[:SHOWN]

    @property
    def rest(self) -> list[Row]:
        """The rows that stand folded below."""
        return self.rows[len(self.first) :]


class DueList:
    """What is due at a moment, for the units that the reader may look into."""

    def __init__(self, desk: Desk, asked: QueryDict) -> None:
        self.desk = desk
        self.asked = asked

    @cached_property
    def units(self) -> list[Unit]:
        """The units whose cases the reader may see."""
        return [
            each
            for each in Unit.objects.filter(centre=self.desk.centre).order_by("pk")
            if may_see(self.desk, each.pk)
        ]

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that is shown: the one asked for, else the reader's own; None for all."""
        asked = self.asked.get("unit")
        if asked is None and len(self.units) > 1:
            return next((each for each in self.units if each.pk == self.desk.staff.unit_id), None)
        found = next((each for each in self.units if each.code == asked), None)
        return found or (self.units[0] if len(self.units) == 1 else None)

    @property
    def handler(self) -> str:
        """The code of the staff member whose cases are shown; empty for everybody's."""
        asked = self.asked.get("handler", "")
        return asked if asked in {code for code, _name in self.handlers} else ""

    @cached_property
    def handlers(self) -> list[tuple[str, str]]:
        """Who handles the cases of the list, by code and name."""
        return sorted({(each.staff.code, each.staff.name) for each in self._cases})

    @cached_property
    def _cases(self) -> list[Case]:
        if self.unit is None and not self.units:
            return []
        found = open_cases(self.unit, centre=self.desk.centre.pk).order_by(
            "promised_due", "received_at"
        )
        if self.unit is None:
            found = found.filter(unit__in=self.units)
        return list(found[: MOST + 1])

    @property
    def cut(self) -> bool:
        """Whether there are more cases than are shown."""
        return len(self._cases) > MOST

    @cached_property
    def groups(self) -> Sequence[Group]:
        """All groups in order, those without rows too."""
        found = [
            Group("overdue", _("Overdue"), "danger"),
            Group("today", _("Today"), "warning", self.desk.today),
            Group("next", _("Next working day"), "information", self.next_day),
            Group("later", pgettext_lazy("due", "Later")),
            Group("still", _("Clocks stand still")),
            Group("undated", _("Without a date")),
        ]
        by_name = {each.name: each for each in found}
        for row in self._rows():
            by_name[self._group_of(row)].rows.append(row)
        for group in found:
            group.rows.sort(key=lambda row: row.due or row.case.received_at)
        return found

    @property
    def urgent(self) -> int:
        """How many rows are over, or due today."""
        return sum(len(each.rows) for each in self.groups if each.name in ("overdue", "today"))

    @property
    def empty(self) -> bool:
        """Whether nothing is open at all."""
        return not any(each.rows for each in self.groups)

    @cached_property
    def next_day(self) -> date | None:
        """The next working day; None where the calendar does not know it."""
        try:
            return next(working_calendar(self.desk.centre).working_days(self.desk.today))
        except OutsideCalendar:
            return None

    def _rows(self) -> list[Row]:
        rows = []
        for case in self._cases[:MOST]:
            if self.handler and case.staff.code != self.handler:
                continue
            rows += rows_of(case)
        return rows

    def _group_of(self, row: Row) -> str:
        if row.what == "still":
            return "still"
        if row.due is None:
            return "undated"
        if row.due < self.desk.at:
            return "overdue"
        day = row.due.astimezone(self.desk.zone).date()
        if day == self.desk.today:
            return "today"
        return "next" if self.next_day and day <= self.next_day else "later"


def rows_of(case: Case) -> list[Row]:
    """Why an open case stands in the list: one row, or two where papers are still promised."""
    if case.status == Case.Status.RECEIVED:
        return [Row(case, "tell" if case.told_by else "open", case.told_by)]
    if case.status == Case.Status.INCOMPLETE:
        return [Row(case, "supplement", case.supplement_due)]
    rows = [Row(case, "still" if case.suspended_at else "promise", case.promised_due)]
    if case.owed:
        rows.append(Row(case, "owed", case.owed_by))
    return rows


def may_see(desk: Desk, unit: int) -> bool:
    """Whether the reader serves in the unit or watches over it."""
    return any(
        may(desk.member, each, centre=desk.centre.pk, unit=unit) for each in ("serve", "see_unit")
    )
