"""The forms of a check: which facts, which template, which limit, and its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from servicehall.standard.values import Code, Dated, DatedValue, Form, Points, Scalar, Text


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
WorkingWithin = Annotated[
    str, Field(pattern=r"^(\d+ (minutes?|hours?|days?)|[1-9]\d* working (hours?|days?))$")
]
"""A time span that may also be working time of the hall's calendar."""


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


class Exactly(CheckForm):
    """DECLARE exactly(n): the target comes ``count`` times, no more and no less."""

    template: Literal["exactly"]
    activation: Moment | None = None
    target: Moment
    count: Annotated[int, Field(ge=1)]
    names: Literal["activation", "target", "first"] = "target"


class Init(CheckForm):
    """DECLARE init: the first fact of the object's history is the target."""

    template: Literal["init"]
    activation: Moment | None = None
    target: Moment
    names: Literal["activation", "target", "first"] = "first"


class NotCoexistence(CheckForm):
    """DECLARE not co-existence: activation and target do not both come, in whatever order."""

    template: Literal["not_coexistence"]
    activation: Moment
    target: Moment
    names: Literal["activation", "target", "first"] = "target"


class Correlated(CheckForm):
    """What may be asked of an activation and its target together, where a check pairs them.

    Both name the staff member (``staff``), the ``counter`` or the ``unit`` of a fact, or else a
    field of its data.
    """

    activation: Moment
    target: Moment
    same: Code | None = None
    """Only a target that has the same here as the activation will do."""
    other: Code | None = None
    """Only a target that has another here than the activation will do."""

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.same is not None and self.same == self.other:
            raise ValueError("same and other can't name the same thing")
        return self

    @property
    def correlations(self) -> tuple[tuple[str, bool], ...]:
        """What is compared, and whether it must be the same (else another)."""
        asked = ((self.same, True), (self.other, False))
        return tuple((name, same) for name, same in asked if name is not None)


class _Followed(Correlated):
    within: WorkingWithin | None = None
    by: Code | None = None
    """A field of the activation's data that holds the latest moment."""

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if self.within and self.by:
            raise ValueError("give within or by, not both")
        return self


class Response(_Followed):
    """DECLARE response: each activation is followed by the target, in time where it is limited."""

    template: Literal["response"]


class ChainResponse(_Followed):
    """DECLARE chain response: the fact right after each activation is the target."""

    template: Literal["chain_response"]


class Precedence(Correlated):
    """DECLARE precedence: each activation is preceded by the target, in time where limited."""

    template: Literal["precedence"]
    within: Within | None = None


class Succession(Correlated):
    """DECLARE succession: each activation is followed by the target, each target preceded by it."""

    template: Literal["succession"]
    within: Within | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if shared := sorted(set(self.activation.kind) & set(self.target.kind)):
            raise ValueError(
                f"a fact of the kind {shared[0]!r} would be activation and target at once"
            )
        return self

    @cached_property
    def response(self) -> Response:
        """The half that asks what follows each activation."""
        return Response.model_construct(**self._half("response"))

    @cached_property
    def precedence(self) -> Precedence:
        """The half that asks what came before each target."""
        swapped = {"activation": self.target, "target": self.activation}
        return Precedence.model_construct(**self._half("precedence") | swapped)

    def _half(self, template: str) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return given | {"template": template}


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
    Existence
    | Absence
    | AtMost
    | Exactly
    | Init
    | Response
    | ChainResponse
    | Precedence
    | Succession
    | NotCoexistence
    | Limit,
    Field(discriminator="template"),
]
