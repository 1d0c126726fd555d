"""Facts reach DuckDB whole, however many there are and whatever their data holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicehall.checks import duckdb_engine
from servicehall.checks.judging import judged
from tests.checks.making import NINE, ZONE, clause_with, make_check, make_fact


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_a_history_that_is_handed_over_in_parts_stays_one(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(duckdb_engine, "_CHUNK", chunk)
    check = make_check(template="response", activation="a", target="b", within="1 hour")
    facts = [
        make_fact(kind, minute, object_id=visit, number=minute)
        for visit in ("A-1", "A-2")
        for minute, kind in enumerate("acab", start=1)
    ]
    verdicts = judged(
        [(clause_with(check), check)],
        facts,
        at=NINE + timedelta(days=1),
        zone=ZONE,
        unit_types={},
        engine="duckdb",
    )
    assert [(each.object_id, each.occurrence, each.facts) for each in verdicts] == [
        ("A-1", 1, (1, 4)),
        ("A-1", 3, (3, 4)),
        ("A-2", 1, (1, 4)),
        ("A-2", 3, (3, 4)),
    ]


@pytest.mark.parametrize(
    "text", ["it's", 'say "a"', "a\\n", "", "가", "窗口", "😀", "a\x00b", "e\u0301"]
)
def test_text_is_compared_character_by_character(text: str) -> None:
    check = make_check(
        template="absence", target={"kind": "a", "where": [{"field": "x", "equals": text}]}
    )
    facts = [
        make_fact("a", number=1, data={"x": text}),
        make_fact("a", number=2, data={"x": f"{text} "}),
        make_fact("a", number=3, data={"x": "\u00e9"}),
    ]
    verdicts = judged(
        [(clause_with(check), check)],
        facts,
        at=NINE + timedelta(days=1),
        zone=ZONE,
        unit_types={},
        engine="duckdb",
    )
    assert [each.occurrence for each in verdicts] == [1]


@pytest.mark.parametrize("bound", [0.1, 1e-300, 123456789.123456789, 5e-324, -0.3, 1e22])
def test_numbers_are_compared_to_the_last_bit(bound: float) -> None:
    check = make_check(template="limit", activation="a", field="x", at_most=bound)
    facts = [
        make_fact("a", number=1, data={"x": bound}),
        make_fact("a", number=2, data={"x": bound * (1 + 2**-52) if bound > 1e-320 else bound * 2}),
    ]
    if bound < 0:
        facts[1] = make_fact("a", number=2, data={"x": bound * (1 - 2**-52)})
    verdicts = judged(
        [(clause_with(check), check)],
        facts,
        at=NINE + timedelta(days=1),
        zone=ZONE,
        unit_types={},
        engine="duckdb",
    )
    assert [each.reason.code for each in verdicts] == ["within_limit", "above_limit"]
