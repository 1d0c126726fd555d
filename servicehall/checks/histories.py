"""One object's facts in order, as the oracle reads them for one check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from servicehall.checks.conditions import State, state
from servicehall.checks.logs import LoggedFact
from servicehall.checks.rulings import Ruling
from servicehall.standard.pack import Check, Moment
from servicehall.worktime.calendars import WorkCalendar


def found(
    reason: str,
    activation: int | None = None,
    target: int | None = None,
    facts: Sequence[int] = (),
) -> Ruling:
    """A ruling on one history, its facts named by their places there."""
    return Ruling(0, 0, activation, target, reason, facts)


class History:
    """One object's facts in order, as one check sees them."""

    def __init__(
        self,
        check: Check,
        facts: Sequence[LoggedFact],
        at: datetime,
        zone: tzinfo,
        calendar: WorkCalendar | None = None,
    ) -> None:
        self.check = check
        self.facts = facts
        self.at = at
        self.zone = zone
        self.calendar = calendar

    def states(self, moment: Moment) -> list[State]:
        return [state(moment, fact.kind, fact.data) for fact in self.facts]

    def day_goes_on(self, fact: LoggedFact) -> bool:
        """Whether the fact's day, in the centre's zone, has not ended at the judging moment."""
        day = fact.happened.astimezone(self.zone).date()
        return self.at.astimezone(self.zone).date() < day + timedelta(days=1)
