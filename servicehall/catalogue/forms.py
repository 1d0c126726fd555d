"""What is said of a service item when it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from servicehall.catalogue.conditions import WrongCondition, condition
from servicehall.catalogue.situation import faults
from servicehall.standard.sources import UNPRINTABLE, Place
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.opening import WEEKDAYS, read_spans, written_spans
from servicehall.worktime.rules import Rule, rules

Language = Literal["zh", "ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "zh", "en")
LONGEST = 10_000
"""Characters of a text."""


_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


def _plain(text: str) -> str:
    """Without space around it, lines ended in one way; refuses what no text may hold."""
    text = _LINE_END.sub("\n", text)
    if found := UNPRINTABLE.search(text):
        raise ValueError(f"the character U+{ord(found[0]):04X} is not allowed")
    return text.strip()


def _without_empty(names: Mapping[Language, str]) -> dict[Language, str]:
    """An empty text is none; the languages come in one order."""
    plain = {each: _plain(names[each]) for each in LANGUAGES if each in names}
    if any(len(text) > LONGEST for text in plain.values()):
        raise ValueError(f"a text has at most {LONGEST:,} characters")
    return {language: text for language, text in plain.items() if text}


def address(text: str) -> str:
    """Empty, or where a browser can go; raises ``ValueError`` for anything else."""
    text = _plain(text)
    if not text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or set(text) & set(" \n\t<>\"'"):
        raise ValueError(f"{text!r} is no address such as https://example.org/sample.pdf")
    return text


def _limit(text: str) -> str:
    """A limit as it is written in the one way; raises for what is none."""
    return str(limit(text))


Text = Annotated[str, AfterValidator(_plain)]
Names = Annotated[dict[Language, str], AfterValidator(_without_empty)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
LimitText = Annotated[str, AfterValidator(_limit)]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionForm(Form):
    """One answer that can be given."""

    code: Code
    names: Names


class QuestionForm(Form):
    """What a citizen is asked, so that they are told their own list of materials."""

    code: Code
    text: Names
    options: tuple[OptionForm, ...] = Field(min_length=2, max_length=30)

    @property
    def option_codes(self) -> tuple[str, ...]:
        """What can be answered."""
        return tuple(each.code for each in self.options)


class MaterialForm(Form):
    """A paper that the citizen brings."""

    code: Code
    names: Names
    form: Literal["original", "copy", "form", "shown"] = "original"
    copies: Annotated[int, Field(ge=1, le=1000)] = 1
    issuer: Names = {}
    when: Names = {}
    """In words when it is needed, where not always."""
    condition: str = ""
    """The same as a condition on the answers: see ``conditions``."""
    sample: Annotated[str, Field(max_length=300), AfterValidator(address)] = ""
    """The address of a filled-in example."""
    weight: Literal["main", "minor"] = "main"
    """What is minor may be brought after acceptance, on a written promise (容缺受理)."""

    @field_validator("condition")
    @classmethod
    def _written_one_way(cls, text: str) -> str:
        try:
            read = condition(text)
        except WrongCondition as wrong:
            raise ValueError(str(wrong)) from None
        return str(read) if read else ""


class BasisForm(Form):
    """A law that the item rests on."""

    law: Names
    article: Annotated[str, Field(max_length=60), AfterValidator(_plain)] = ""
    text: Names = {}
    """What the article says."""


class EligibilityForm(Form):
    """Something that must hold before the item can be applied for."""

    text: Names


class StageForm(Form):
    """A step on the way to the decision, with its own limit."""

    code: Code
    names: Names
    limit: LimitText
    unit: Code | None = None
    """Who does it, where not the item's own unit."""


class ItemForm(Form):
    """A service item: the promise may be shorter than the law's limit, never longer.

    How long a limit is depends on the rule of the place; it comes as ``rule`` in the context of
    validation. Without one, only what every rule refuses is refused.
    """

    code: Code
    unit: Code
    names: Names
    summary: Names
    icon: Annotated[str, Field(max_length=20), AfterValidator(_plain)] = ""
    case_class: Literal["immediate", "dated", "joint"]
    statutory_limit: LimitText
    promised_limit: LimitText
    fee: Count = 0
    legal_basis: tuple[BasisForm, ...] = Field(min_length=1)
    eligibility: tuple[EligibilityForm, ...] = Field((), max_length=30)
    """Who may apply, and what must hold; empty where anybody may."""
    next_unit: Code | None = None
    further_units: tuple[Code, ...] = Field((), max_length=20)
    """Where the way leads after the next unit, in its order."""
    daily_quota: Count | None = None
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], str] = {}
    """Such as ``{"mon": "09:00-12:00, 13:00-18:00"}``."""
    questions: tuple[QuestionForm, ...] = Field((), max_length=30)
    materials: tuple[MaterialForm, ...] = Field((), max_length=200)
    stages: tuple[StageForm, ...] = Field((), max_length=50)

    @field_validator("hours")
    @classmethod
    def _written_one_way(cls, hours: dict[str, str]) -> dict[str, str]:
        """However they were spaced, so that the same hours are the same; closed days left out."""
        return {
            day: written_spans(spans)
            for day in WEEKDAYS
            if (spans := read_spans(hours.get(day, "")))
        }

    @model_validator(mode="after")
    def _holds_together(self, info: ValidationInfo) -> ItemForm:
        given: Rule | None = (info.context or {}).get("rule")
        found = list(contradictions(self, given))
        if found:
            raise Contradictions(found)
        return self

    @property
    def route(self) -> tuple[str, ...]:
        """The units that the citizen goes on to, in order."""
        return (*filter(None, (self.next_unit,)), *self.further_units)

    @property
    def units(self) -> Iterator[tuple[Place, str]]:
        """Every unit that the item names, and where."""
        yield ("unit",), self.unit
        if self.next_unit is not None:
            yield ("next_unit",), self.next_unit
        for index, unit in enumerate(self.further_units):
            yield ("further_units", index), unit
        for index, stage in enumerate(self.stages):
            if stage.unit is not None:
                yield ("stages", index, "unit"), stage.unit

    @property
    def texts(self) -> Iterator[tuple[Place, Mapping[Language, str], bool]]:
        """Every text: where it stands, what it says, and whether it may not be left out."""
        yield ("names",), self.names, True
        yield ("summary",), self.summary, True
        for index, basis in enumerate(self.legal_basis):
            yield ("legal_basis", index, "law"), basis.law, True
            yield ("legal_basis", index, "text"), basis.text, False
        for index, each in enumerate(self.eligibility):
            yield ("eligibility", index, "text"), each.text, True
        for index, question in enumerate(self.questions):
            yield ("questions", index, "text"), question.text, True
            for number, option in enumerate(question.options):
                yield ("questions", index, "options", number, "names"), option.names, True
        for index, material in enumerate(self.materials):
            yield ("materials", index, "names"), material.names, True
            yield ("materials", index, "issuer"), material.issuer, False
            yield ("materials", index, "when"), material.when, bool(material.condition)
        for index, stage in enumerate(self.stages):
            yield ("stages", index, "names"), stage.names, True


class Contradictions(ValueError):
    """What does not hold together; ``found`` has each with its place within the item."""

    def __init__(self, found: list[tuple[Place, str]]) -> None:
        super().__init__("; ".join(message for _place, message in found))
        self.found = found


def contradictions(item: ItemForm, rule: Rule | None) -> Iterator[tuple[Place, str]]:
    """What of an item does not hold together, and where.

    ``rule`` is that by which limits are counted; without one, a promise is only refused that
    breaks the law by every rule.
    """
    counted = [rule] if rule else list(rules().values())
    promised, statutory = limit(item.promised_limit), limit(item.statutory_limit)
    if not any(each.keeps_within(promised, statutory) for each in counted):
        yield ("promised_limit",), "the promised limit is longer than the statutory one"
    yield from _stages(item, promised, counted)
    if item.further_units and item.next_unit is None:
        yield ("further_units",), "there is no next unit, so none comes after it"
    yield from faults(item.materials, item.questions)


def _stages(item: ItemForm, promised: Limit, counted: list[Rule]) -> Iterator[tuple[Place, str]]:
    codes = [stage.code for stage in item.stages]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield ("stages", index, "code"), f"a stage comes twice: {code!r}"
    limits = [limit(stage.limit) for stage in item.stages]
    if limits and not any(_together(limits, each) <= each.hours(promised) for each in counted):
        hours = _together(limits, counted[0])
        yield (
            ("stages",),
            f"the stages last {hours} working hours together, the promise only"
            f" {counted[0].hours(promised)}",
        )


def _together(limits: list[Limit], rule: Rule) -> int:
    return sum(rule.hours(each) for each in limits)
