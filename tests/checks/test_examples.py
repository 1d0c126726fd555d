"""Examples happen on a Monday on which the check's limits are in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from servicehall.checks.examples import MONDAY, WrongExample, example_day, example_verdicts
from servicehall.checks.verdicts import Verdict
from servicehall.standard.pack import Check, Example
from tests.checks.making import ZONE, clause_with, make_check


def limit(*since: str) -> Check:
    return make_check(
        template="limit",
        activation="ticket.called",
        field="waited_minutes",
        at_most=[{"since": day, "value": n} for n, day in enumerate(since)],
    )


def verdicts(check: Check, *facts: dict[str, Any], **but: Any) -> list[Verdict]:
    example = Example.model_validate({"facts": facts, **but})
    return example_verdicts(clause_with(check), check, example)


@pytest.mark.parametrize(
    ("check", "day"),
    [
        (make_check(template="existence", target="ticket.called"), MONDAY),
        (limit("2020-01-01"), MONDAY),
        (limit("2026-11-02"), MONDAY),
        (limit("2026-11-03"), date(2026, 11, 9)),
        (limit("2020-01-01", "2027-01-04"), date(2027, 1, 4)),
        (limit("2020-01-01", "2027-01-05"), date(2027, 1, 11)),
    ],
)
def test_the_day_is_a_monday_with_every_limit_in_force(check: Check, day: date) -> None:
    assert example_day(check) == day
    assert day.weekday() == 0


def test_times_are_told_from_the_start_of_that_day() -> None:
    check = make_check(
        template="response", activation="case.accepted", target="case.decided",
        by="promised_due", per="case",
    )  # fmt: skip
    (verdict,) = verdicts(
        check,
        {"kind": "case.accepted", "at": "09:00", "data": {"promised_due": "+2d 18:00"}},
        {"kind": "case.decided", "at": "+2d 18:00:01"},
    )
    assert verdict.happened == datetime(2026, 11, 2, 9, tzinfo=ZONE)
    assert verdict.reason.values["due"] == "2026-11-04T18:00:00+09:00"
    assert verdict.reason.code == "came_late"


def test_a_text_that_looks_like_a_time_stays_a_text() -> None:
    check = make_check(
        template="absence",
        target={"kind": "ticket.called", "where": [{"field": "reason", "equals": "09:00"}]},
    )
    (verdict,) = verdicts(
        check, {"kind": "ticket.called", "at": "09:00", "data": {"reason": "09:00"}}
    )
    assert verdict.reason.code == "forbidden"


def test_an_example_is_judged_long_after_it_unless_it_says_when() -> None:
    check = make_check(template="existence", target="ticket.called")
    fact = {"kind": "ticket.taken", "at": "+30d 09:00"}
    (late,) = verdicts(check, fact)
    (early,) = verdicts(check, fact, until="+30d 12:00")
    assert (late.reason.code, early.reason.code) == ("never_came", "may_still_come")


def test_an_example_happens_in_a_unit_that_the_clause_binds() -> None:
    check = make_check(template="existence", target="ticket.called")
    example = Example.model_validate({"facts": [{"kind": "ticket.called", "at": "09:00"}]})
    clause = clause_with(check, unit_types=["enforcement"])
    (verdict,) = example_verdicts(clause, check, example)
    assert verdict.outcome == "pass"


def test_what_can_not_have_happened_is_told_with_its_place() -> None:
    check = make_check(template="existence", target="ticket.called")
    with pytest.raises(WrongExample) as caught:
        verdicts(
            check,
            {"kind": "ticket.called", "at": "09:00"},
            {"kind": "ticket.called", "at": "+9999999d 09:00"},
        )
    assert caught.value.place == ("facts", 1, "at")
    assert timedelta(days=9999999) > date.max - MONDAY
