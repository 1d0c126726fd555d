"""What a pack is written in: texts in every language, codes, numbers that change with the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

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
