"""What a check compares is said in a sentence, in all three languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from pydantic import TypeAdapter

from servicehall.evidence.kinds import KINDS
from servicehall.standard.pack import Check
from servicehall.web.standard.wording import Source, rule_of, sources_of
from tests.web.judged import LANGUAGES
from tests.world import MONDAY, names, shipped_standard

EXAMPLES = {
    "clean": [{"facts": [{"kind": "ticket.taken", "at": "09:00"}]}],
    "breaching": [{"facts": [{"kind": "ticket.taken", "at": "09:00"}]}],
}


def check(template: str, **given: Any) -> Check:
    form = {
        "code": "made",
        "title": names("Made"),
        "explains": names("Made"),
        "per": "visit",
        "template": template,
        "examples": EXAMPLES,
    }
    return TypeAdapter[Check](Check).validate_python(form | given)


def sentence(template: str, **given: Any) -> str:
    with translation.override("en"):
        return rule_of(check(template, **given), MONDAY).sentence


CALLED, STARTED = "Called to a counter", "Service started"


@pytest.mark.parametrize(
    ("template", "given", "text"),
    [
        ("existence", {"target": "visit.started"}, f"“{STARTED}” must come."),
        ("absence", {"target": "visit.started"}, f"“{STARTED}” must never come."),
        (
            "exactly",
            {"target": "visit.started", "count": 2},
            f"“{STARTED}” must come exactly 2 times.",
        ),
        (
            "init",
            {"activation": "ticket.called", "target": "visit.started"},
            f"Where there was “{CALLED}”: “{STARTED}” must come first.",
        ),
        (
            "not_coexistence",
            {"activation": "ticket.called", "target": "visit.started"},
            f"“{CALLED}” and “{STARTED}” must not both come.",
        ),
        (
            "chain_response",
            {"activation": "ticket.called", "target": "visit.started", "same": "staff"},
            f"Right after each “{CALLED}”, “{STARTED} (same staff member)” must come.",
        ),
        (
            "chain_response",
            {"activation": "ticket.called", "target": "visit.started", "within": "5 minutes"},
            f"Right after each “{CALLED}”, “{STARTED}” must come, within 5 minutes.",
        ),
        (
            "response",
            {
                "activation": "ticket.called",
                "target": "visit.started",
                "within": "1 working day",
            },
            f"After each “{CALLED}”, “{STARTED}” must come within 1 working day.",
        ),
        (
            "response",
            {
                "activation": "ticket.called",
                "target": "visit.started",
                "within": "4 working hours",
            },
            f"After each “{CALLED}”, “{STARTED}” must come within 4 working hours.",
        ),
        (
            "succession",
            {"activation": "ticket.called", "target": "visit.started", "other": "counter"},
            f"After each “{CALLED}”, “{STARTED} (another counter)” must come."
            f" Before each “{STARTED}”, “{CALLED} (another counter)” must have come.",
        ),
        (
            "absence",
            {"activation": "ticket.called", "target": "visit.started"},
            f"Where there was “{CALLED}”: “{STARTED}” must never come.",
        ),
        (
            "absence",
            {
                "activation": "case.refused",
                "target": {"kind": "case.refused", "where": [{"field": "basis", "equals": ""}]},
            },
            "“Case refused (rule it rests on is empty)” must never come.",
        ),
        (
            "at_most",
            {"target": "ticket.called", "count": 1},
            f"“{CALLED}” may come at most 1 time.",
        ),
        (
            "at_most",
            {"target": "ticket.called", "count": 2},
            f"“{CALLED}” may come at most 2 times.",
        ),
        (
            "response",
            {"activation": "ticket.called", "target": "visit.started"},
            f"After each “{CALLED}”, “{STARTED}” must come.",
        ),
        (
            "response",
            {"activation": "ticket.called", "target": "visit.started", "within": "5 minutes"},
            f"After each “{CALLED}”, “{STARTED}” must come within 5 minutes.",
        ),
        (
            "response",
            {"activation": "ticket.called", "target": "visit.started", "within": "1 hour"},
            f"After each “{CALLED}”, “{STARTED}” must come within 1 hour.",
        ),
        (
            "response",
            {"activation": "case.received", "target": "case.decided", "by": "due"},
            "After each “Case received”, “Case decided” must come by “due”.",
        ),
        (
            "precedence",
            {"activation": "visit.started", "target": "ticket.called"},
            f"Before each “{STARTED}”, “{CALLED}” must have come.",
        ),
        (
            "precedence",
            {"activation": "visit.started", "target": "ticket.called", "within": "2 days"},
            f"Before each “{STARTED}”, “{CALLED}” must have come, at most 2 days earlier.",
        ),
        (
            "limit",
            {"activation": "ticket.called", "field": "waited_minutes", "at_most": 15},
            f"At each “{CALLED}”, “minutes waited” may be at most 15.",
        ),
        (
            "limit",
            {"activation": "ticket.missed", "field": "times_called", "at_least": 2},
            "At each “Did not come when called”, “times called” must be at least 2.",
        ),
        (
            "limit",
            {"activation": "badge.checked", "field": "worn", "equals": True},
            "At each “Badge checked”, “badge worn” must be: yes.",
        ),
    ],
)
def test_every_template_is_a_sentence(template: str, given: dict[str, Any], text: str) -> None:
    assert sentence(template, **given) == text


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"given": True}, "reason is given"),
        ({"given": False}, "reason is not given"),
        ({"equals": "other"}, "reason: another reason"),
        ({"not_equals": "other"}, "reason other than another reason"),
        ({"not_equals": ""}, "reason is not empty"),
        ({"one_of": ["", "meeting", "break"]}, "reason: meeting or break"),
        ({"not_one_of": ["meeting", "break"]}, "reason other than meeting or break"),
        ({"at_least": 2}, "reason at least 2"),
        ({"at_most": 2.5}, "reason at most 2.5"),
    ],
)
def test_every_condition_is_told_in_words(condition: dict[str, Any], text: str) -> None:
    moment = {"kind": "ticket.called", "where": [{"field": "reason"} | condition]}
    assert sentence("existence", target=moment) == f"“{CALLED} ({text})” must come."


def test_a_limit_is_that_of_the_day_and_before_the_first_the_one_to_come() -> None:
    limits = [
        {"since": date(2026, 11, 10), "value": 20},
        {"since": date(2027, 1, 1), "value": 15},
    ]
    made = check("limit", activation="ticket.called", field="waited_minutes", at_most=limits)
    with translation.override("en"):
        told = [
            rule_of(made, day).sentence[-3:-1]
            for day in (MONDAY, date(2026, 12, 1), date(2027, 1, 1))
        ]
    assert told == ["20", "20", "15"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_of_the_shipped_standard_is_told_in_every_language(language: str) -> None:
    with translation.override(language):
        told = {each.code: rule_of(each, MONDAY) for _, each in shipped_standard().checks}
    assert len(told) == len(list(shipped_standard().checks))
    for code, rule in told.items():
        assert rule.per, code
        assert "%" not in rule.sentence, code
        assert not any(kind in rule.sentence for kind in KINDS), rule.sentence
        if language != "en":
            assert not re.search(r"[a-z]{3}", rule.sentence), rule.sentence


def test_sources_are_told_once_each_with_the_work_that_they_name() -> None:
    made = check(
        "limit",
        activation="ticket.called",
        field="waited_minutes",
        at_most=[{"since": MONDAY, "value": 15, "source": "S1: fifteen"}],
        points=[
            {"since": MONDAY, "value": 1, "source": "S1: fifteen"},
            {"since": date(2027, 1, 1), "value": 2, "source": "Proposal"},
        ],
        source="S2: elsewhere",
    )
    assert sources_of(made, {"S1": "A work"}) == [
        Source("S2: elsewhere", ""),
        Source("S1: fifteen", "A work"),
        Source("Proposal", ""),
    ]
    assert sources_of(check("existence", target="visit.started"), {}) == []
