"""What compiling a check has in common, whatever its template."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Literal

from servicehall.checks.plan import Branch, Decision, Plan, microseconds
from servicehall.checks.rulings import start_of_day
from servicehall.standard.pack import Check


class Branching:
    """Adds the branches of one check to a plan."""

    def __init__(self, plan: Plan, index: int, at: datetime, zone: tzinfo) -> None:
        self.plan = plan
        self.index = index
        self.zone = zone
        self.at = microseconds(at)
        self.today = microseconds(start_of_day(at.astimezone(zone).date(), zone))
        """Since when the judging moment's day runs: an earlier fact's day has ended."""

    def branch(
        self,
        check: Check,
        over: Literal["facts", "histories"],
        keep: str,
        *decisions: Decision,
        pair: int | None = None,
        deadline: int | None = None,
    ) -> None:
        branch = Branch(self.index, check.per, over, keep, decisions, pair, deadline)
        self.plan.branches.append(branch)
