"""A trace shows the part that each fact of an object plays before a check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from servicehall.checks.logs import LoggedFact
from servicehall.checks.traces import MARKS, Mark, Trace, why
from tests.checks.making import NINE, ZONE, check_form, make_fact, make_pack

LATER = NINE + timedelta(days=1)


def trace(*facts: LoggedFact, at: datetime = LATER, **check: Any) -> Trace:
    return why(
        make_pack(check_form(**check)),
        "fault",
        facts,
        at=at,
        zone=ZONE,
        unit_types={"civil": "general"},
    )


def marks(found: Trace) -> list[set[str]]:
    return [{str(mark) for mark in each.marks} for each in found.facts]


def history(kinds: str, **data: Any) -> list[LoggedFact]:
    """Facts a minute apart, each named by a letter; upper case carries the data."""
    return [
        make_fact(kind.lower(), number, number=number, data=data if kind.isupper() else {})
        for number, kind in enumerate(kinds, start=1)
    ]


RESPONSE: dict[str, Any] = {
    "template": "response",
    "activation": "a",
    "target": "b",
    "within": "2 minutes",
}


def test_the_fact_that_calls_and_the_fact_that_answers_are_marked() -> None:
    found = trace(*history("xaby"), **RESPONSE)
    assert marks(found) == [set(), {"activation"}, {"target"}, set()]
    assert [each.outcome for each in found.verdicts] == ["pass"]
    assert [len(each.verdicts) for each in found.facts] == [0, 1, 0, 0]
    assert found.check.code == "fault"
    assert found.clause.number == "2.1.1"


def test_what_came_too_late_is_marked_so() -> None:
    assert marks(trace(*history("axxb"), **RESPONSE)) == [{"activation"}, set(), set(), {"late"}]


def test_one_fact_may_answer_one_call_and_be_late_for_another() -> None:
    assert marks(trace(*history("axab"), **RESPONSE)) == [
        {"activation"},
        set(),
        {"activation"},
        {"late", "target"},
    ]


def test_what_would_have_counted_elsewhere_is_marked_unused() -> None:
    assert marks(trace(*history("babb"), **RESPONSE)) == [
        {"unused"},
        {"activation"},
        {"target"},
        {"unused"},
    ]


def test_what_came_too_long_before_is_marked_so() -> None:
    check = RESPONSE | {"template": "precedence"}
    assert marks(trace(*history("bxxa"), **check)) == [{"early"}, set(), set(), {"activation"}]


def test_what_should_not_have_come_is_marked_so() -> None:
    assert marks(trace(*history("xb"), template="absence", target="b")) == [set(), {"forbidden"}]
    check: dict[str, Any] = {"template": "at_most", "target": "b", "count": 2}
    assert marks(trace(*history("bbbb"), **check)) == [
        {"target"},
        {"target"},
        {"forbidden"},
        {"forbidden"},
    ]
    assert marks(trace(*history("bxb"), **check)) == [{"target"}, set(), {"target"}]


def test_what_came_instead_of_what_was_asked_for_is_marked_so() -> None:
    chain = RESPONSE | {"template": "chain_response"}
    assert marks(trace(*history("axb"), **chain)) == [{"activation"}, {"instead"}, {"unused"}]
    assert marks(trace(*history("ab"), **chain)) == [{"activation"}, {"target"}]
    first: dict[str, Any] = {"template": "init", "target": "b"}
    assert marks(trace(*history("xb"), **first)) == [{"instead"}, {"unused"}]
    assert marks(trace(*history("bx"), **first)) == [{"target"}, set()]


def test_both_facts_of_a_succession_call_for_it() -> None:
    check = RESPONSE | {"template": "succession"}
    assert marks(trace(*history("bab"), **check)) == [
        {"activation"},
        {"activation", "target"},
        {"activation", "target"},
    ]


def test_of_two_facts_that_exclude_one_another_the_target_is_marked() -> None:
    check: dict[str, Any] = {"template": "not_coexistence", "activation": "a", "target": "b"}
    assert marks(trace(*history("abb"), **check)) == [{"activation"}, {"forbidden"}, set()]
    assert marks(trace(*history("xb"), **check)) == [set(), {"target"}]


def test_the_facts_counted_are_marked_up_to_the_number_asked_for() -> None:
    check: dict[str, Any] = {"template": "exactly", "target": "b", "count": 2}
    assert marks(trace(*history("bxb"), **check)) == [{"target"}, set(), {"target"}]
    assert marks(trace(*history("bbb"), **check)) == [{"target"}, {"target"}, {"forbidden"}]


def test_a_target_of_somebody_else_is_marked_unused() -> None:
    facts = [fact._replace(staff=staff) for fact, staff in zip(history("abb"), "kkl", strict=True)]
    check = RESPONSE | {"other": "staff"}
    assert marks(trace(*facts, **check)) == [{"activation"}, {"unused"}, {"target"}]


def test_what_can_not_be_decided_is_marked_so() -> None:
    check = RESPONSE | {"target": {"kind": "b", "where": [{"field": "x", "equals": 1}]}}
    assert marks(trace(*history("ab"), **check)) == [{"activation"}, {"undecided"}]
    assert marks(trace(*history("aB", x="one"), **check)) == [{"activation"}, {"wrong_type"}]
    assert marks(trace(*history("aB", x=2), **check)) == [{"activation"}, set()]


def test_facts_after_the_judging_moment_are_shown_and_do_not_count() -> None:
    found = trace(*history("ab"), at=NINE + timedelta(minutes=1), **RESPONSE)
    assert marks(found) == [{"activation"}, {"not_yet"}]
    assert [each.reason.code for each in found.verdicts] == ["not_due_yet"]


def test_facts_are_shown_in_the_order_in_which_they_happened() -> None:
    found = trace(*reversed(history("ab")), **RESPONSE)
    assert [each.fact.kind for each in found.facts] == ["a", "b"]


def test_a_limit_shows_each_fact_with_its_own_verdict() -> None:
    found = trace(*history("aA", x=9), template="limit", activation="a", field="x", at_most=5)
    assert marks(found) == [{"activation"}, {"activation"}]
    assert [each.verdicts[0].reason.code for each in found.facts] == [
        "missing_field",
        "above_limit",
    ]


def test_a_check_that_fails_is_traced_with_its_error() -> None:
    found = trace(*history("ab"), **(RESPONSE | {"within": "99999 days"}))
    assert [each.reason.code for each in found.verdicts] == ["check_failed"]


def test_facts_of_other_types_of_object_are_left_out() -> None:
    other = make_fact("a", object_type="case")
    assert [each.fact for each in trace(other, *history("a"), **RESPONSE).facts] == history("a")


def test_a_trace_is_of_one_object_and_one_known_check() -> None:
    with pytest.raises(ValueError, match="more than one visit"):
        trace(make_fact("a"), make_fact("a", object_id="A-2"), **RESPONSE)
    with pytest.raises(KeyError):
        why(make_pack(), "fault", [], at=LATER, zone=ZONE, unit_types={})


def test_every_mark_says_something_to_the_reader() -> None:
    assert set(MARKS) == set(Mark)
    assert all(MARKS.values())
