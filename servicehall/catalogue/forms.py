"""What is said of a service item when it is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from servicehall.worktime.limits import limit
from servicehall.worktime.opening import read_spans, written_spans

Names = dict[Literal["zh", "ko", "en"], str]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MaterialForm(Form):
    """A paper that the citizen brings."""

    code: Code
    names: Names
    form: Literal["original", "copy", "form", "shown"] = "original"
    copies: Annotated[int, Field(ge=1)] = 1
    issuer: Names = {}
    when: Names = {}


class BasisForm(Form):
    """A law that the item rests on."""

    law: Names
    article: str = ""


class ItemForm(Form):
    """A service item: the promise may be shorter than the law's limit, never longer."""

    code: Code
    unit: Code
    names: Names
    summary: Names
    icon: str = ""
    case_class: Literal["immediate", "dated", "joint"]
    statutory_limit: str
    promised_limit: str
    fee: Annotated[int, Field(ge=0)] = 0
    legal_basis: tuple[BasisForm, ...] = Field(min_length=1)
    next_unit: Code | None = None
    daily_quota: Annotated[int, Field(ge=0)] | None = None
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], str] = {}
    """Such as ``{"mon": "09:00-12:00, 13:00-18:00"}``."""
    materials: tuple[MaterialForm, ...] = ()

    @field_validator("hours")
    @classmethod
    def _written_one_way(cls, hours: dict[str, str]) -> dict[str, str]:
        """However they were spaced, so that the same hours are the same; closed days left out."""
        return {
            day: written_spans(spans) for day, text in hours.items() if (spans := read_spans(text))
        }

    @model_validator(mode="after")
    def _promise_within_law(self) -> ItemForm:
        if limit(self.promised_limit).hours > limit(self.statutory_limit).hours:
            raise ValueError("the promised limit is longer than the statutory one")
        codes = [material.code for material in self.materials]
        if len(set(codes)) != len(codes):
            raise ValueError("a material comes twice")
        return self
