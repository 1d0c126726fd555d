"""Rules: each complete, with its source, and what it makes of a limit."""

from __future__ import annotations

import pytest

from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.rules import UnknownRule, rule, rule_of, rules


def test_every_rule_names_its_source() -> None:
    assert set(rules()) >= {"korea", "china", "plain"}
    for name, each in rules().items():
        assert each.name == name
        assert each.source


def test_a_jurisdiction_has_one_rule() -> None:
    claimed = [each for one in rules().values() for each in one.jurisdictions]
    assert len(claimed) == len(set(claimed))
    assert (rule_of("KR").name, rule_of("CN").name, rule_of("NL").name) == (
        "korea",
        "china",
        "plain",
    )


@pytest.mark.parametrize(
    ("name", "given", "stated", "first_day"),
    [
        ("korea", "immediate", Limit(3, "hours"), True),
        ("korea", "5 days", Limit(40, "hours"), True),
        ("korea", "6 days", Limit(6, "days"), True),
        ("korea", "1 month", Limit(1, "months"), True),
        ("china", "immediate", Limit(1, "days"), True),
        ("china", "3 working days", Limit(3, "days"), False),
        ("plain", "3 days", Limit(3, "days"), False),
    ],
)
def test_a_limit_is_counted_as_the_rule_says(
    name: str, given: str, stated: Limit, first_day: bool
) -> None:
    assert rule(name).stated(limit(given)) == (stated, first_day)


@pytest.mark.parametrize(
    ("name", "promised", "statutory", "kept"),
    [
        ("korea", "3 days", "5 days", True),
        ("korea", "5 days", "5 days", True),
        ("korea", "6 days", "5 days", False),
        ("korea", "immediate", "3 hours", True),
        ("korea", "4 hours", "immediate", False),
        ("korea", "24 hours", "3 days", True),
        ("korea", "25 hours", "3 days", False),
        # Of six days the first counts, however little of it is left: 40 hours are sure.
        ("korea", "5 days", "6 days", True),
        ("korea", "48 hours", "6 days", False),
        ("korea", "20 days", "1 month", True),
        ("korea", "1 month", "20 days", False),
        ("korea", "2 weeks", "10 days", False),
        # The day after is the first: a day lasts up to two.
        ("china", "8 hours", "1 day", True),
        ("china", "1 day", "8 hours", False),
        ("china", "immediate", "1 day", True),
        ("china", "immediate", "3 hours", False),
        ("plain", "immediate", "3 hours", True),
        ("plain", "1 year", "13 months", True),
    ],
)
def test_a_promise_is_compared_with_the_law_across_units(
    name: str, promised: str, statutory: str, kept: bool
) -> None:
    assert rule(name).keeps_within(limit(promised), limit(statutory)) is kept


def test_stages_add_up_in_working_hours() -> None:
    assert [rule("korea").hours(limit(each)) for each in ("immediate", "2 days", "1 week")] == [
        3,
        16,
        40,
    ]
    assert rule("china").hours(limit("immediate")) == 8


def test_a_rule_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownRule, match="korea, china"):
        rule("france")
