"""What checks have in common is worked out once."""

from __future__ import annotations

from datetime import UTC

import pytest

from servicehall.checks.compiling import compiled
from servicehall.checks.plan import Plan, microseconds
from servicehall.checks.sql import DUCKDB, script
from servicehall.standard.pack import Check
from tests.checks.making import NINE, ZONE, clause_with, make_check


def plan_of(*checks: Check) -> Plan:
    plan, failures = compiled([(clause_with(each), each) for each in checks], at=NINE, zone=ZONE)
    assert failures == []
    return plan


def test_checks_on_the_same_moment_share_its_mark_and_its_look() -> None:
    target = {"kind": "b", "where": [{"field": "x", "equals": 1}]}
    plan = plan_of(
        make_check(template="response", activation="a", target=target, within="5 minutes"),
        make_check(template="response", activation="a", target=target, within="9 minutes"),
        make_check(template="existence", activation="a", target=target),
    )
    assert sorted(moment.kind for moment in plan.marks) == [("a",), ("b",)]
    ((mark, direction),) = plan.looks
    assert (plan.marks[mark].kind, direction) == (("b",), "next")
    assert plan.fields == ["x"]


@pytest.mark.parametrize("other", [1.5, True, "1", 2])
def test_moments_that_differ_only_in_the_type_of_a_value_are_not_shared(other: object) -> None:
    """For Python 1, 1.0 and True are equal; for a condition a number is no truth."""
    first, second = (
        make_check(
            template="absence", target={"kind": "b", "where": [{"field": "x", "equals": value}]}
        )
        for value in (1, other)
    )
    assert len(plan_of(first, second).marks) == 2


def test_a_look_costs_no_more_than_the_checks_ask_of_it() -> None:
    certain = make_check(template="precedence", activation="a", target="b")
    unsure = make_check(
        template="precedence",
        activation="a",
        target={"kind": "b", "where": [{"field": "x", "equals": 1}]},
    )
    timed = make_check(
        template="precedence", activation="a", target="b", within="5 minutes", code="timed"
    )
    for checks, looks in (([certain], 1), ([unsure], 3), ([timed], 2), ([certain, timed], 2)):
        placed = script(plan_of(*checks), DUCKDB)[0][1]
        assert placed.count(" over earlier as last_") == looks
        assert " over later " not in placed


def test_a_check_that_can_not_be_compiled_leaves_nothing_in_the_plan() -> None:
    broken = make_check(
        template="response",
        activation={"kind": "z", "where": [{"field": "z", "equals": 1}]},
        target="y",
        within="99999 days",
    )
    kept = make_check(template="existence", target="b")
    plan, failures = compiled(
        [(clause_with(each), each) for each in (broken, kept)], at=NINE, zone=ZONE
    )
    assert [failure.check for failure in failures] == [0]
    assert [moment.kind for moment in plan.marks] == [("b",)]
    assert plan.fields == []
    assert {branch.check for branch in plan.branches} == {1}


def test_moments_are_whole_microseconds() -> None:
    assert microseconds(NINE.replace(microsecond=7)) == microseconds(NINE) + 7
    assert microseconds(NINE) == microseconds(NINE.astimezone(UTC)) == 1793577600000000
