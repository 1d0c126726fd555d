"""The pack once read: what is found in it by number and code, and what costs points."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from servicehall.standard.loading import load
from servicehall.standard.pack import Clause, Pack
from tests.standard.small_pack import written


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load(written(tmp_path))


def test_clauses_checks_and_phrases_are_found_by_name(pack: Pack) -> None:
    assert pack.clause("1.2").title["en"] == "Greeting"
    clause, check = pack.check("closed_without_notice")
    assert (clause.number, check.per) == ("1.1", "closure")
    assert pack.phrase("hello").moment == "greeting"


@pytest.mark.parametrize("find", ["clause", "check", "phrase"])
def test_what_is_not_there_is_not_found(pack: Pack, find: str) -> None:
    with pytest.raises(KeyError):
        getattr(pack, find)("nothing")


def test_the_order_is_that_of_the_standard(pack: Pack) -> None:
    assert [clause.number for clause in pack.clauses] == ["1.1", "1.2", "2.1"]
    assert [clause.number for clause, _ in pack.checks] == ["1.1"]


def test_a_clause_costs_where_a_check_or_an_item_has_points(pack: Pack) -> None:
    assert [(clause.number, clause.costs) for clause in pack.clauses] == [
        ("1.1", True),
        ("1.2", False),
        ("2.1", True),
    ]


def test_a_clause_that_costs_only_from_a_later_day_costs(pack: Pack) -> None:
    item = {
        "code": "late",
        "text": {"en": "Late"},
        "points": [{"since": "2020-01-01", "value": 0}, {"since": "2030-01-01", "value": 1}],
    }
    clause = {
        "number": "1",
        "title": {"en": "On time"},
        "text": {"en": "Be on time."},
        "value": "quality",
        "observed": [item],
    }
    assert Clause.model_validate(clause).costs
    with pytest.raises(ValidationError, match="never costs points"):
        Clause.model_validate({**clause, "force": "should"})
    with pytest.raises(ValidationError, match="never costs points"):
        Clause.model_validate({**clause, "observed": [{**item, "force": "should"}]})


def test_a_pack_never_changes_once_it_is_read(pack: Pack) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        pack.sha256 = "0" * 64  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        pack.clause("1.1").number = "9"  # type: ignore[misc]
