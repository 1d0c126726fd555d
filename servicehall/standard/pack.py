"""The written standard as data: what a pack's YAML files may say, and the pack once read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from servicehall.standard.check import (
    Absence,
    AtMost,
    ChainResponse,
    Check,
    CheckForm,
    Condition,
    Correlated,
    Exactly,
    Example,
    ExampleFact,
    Examples,
    Existence,
    Init,
    Limit,
    Moment,
    NotCoexistence,
    Precedence,
    Response,
    Succession,
)
from servicehall.standard.scoring import CounterScore, Part, Scoring
from servicehall.standard.values import (
    LANGUAGES,
    Code,
    Dated,
    DatedValue,
    Form,
    Number,
    Points,
    Scalar,
    Text,
)

__all__ = (
    "LANGUAGES",
    "Absence",
    "AtMost",
    "ChainResponse",
    "Chapter",
    "Check",
    "CheckForm",
    "Clause",
    "Code",
    "Condition",
    "Correlated",
    "CounterScore",
    "Dated",
    "DatedValue",
    "Exactly",
    "Example",
    "ExampleFact",
    "Examples",
    "Existence",
    "Form",
    "Header",
    "Init",
    "Limit",
    "Moment",
    "NotChecked",
    "NotCoexistence",
    "Number",
    "Observed",
    "Pack",
    "Part",
    "Phrase",
    "Points",
    "Precedence",
    "Response",
    "Scalar",
    "Scoring",
    "Spoken",
    "Succession",
    "Text",
)


class Observed(Form):
    """What an inspector looks at because no fact shows it; the text names the fault."""

    code: Code
    text: Text
    points: Points = Dated(values=(DatedValue(since=date.min, value=0),))
    asks: Text | None = None
    """What the self-check of a counter in the morning asks, told as kept; None: it does not."""
    force: Literal["must", "should"] = "must"
    """Whether the clause demands it or only encourages it, where the two stand side by side."""
    unit_types: tuple[Code, ...] = ()
    """The types of unit that it is looked at in; those of the clause where empty."""

    @model_validator(mode="after")
    def _free(self) -> Self:
        if self.force == "should" and any(each.value for each in self.points.values):
            raise ValueError("what is only encouraged never costs points")
        return self


class Spoken(Form):
    """What is judged in what staff say: the codes of phrases to use or never to say."""

    code: Code
    text: Text
    phrases: tuple[Code, ...] = ()


class NotChecked(Form):
    """A clause, or a part of it, that nobody can decide, with the reason."""

    reason: Text


class Clause(Form):
    """One clause of the standard: its text, its force, and how it is watched."""

    number: Number
    title: Text
    text: Text
    value: Literal["standardised", "quality", "efficiency", "integrity"]
    force: Literal["must", "should"] = "must"
    unit_types: tuple[Code, ...] = ()
    """The types of unit that it binds; all of them where empty."""
    checks: tuple[Check, ...] = ()
    observed: tuple[Observed, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    not_checked: NotChecked | None = None

    @model_validator(mode="after")
    def _watched(self) -> Clause:
        if not (self.checks or self.observed or self.spoken or self.not_checked):
            raise ValueError("say checks, observed, spoken, or not_checked with the reason")
        if self.force == "should" and self.costs:
            raise ValueError("a clause with force 'should' never costs points")
        return self

    @property
    def costs(self) -> bool:
        """Whether a breach of it can ever cost points."""
        watched: tuple[CheckForm | Observed, ...] = (*self.checks, *self.observed)
        return any(value.value for each in watched for value in each.points.values)


class Chapter(Form):
    """One file of the pack: a heading and its clauses in order."""

    number: Number
    title: Text
    heading: Text | None = None
    """The heading of the part that starts with this chapter, where one does."""
    clauses: tuple[Clause, ...] = Field(min_length=1)


class Phrase(Form):
    """A courtesy to use or a phrase never to say, with its code."""

    code: Code
    kind: Literal["courtesy", "forbidden"]
    clause: Number
    text: Text
    moment: Literal[
        "any",
        "greeting",
        "processing",
        "missing",
        "refusal",
        "next",
        "error",
        "comment",
        "farewell",
    ] = "any"
    artefact: Code | None = None
    """The paper that the phrase promises: a list, a basis, a routing slip, an invitation."""
    instead: Text | None = None
    """What to say instead of a forbidden phrase."""
    source: str = ""


class Header(Form):
    """The file ``pack.yaml``: the pack's name, version, languages and scoring scheme."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    source: Text
    sources: Mapping[str, str] = {}
    """The works that figures are taken from, by the short name under which they are cited."""
    languages: tuple[Literal["zh", "ko", "en"], ...] = Field(min_length=1)
    unit_types: Mapping[Code, Text]
    chapters: tuple[str, ...] = Field(min_length=1)
    scoring: Scoring


class Pack(Form):
    """A whole standard, read and valid; ``sha256`` names its exact content for ever."""

    header: Header
    chapters: tuple[Chapter, ...]
    phrases: tuple[Phrase, ...] = ()
    sha256: str

    @property
    def clauses(self) -> Iterator[Clause]:
        """All clauses in the order of the standard."""
        return (clause for chapter in self.chapters for clause in chapter.clauses)

    @property
    def checks(self) -> Iterator[tuple[Clause, Check]]:
        """All checks with their clauses, in the order of the standard."""
        return ((clause, check) for clause in self.clauses for check in clause.checks)

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.number: clause for clause in self.clauses}

    @cached_property
    def _checks(self) -> dict[str, tuple[Clause, Check]]:
        return {check.code: (clause, check) for clause, check in self.checks}

    def clause(self, number: str) -> Clause:
        """The clause of that number; raises ``KeyError``."""
        return self._clauses[number]

    def check(self, code: str) -> tuple[Clause, Check]:
        """The check of that code and its clause; raises ``KeyError``."""
        return self._checks[code]

    def phrase(self, code: str) -> Phrase:
        """The phrase of that code; raises ``KeyError``."""
        for phrase in self.phrases:
            if phrase.code == code:
                return phrase
        raise KeyError(code)
