"""A check's examples, told as short histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import ngettext

from servicehall.evidence.kinds import KINDS
from servicehall.standard.pack import Example
from servicehall.web.wording import NOTHING, Detail, field_label, value_text


class ToldMoment(NamedTuple):
    """One fact of an example: on which day of the story (0 is the first), when, what."""

    day: str
    """Empty on the first day, else how many days later."""
    time: str
    kind: str
    details: Sequence[Detail]


@dataclass(frozen=True)
class ToldExample:
    """One example: a short history, and what it is to show, in the words of its author."""

    facts: Sequence[ToldMoment]
    note: str


def told_examples(examples: Sequence[Example]) -> list[ToldExample]:
    """The examples as a page shows them."""
    return [
        ToldExample(
            [
                ToldMoment(
                    *_moment(fact.at),
                    fact.kind,
                    [
                        Detail(field_label(name), _value(fact.kind, name, value))
                        for name, value in fact.data.items()
                        if value not in NOTHING
                    ],
                )
                for fact in example.facts
            ],
            example.note,
        )
        for example in examples
    ]


def _value(kind: str, name: str, value: object) -> str:
    if kind in KINDS and KINDS[kind].fields.get(name) == "moment":
        return " ".join(part for part in _moment(str(value)) if part)
    return value_text(value)


def _moment(text: str) -> tuple[str, str]:
    """``+2d 10:00`` as the day and the time of day."""
    days, _, time = text.rpartition(" ")
    if not days:
        return "", time
    count = int(days.strip("+d"))
    return ngettext("%(n)s day later", "%(n)s days later", count) % {"n": count}, time
