"""What a unit's counters have to remember: what falls due, what waits for materials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from servicehall.cases.models import Case
from servicehall.cases.queries import due_cases, incomplete_cases
from servicehall.hall.models import Unit
from servicehall.web.counter.folding import Folded, folded

CASES_SHOWN = 5
"""Cases to remember at once; the rest stand folded below."""
CASES_MOST = 40


@dataclass(frozen=True)
class Remembered:
    """A case to remember, and why."""

    case: Case
    overdue: bool = False
    missing: int | None = None
    """How many materials the latest notice told as missing; None for what is due."""


class Remembering:
    """The cases of a unit to remember at a moment (in the centre's zone)."""

    def __init__(self, unit: Unit | None, at: datetime) -> None:
        self.unit = unit
        self.at = at

    @cached_property
    def due(self) -> Folded[Remembered]:
        """The unit's cases promised for today or earlier, the oldest first."""
        tomorrow = datetime.combine(self.at.date() + timedelta(days=1), time(), self.at.tzinfo)
        found = due_cases(self.unit, until=tomorrow)[:CASES_MOST] if self.unit else []
        rows = [
            Remembered(each, overdue=bool(each.promised_due and each.promised_due < self.at))
            for each in found
        ]
        return folded(rows, shown=CASES_SHOWN, most=CASES_MOST)

    @cached_property
    def incomplete(self) -> Folded[Remembered]:
        """The unit's cases that wait for materials, the oldest first."""
        rows = []
        for each in incomplete_cases(self.unit)[:CASES_MOST] if self.unit else []:
            told = {notice.round: len(notice.items) for notice in each.notices.all()}
            rows.append(Remembered(each, missing=told[max(told)] if told else 0))
        return folded(rows, shown=CASES_SHOWN, most=CASES_MOST)
