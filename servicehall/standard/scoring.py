"""The scoring scheme: how breaches and credits become a month's score."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, model_validator

from servicehall.standard.values import Code, Form, Text


class Part(Form):
    """A part of the score: the clauses that it takes in, by number or number prefix."""

    code: Code
    title: Text
    clauses: tuple[str, ...] = Field(min_length=1)
    weight: Annotated[float, Field(gt=0)]


class CounterScore(Form):
    """How a counter's score is made: its share of its staff's mean and of its own facts."""

    staff_share: Annotated[float, Field(ge=0, le=1)]


class Scoring(Form):
    """The scoring scheme: a base made of parts, each floored at 0, and a capped bonus."""

    base: Annotated[float, Field(gt=0)]
    parts: tuple[Part, ...] = Field(min_length=1)
    bonus_cap: Annotated[float, Field(ge=0)]
    counter: CounterScore
    lead_share: Annotated[float, Field(ge=0, le=1)]
    source: str = ""

    @model_validator(mode="after")
    def _weights(self) -> Scoring:
        total = sum(part.weight for part in self.parts)
        if abs(total - self.base) > 1e-9:
            raise ValueError(f"the parts weigh {total:g}, the base is {self.base:g}")
        return self

    def part_of(self, clause: str) -> Part | None:
        """The part that takes in the clause, by its longest matching number; else None."""
        found = [
            (len(prefix), part)
            for part in self.parts
            for prefix in part.clauses
            if self.takes_in(prefix, clause)
        ]
        return max(found, key=lambda each: each[0])[1] if found else None

    @staticmethod
    def takes_in(prefix: str, clause: str) -> bool:
        """Whether a clause is the one of that number, or lies under it."""
        return re.match(rf"{re.escape(prefix)}(\.|[a-z]$|$)", clause) is not None
