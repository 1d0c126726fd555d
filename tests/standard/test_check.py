"""What a check may say, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from servicehall.standard.check import Check, Condition, Moment

CHECK: TypeAdapter[Any] = TypeAdapter(Check)
EXAMPLES = {
    "clean": [{"facts": [{"kind": "visit.started", "at": "09:00"}]}],
    "breaching": [{"facts": [{"kind": "visit.started", "at": "09:00"}]}],
}


def check(**but: object) -> Any:
    """A check of whether service follows a call; ``None`` takes a key away."""
    given: dict[str, object] = {
        "code": "called_in_vain",
        "title": {"en": "Called in vain"},
        "explains": {"en": "Service is to follow."},
        "per": "visit",
        "template": "response",
        "activation": "ticket.called",
        "target": "visit.started",
        "examples": EXAMPLES,
        **but,
    }
    return CHECK.validate_python({key: value for key, value in given.items() if value is not None})


@pytest.mark.parametrize(
    ("test", "value"),
    [
        ("equals", ""),
        ("equals", False),
        ("not_equals", 0),
        ("one_of", ("a", 1)),
        ("not_one_of", ("a",)),
        ("at_least", 0),
        ("at_most", 2.5),
        ("given", False),
    ],
)
def test_a_condition_has_one_test_even_where_its_value_counts_as_nothing(
    test: str, value: object
) -> None:
    condition = Condition.model_validate({"field": "reason", test: value})
    assert condition.test == test
    assert getattr(condition, test) == value
    assert type(getattr(condition, test)) is type(value) or test in {"at_least", "at_most"}


@pytest.mark.parametrize(
    "given",
    [
        {"field": "reason"},
        {"field": "reason", "equals": 1, "given": True},
        {"field": "Reason", "equals": 1},
        {"field": "reason", "matches": ".*"},
    ],
)
def test_a_condition_without_one_test_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(given)


def test_a_moment_may_be_a_word_a_kind_or_several_kinds() -> None:
    assert Moment.model_validate("a.b") == Moment.model_validate({"kind": "a.b"})
    assert Moment.model_validate({"kind": ["a.b", "c.d"]}).kind == ("a.b", "c.d")


@pytest.mark.parametrize(
    ("but", "named"),
    [
        ({}, "activation"),
        ({"template": "precedence"}, "activation"),
        ({"template": "existence"}, "activation"),
        ({"template": "absence"}, "target"),
        ({"template": "at_most", "count": 2}, "target"),
        ({"template": "exactly", "count": 2}, "target"),
        ({"template": "init"}, "first"),
        ({"template": "not_coexistence"}, "target"),
        ({"template": "chain_response", "within": "5 minutes", "same": "staff"}, "activation"),
        ({"template": "succession", "other": "window"}, "activation"),
        ({"template": "absence", "names": "first"}, "first"),
        ({"template": "limit", "target": None, "field": "waited", "at_most": 3}, "activation"),
    ],
)
def test_each_template_names_whom_it_says_it_names(but: dict[str, object], named: str) -> None:
    made = check(**but)
    assert made.names == named
    assert made.template == but.get("template", "response")


@pytest.mark.parametrize(
    "but",
    [
        {"activation": None},
        {"within": "5 minutes", "by": "due"},
        {"within": "five minutes"},
        {"within": "5 weeks"},
        {"within": "0 working days"},
        {"within": "5 working minutes"},
        {"template": "precedence", "within": "5 working days"},
        {"template": "succession", "within": "5 working days"},
        {"by": "Due date"},
        {"template": "at_most", "count": 0},
        {"template": "limit", "target": None, "field": "waited"},
        {"template": "limit", "target": None, "field": "waited", "at_most": 1, "equals": 1},
        {"template": "limit", "field": "waited", "at_most": 1},
        {"template": "exactly"},
        {"template": "exactly", "count": 0},
        {"template": "init", "within": "5 minutes"},
        {"template": "chain_response", "within": "5 minutes", "by": "due"},
        {"template": "succession", "by": "due"},
        {"template": "succession", "target": "ticket.called"},
        {"template": "not_coexistence", "activation": None},
        {"template": "not_coexistence", "same": "staff"},
        {"same": "staff", "other": "staff"},
        {"same": "Staff"},
        {"template": "absence", "same": "staff"},
        {"names": "lead"},
        {"on_breach": "pass"},
        {"code": "Called in vain"},
        {"points": 1, "credit": 1},
        {"credit": -1},
        {"examples": None},
        {"examples": {**EXAMPLES, "clean": []}},
        {"examples": {**EXAMPLES, "breaching": [{"facts": []}]}},
        {"examples": {**EXAMPLES, "clean": [{"facts": [{"kind": "a", "at": "9:00"}]}]}},
        {"examples": {**EXAMPLES, "clean": [{"facts": [{"kind": "a", "at": "-1d 09:00"}]}]}},
    ],
)
def test_a_check_that_contradicts_itself_is_refused(but: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        check(**but)


def test_a_check_never_changes_once_it_is_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        check().code = "other"
