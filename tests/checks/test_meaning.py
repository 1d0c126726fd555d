"""Every engine means what docs/reference/checks.md says that a check means."""

from __future__ import annotations

from collections import Counter

import pytest

from servicehall.checks.judging import Engine, judged
from servicehall.checks.verdicts import NATURE, REASONS
from tests.checks.tables import CALENDAR, UNIT_TYPES, Row, rows

ROWS = rows()
ENGINES: tuple[Engine, ...] = ("oracle", "duckdb")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.told)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_history_is_judged_as_the_page_says(row: Row, engine: Engine) -> None:
    verdicts = judged(
        [(row.clause, row.check)],
        row.facts,
        at=row.at,
        zone=row.zone,
        unit_types=UNIT_TYPES,
        calendar=CALENDAR,
        engine=engine,
    )
    told = [
        {
            "Outcome": str(verdict.outcome),
            "Reason": verdict.reason.code,
            "About": "whole" if verdict.occurrence is None else str(verdict.occurrence),
            "Rests on": ", ".join(str(each - 100) for each in verdict.facts) or "–",
            "Names": verdict.staff.removeprefix("s"),
        }
        for verdict in verdicts
    ]
    shown = [name for name in row.expected[0] if name not in {"History", "Judged"}]
    assert [{name: each[name] for name in shown} for each in told] == [
        {name: each[name] for name in shown} for each in row.expected
    ]


def test_every_template_and_every_reason_is_on_the_page() -> None:
    assert {row.check.template for row in ROWS} == {
        "existence",
        "absence",
        "at_most",
        "exactly",
        "init",
        "not_coexistence",
        "response",
        "chain_response",
        "precedence",
        "succession",
        "limit",
    }
    assert {cells["Reason"] for row in ROWS for cells in row.expected} == set(REASONS)


def test_every_template_shows_every_nature_of_outcome_that_it_can_have() -> None:
    shown = Counter(
        (row.check.template, str(NATURE[cells["Reason"]])) for row in ROWS for cells in row.expected
    )
    for template in {row.check.template for row in ROWS}:
        for outcome in ("pass", "fail", "not_applicable", "insufficient_evidence", "error"):
            assert shown[template, outcome], (template, outcome)
