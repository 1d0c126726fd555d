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


def test_a_rule_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownRule, match="korea, china"):
        rule("france")
