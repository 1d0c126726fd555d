"""Every reason has its message, its outcome, and values that a reader can be told."""

from __future__ import annotations

import json
import re

import pytest

from servicehall.checks.judging import judged
from servicehall.checks.verdicts import NATURE, REASONS, VALUES, Outcome, Reason
from tests.checks.tables import UNIT_TYPES, rows


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
            engine="oracle",
        ):
            reason = verdict.reason
            assert REASONS[reason.code] % reason.values
            assert json.loads(json.dumps(reason.document)) == reason.document
            assert set(reason.values) <= set(VALUES)
            told.add(reason.code)
    assert told == set(REASONS)


def test_a_reason_is_kept_as_code_and_values() -> None:
    assert Reason("unit_unknown", {"unit": "x"}).document == {
        "code": "unit_unknown",
        "values": {"unit": "x"},
    }
    assert Reason("none_found").document == {"code": "none_found", "values": {}}
