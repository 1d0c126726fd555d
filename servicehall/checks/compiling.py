"""Checks put into one plan; a check that can't be compiled fails by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from servicehall.checks.each_checks import EachChecks
from servicehall.checks.plan import Plan
from servicehall.checks.rulings import CheckFailed, told_error
from servicehall.checks.whole_checks import WholeChecks
from servicehall.standard.pack import (
    Absence,
    AtMost,
    ChainResponse,
    Check,
    Clause,
    Exactly,
    Existence,
    Init,
    Limit,
    NotCoexistence,
    Precedence,
    Response,
    Succession,
)


def compiled(
    checks: Sequence[tuple[Clause, Check]], *, at: datetime, zone: tzinfo
) -> tuple[Plan, list[CheckFailed]]:
    """The plan for all checks that can be compiled, and those that can't."""
    plan = Plan()
    failures: list[CheckFailed] = []
    for index, (_clause, check) in enumerate(checks):
        try:
            # Tried apart first, so that a check that fails leaves nothing in the plan.
            _Compiler(Plan(), index, at, zone).add(check)
        except Exception as error:
            failures.append(CheckFailed(index, told_error(error)))
        else:
            _Compiler(plan, index, at, zone).add(check)
    return plan, failures


class _Compiler(WholeChecks, EachChecks):
    """Adds one check to a plan."""

    def add(self, check: Check) -> None:
        match check:
            case Existence():
                self.existence(check)
            case Absence():
                self.absence(check)
            case AtMost():
                self.at_most(check)
            case Exactly():
                self.exactly(check)
            case Init():
                self.init(check)
            case NotCoexistence():
                self.not_coexistence(check)
            case Succession():
                self.succession(check)
            case Response():
                self.none_activated(check, check.activation)
                self.response(check)
            case ChainResponse():
                self.none_activated(check, check.activation)
                self.chain_response(check)
            case Precedence():
                self.none_activated(check, check.activation)
                self.precedence(check)
            case Limit():
                self.none_activated(check, check.activation)
                self.limit(check)
