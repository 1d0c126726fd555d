"""A check's examples, told as short histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servicehall.standard.pack import Example
from servicehall.web.wording import Detail, field_label, value_text


@dataclass(frozen=True)
class ToldExample:
    """One example: its facts as (time, kind, details)."""

    facts: Sequence[tuple[str, str, Sequence[Detail]]]


def told_examples(examples: Sequence[Example]) -> list[ToldExample]:
    """The examples as a page shows them; times of day, later days as ``+1d``."""
    return [
        ToldExample(
            [
                (
                    fact.at,
                    fact.kind,
                    [
                        Detail(field_label(name), value_text(value))
                        for name, value in fact.data.items()
                    ],
                )
                for fact in example.facts
            ]
        )
        for example in examples
    ]
