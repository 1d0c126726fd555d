"""Which part of the score a clause counts in."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from servicehall.standard.scoring import Scoring

PARTS = {"order": ["2.1"], "language": ["2.2", "2.3"], "phone": ["2.3.2"], "supervision": ["3"]}


def scoring(**but: object) -> Scoring:
    return Scoring.model_validate(
        {
            "base": 100,
            "parts": [
                {"code": code, "title": {"en": code}, "clauses": clauses, "weight": 25}
                for code, clauses in PARTS.items()
            ],
            "bonus_cap": 10,
            "counter": {"staff_share": 0.6},
            "lead_share": 0.5,
            **but,
        }
    )


@pytest.mark.parametrize(
    ("clause", "part"),
    [
        ("2.1", "order"),
        ("2.1.1", "order"),
        ("2.3.1", "language"),
        ("2.3.2", "phone"),
        ("2.3.2.4", "phone"),
        ("2.3.20", "language"),
        ("3", "supervision"),
        ("3a", "supervision"),
        ("3f", "supervision"),
        ("2.11", None),
        ("21", None),
        ("30", None),
        ("1", None),
        ("preamble", None),
    ],
)
def test_the_longest_number_that_takes_a_clause_in_decides(clause: str, part: str | None) -> None:
    found = scoring().part_of(clause)
    assert (found and found.code) == part


@pytest.mark.parametrize(
    "but",
    [
        {"base": 99},
        {"base": 0},
        {"parts": []},
        {"bonus_cap": -1},
        {"counter": {"staff_share": 1.1}},
        {"lead_share": -0.1},
    ],
)
def test_a_scheme_that_does_not_add_up_is_refused(but: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        scoring(**but)


def test_weights_may_have_parts_of_a_point() -> None:
    thirds = [
        {"code": f"p{n}", "title": {"en": "p"}, "clauses": [str(n)], "weight": 100 / 3}
        for n in range(3)
    ]
    assert len(scoring(parts=thirds).parts) == 3
