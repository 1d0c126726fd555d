"""What becomes of the older findings of the demonstration: answered, decided, put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from servicehall.demonstration import words
from servicehall.demonstration.agenda import Agenda
from servicehall.demonstration.cast import Cast
from servicehall.findings.actions import (
    answer,
    confirm,
    dismiss,
    order_rectification,
    report_rectified,
    verify_rectified,
)
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember

SHARES = {"confirmed": 0.58, "dismissed": 0.12}
"""What supervisors make of the findings that have been open for some days; the rest stay open."""

ANSWERED = 0.4
"""The share of findings that the person concerned answers."""

ORDERS = 10
"""How many of the confirmed findings are ordered to be put right."""


class Supervision:
    """The supervision office at work on the days after the findings were opened."""

    def __init__(self, cast: Cast, days: Sequence[date], draw: Random) -> None:
        self._cast = cast
        self._days = days
        self._draw = draw
        self._zone = ZoneInfo(cast.centre.timezone)
        self._supervisors = cast.with_role(StaffMember.Role.SUPERVISOR)
        self._agenda = Agenda(self._moment(0, 9, 9))
        self._orders = 0

    def run(self) -> None:
        """Answer, decide and put right the findings that are open."""
        findings = Finding.objects.filter(
            centre=self._cast.centre,
            status=Finding.Status.OPEN,
            nature=Finding.Nature.BREACH,
        ).order_by("happened", "reference")
        for finding in findings:
            # Known already, so that no statement asks for it.
            finding.centre = self._cast.centre
            self._take_up(finding)
        self._agenda.run(self._moment(len(self._days) - 1, 18, 18))

    def _take_up(self, finding: Finding) -> None:
        """Enter what will be done about a finding; there is no telling which are left open."""
        fate = self._draw.random()
        dismissed = SHARES["confirmed"] <= fate < sum(SHARES.values())
        concerned = self._cast.staff.get(finding.staff)
        answered = concerned is not None and (dismissed or self._draw.random() < ANSWERED)
        if answered:
            assert concerned is not None
            self._agenda.enter(self._moment(0, 9, 12), partial(self._answer, finding, concerned))
        supervisor = self._draw.choice(self._supervisors)
        if dismissed:
            self._agenda.enter(
                self._moment(self._draw.choice((0, 1)), 13, 17),
                partial(self._dismiss, finding, supervisor),
            )
        elif fate < SHARES["confirmed"]:
            self._agenda.enter(
                self._moment(self._draw.choice((0, 0, 1)), 13, 17),
                partial(self._confirm, finding, supervisor),
            )

    def _answer(self, finding: Finding, by: StaffMember) -> None:
        statement = words.STATEMENTS.get(finding.check_code, words.OTHER_STATEMENT)
        answer(finding=finding, statement=statement, by=by, at=self._agenda.now)

    def _dismiss(self, finding: Finding, by: StaffMember) -> None:
        reason = words.DISMISSALS.get(finding.check_code, words.OTHER_DISMISSAL)
        dismiss(finding=finding, reason=reason, by=by, at=self._agenda.now)

    def _confirm(self, finding: Finding, by: StaffMember) -> None:
        reason = words.CONFIRMED_AFTER_STATEMENT if finding.statement else words.CONFIRMED
        confirm(finding=finding, reason=reason, by=by, at=self._agenda.now)
        lead = self._lead_of(finding)
        if finding.points >= 1 and lead is not None and self._orders < ORDERS:
            self._orders += 1
            self._order(finding, by, lead, self._orders)

    def _order(self, finding: Finding, by: StaffMember, lead: StaffMember, number: int) -> None:
        """Order it to be put right; of ten, six are verified, and one of these only in the end."""
        now = self._agenda.now
        order_rectification(
            finding=finding,
            order=words.ORDERS.get(finding.check_code, words.OTHER_ORDER),
            due=now + timedelta(days=4),
            by=by,
            at=now,
        )
        if number % 5 == 0:
            return
        reported = now + timedelta(hours=self._draw.uniform(17, 21))
        self._agenda.enter(reported, partial(self._report, finding, lead))
        if number % 5 == 4:
            return
        other = self._other(by)
        verified = reported + timedelta(hours=self._draw.uniform(1, 3))
        effective = number != 3
        self._agenda.enter(verified, partial(self._verify, finding, other, effective))
        if not effective:
            again = verified + timedelta(hours=self._draw.uniform(1, 2))
            self._agenda.enter(again, partial(self._report, finding, lead))

    def _report(self, finding: Finding, lead: StaffMember) -> None:
        report_rectified(
            finding=finding,
            report=self._draw.choice(words.REPORTS),
            by=lead,
            at=self._agenda.now,
        )

    def _verify(self, finding: Finding, by: StaffMember, effective: bool) -> None:
        verify_rectified(finding=finding, effective=effective, by=by, at=self._agenda.now)

    def _lead_of(self, finding: Finding) -> StaffMember | None:
        """Who answers for the unit, unless the finding is about them."""
        if finding.unit not in self._cast.units:
            return None
        lead = self._cast.lead(finding.unit)
        return None if lead.code == finding.staff else lead

    def _other(self, supervisor: StaffMember) -> StaffMember:
        others = [each for each in self._supervisors if each.pk != supervisor.pk]
        return self._draw.choice(others or self._supervisors)

    def _moment(self, place: int, after: int, before: int) -> datetime:
        """A moment between two hours of the day at a place among the days that there are."""
        day = self._days[min(place, len(self._days) - 1)]
        moment = datetime.combine(day, time(after), tzinfo=self._zone)
        return moment + timedelta(seconds=self._draw.randint(0, (before - after) * 3600))
