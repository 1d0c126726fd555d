"""The written standard as data: what a pack's YAML files may say, and the pack once read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

LANGUAGES = ("zh", "ko", "en")


def _in_every_language(text: Mapping[str, str], info: ValidationInfo) -> dict[str, str]:
    """Refuse a text that is empty, or that lacks a language of the pack being read."""
    languages = (info.context or {}).get("languages")
    for language, words in text.items():
        if language not in (languages or LANGUAGES):
            raise ValueError(f"{language!r} is not one of the pack's languages")
        if not words.strip():
            raise ValueError(f"the text in {language} is empty")
    if missing := [language for language in languages or () if language not in text]:
        raise ValueError(f"no text in {', '.join(missing)}")
    if not text:
        raise ValueError("no text in any language")
    return {language: words.strip() for language, words in text.items()}


Text = Annotated[Mapping[str, str], AfterValidator(_in_every_language)]
"""One text in every language of the pack, keyed by language code (``zh``, ``ko``, ``en``)."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Number = Annotated[str, Field(pattern=r"^(preamble|[0-9]+(\.[0-9]+)*[a-z]?)$", max_length=20)]
Scalar = str | int | float | bool


class Form(BaseModel):
    """A part of a pack: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class DatedValue(Form):
    """A number in force from a day on, with the source that it was taken from."""

    since: date
    value: float
    source: str = ""


class Dated(Form):
    """A number that may change from a day on, so that an old day keeps its old number."""

    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, given: object) -> object:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return {"values": [{"since": date.min, "value": given}]}
        if isinstance(given, list):
            return {"values": given}
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        days = [each.since for each in self.values]
        if days != sorted(set(days)):
            raise ValueError("the days must rise and none may come twice")
        return self

    def on(self, day: date) -> float:
        """The number in force on ``day``; raises ``LookupError`` before the first day."""
        for each in reversed(self.values):
            if each.since <= day:
                return each.value
        raise LookupError(f"no value is in force on {day}")


def _never_below_zero(points: Dated) -> Dated:
    if any(each.value < 0 for each in points.values):
        raise ValueError("points are written without a sign, at or above 0")
    return points


Points = Annotated[Dated, AfterValidator(_never_below_zero)]
"""Points at or above 0; whether they are taken or given is said by the field's name."""


class Condition(Form):
    """One test of one field of a fact's data.

    A missing field is neither true nor false to any test but ``given``, which asks just
    that: whether the field holds a value, that is, neither null nor an empty text.
    """

    field: Code
    equals: Scalar | None = None
    not_equals: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = None
    not_one_of: tuple[Scalar, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None
    given: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        tests = self.model_dump(exclude={"field"}, exclude_none=True)
        if len(tests) != 1:
            raise ValueError(
                "give exactly one of equals, not_equals, one_of, not_one_of, at_least, at_most,"
                " given"
            )
        return self

    @property
    def test(self) -> str:
        """The name of the one test that is set."""
        return next(iter(self.model_dump(exclude={"field"}, exclude_none=True)))


class Moment(Form):
    """Facts of the named kinds whose data meets every condition."""

    kind: tuple[str, ...]
    where: tuple[Condition, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_kind(cls, given: object) -> object:
        if isinstance(given, str):
            return {"kind": (given,)}
        if isinstance(given, dict) and isinstance(given.get("kind"), str):
            return {**given, "kind": (given["kind"],)}
        return given


class ExampleFact(Form):
    """A fact in an example: its kind, its time of day (``09:30`` or ``+1d 09:30``), its data."""

    kind: str
    at: Annotated[str, Field(pattern=r"^(\+\d+d )?\d\d:\d\d(:\d\d)?$")]
    data: Mapping[str, Scalar | None | tuple[Scalar, ...]] = {}


class Example(Form):
    """A short history of one object; times in the data follow the form of ``at``."""

    facts: tuple[ExampleFact, ...] = Field(min_length=1)
    note: str = ""
    until: Annotated[str, Field(pattern=r"^(\+\d+d )?\d\d:\d\d(:\d\d)?$")] | None = None
    """When the history is judged; long after its last fact where it is not given."""


class Examples(Form):
    """What the check must let pass and what it must find; both run when the pack loads."""

    clean: tuple[Example, ...] = Field(min_length=1)
    breaching: tuple[Example, ...] = Field(min_length=1)


Within = Annotated[str, Field(pattern=r"^\d+ (minute|minutes|hour|hours|day|days)$")]


class CheckForm(Form):
    """What all checks say, whatever their template."""

    code: Code
    title: Text
    """The fault, named as the finding's heading."""
    explains: Text
    """How it is judged, for the person whom it concerns."""
    per: Code
    names: Literal["activation", "target", "first"] = "activation"
    """Whose fact the finding names: staff member, counter and unit are taken from it."""
    points: Points = Dated(values=(DatedValue(since=date.min, value=0),))
    """Deducted when a breach is confirmed; at or above 0."""
    credit: Points | None = None
    """Added for each time that the check is kept; a check with credit finds no breaches."""
    on_breach: Literal["fail", "needs_judgement"] = "fail"
    source: str = ""
    """Where a limit that carries no source of its own, such as ``within``, is taken from."""
    examples: Examples

    @model_validator(mode="after")
    def _credit_or_cost(self) -> Self:
        if self.credit and any(each.value for each in self.points.values):
            raise ValueError("a check with credit costs no points")
        return self


class Existence(CheckForm):
    """DECLARE existence: the target comes at least once in the object's history."""

    template: Literal["existence"]
    activation: Moment | None = None
    target: Moment


class Absence(CheckForm):
    """DECLARE absence: the target never comes in the object's history."""

    template: Literal["absence"]
    activation: Moment | None = None
    target: Moment
    names: Literal["activation", "target", "first"] = "target"


class AtMost(CheckForm):
    """DECLARE absence(n+1): the target comes at most ``count`` times."""

    template: Literal["at_most"]
    activation: Moment | None = None
    target: Moment
    count: Annotated[int, Field(ge=1)]
    names: Literal["activation", "target", "first"] = "target"


class Response(CheckForm):
    """DECLARE response: each activation is followed by the target, in time where it is limited."""

    template: Literal["response"]
    activation: Moment
    target: Moment
    within: Within | None = None
    by: Code | None = None
    """A field of the activation's data that holds the latest moment."""

    @model_validator(mode="after")
    def _one_limit(self) -> Response:
        if self.within and self.by:
            raise ValueError("give within or by, not both")
        return self


class Precedence(CheckForm):
    """DECLARE precedence: each activation is preceded by the target, in time where limited."""

    template: Literal["precedence"]
    activation: Moment
    target: Moment
    within: Within | None = None


class Limit(CheckForm):
    """MP-Declare data condition: each activation's field stays within a bound."""

    template: Literal["limit"]
    activation: Moment
    field: Code
    at_most: Dated | None = None
    at_least: Dated | None = None
    equals: Scalar | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Limit:
        if sum(each is not None for each in (self.at_most, self.at_least, self.equals)) != 1:
            raise ValueError("give exactly one of at_most, at_least, equals")
        return self


Check = Annotated[
    Existence | Absence | AtMost | Response | Precedence | Limit,
    Field(discriminator="template"),
]


class Observed(Form):
    """What an inspector looks at because no fact shows it; the text names the fault."""

    code: Code
    text: Text
    points: Points = Dated(values=(DatedValue(since=date.min, value=0),))
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
            if clause == prefix or re.match(re.escape(prefix) + r"(\.|[a-z]$)", clause)
        ]
        return max(found, key=lambda each: each[0])[1] if found else None


class Header(Form):
    """The file ``pack.yaml``: the pack's name, version, languages and scoring scheme."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    source: Text
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
