"""Every reason has its message, its outcome, and values that a reader can be told."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from servicehall.checks.judging import judged
from servicehall.checks.verdicts import NATURE, REASONS, VALUES, Outcome, Reason
from tests.checks.making import NINE, ZONE, clause_with, make_check, make_fact
from tests.checks.tables import CALENDAR, UNIT_TYPES, rows


def test_every_reason_leads_to_one_outcome() -> None:
    assert set(NATURE) == set(REASONS)
    assert set(NATURE.values()) == set(Outcome) - {Outcome.NEEDS_JUDGEMENT}


@pytest.mark.parametrize("code", REASONS)
def test_every_place_in_a_message_can_be_told(code: str) -> None:
    assert set(re.findall(r"%\((\w+)\)s", REASONS[code])) <= set(VALUES)
    assert "%" not in re.sub(r"%\(\w+\)s", "", REASONS[code])


def test_every_reason_on_the_page_of_meanings_fills_its_message_and_is_json() -> None:
    told: set[str] = set()
    for row in rows():
        for verdict in judged(
            [(row.clause, row.check)],
            row.facts,
            at=row.at,
            zone=row.zone,
            unit_types=UNIT_TYPES,
            calendar=CALENDAR,
            engine="oracle",
        ):
            reason = verdict.reason
            assert REASONS[reason.code] % reason.values
            assert json.loads(json.dumps(reason.document)) == reason.document
            assert set(reason.values) <= set(VALUES)
            told.add(reason.code)
    assert told == set(REASONS)


@pytest.mark.parametrize(
    ("terms", "facts", "values"),
    [
        (
            {"template": "response", "activation": "a", "target": "b", "same": "staff"},
            ["kim", "lee"],
            {"expected": ["b"], "same": "staff", "since": "09:01", "until": "00:00"},
        ),
        (
            {"template": "precedence", "activation": "b", "target": "a", "other": "staff"},
            ["kim", "kim"],
            {"expected": ["a"], "other": "staff", "since": "09:01", "until": "09:02"},
        ),
        (
            {"template": "response", "activation": "a", "target": "b", "same": "staff"},
            ["", "kim"],
            {"kind": "a", "field": "staff"},
        ),
        (
            {"template": "response", "activation": "a", "target": "b", "same": "staff"},
            ["kim", ""],
            {"kind": "b", "field": "staff"},
        ),
        (
            {"template": "succession", "activation": "b", "target": "a"},
            ["kim"],
            {"expected": ["b"], "since": "09:01", "until": "09:01"},
        ),
        (
            {"template": "exactly", "target": "b", "count": 2},
            ["kim", "lee"],
            {"expected": ["b"], "count": 1, "limit": 2, "since": "09:01", "until": "00:00"},
        ),
        (
            {"template": "not_coexistence", "activation": "b", "target": "a"},
            ["kim", "lee"],
            {"kind": "b", "since": "09:02", "target": "a", "came": "09:01"},
        ),
        (
            {"template": "chain_response", "activation": "a", "target": "c"},
            ["kim", "lee"],
            {"target": "b", "came": "09:02", "expected": ["c"]},
        ),
    ],
)
def test_a_reason_says_who_when_and_how_often(
    terms: dict[str, Any], facts: list[str], values: dict[str, Any]
) -> None:
    check = make_check(**terms)
    history = [
        make_fact(kind, number, number=number, staff=staff)
        for number, (kind, staff) in enumerate(zip("ab", facts, strict=False), start=1)
    ]
    at = NINE + timedelta(days=1)
    (verdict,) = judged([(clause_with(check), check)], history, at=at, zone=ZONE, unit_types={})
    told = {
        name: value[11:16] if VALUES[name] == "moment" else value
        for name, value in verdict.reason.values.items()
    }
    assert told == values


def test_a_reason_is_kept_as_code_and_values() -> None:
    assert Reason("unit_unknown", {"unit": "x"}).document == {
        "code": "unit_unknown",
        "values": {"unit": "x"},
    }
    assert Reason("none_found").document == {"code": "none_found", "values": {}}
