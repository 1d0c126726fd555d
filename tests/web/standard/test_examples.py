"""A check's examples are told as short histories."""

from __future__ import annotations

from django.utils import translation

from servicehall.standard.pack import Example
from servicehall.web.standard.examples import told_examples
from tests.world import shipped_standard


def test_an_example_is_a_history_with_its_days() -> None:
    example = Example.model_validate(
        {
            "note": "Two days on.",
            "facts": [
                {
                    "kind": "case.received",
                    "at": "09:30",
                    "data": {"missing": 1, "channel": None, "due": "+56d 12:00"},
                },
                {"kind": "notice.given", "at": "+1d 10:00", "data": {"written": True}},
                {"kind": "case.decided", "at": "+12d 10:00:30"},
            ],
        }
    )
    with translation.override("en"):
        (told,) = told_examples([example])
    assert told.note == "Two days on."
    assert [(fact.day, fact.time, fact.kind) for fact in told.facts] == [
        ("", "09:30", "case.received"),
        ("1 day later", "10:00", "notice.given"),
        ("12 days later", "10:00:30", "case.decided"),
    ]
    assert [[tuple(detail) for detail in fact.details] for fact in told.facts] == [
        [("missing materials", "1"), ("due", "56 days later 12:00")],
        [("in writing", "yes")],
        [],
    ]


def test_every_example_of_the_shipped_standard_can_be_told() -> None:
    for _, check in shipped_standard().checks:
        for examples in (check.examples.clean, check.examples.breaching):
            assert len(told_examples(examples)) == len(examples)
