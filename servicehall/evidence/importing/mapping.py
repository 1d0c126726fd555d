"""What a mapping says: which attributes and activities of a log become which facts.

A mapping is a YAML file; ``docs/reference/mapping.md`` describes every key.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from servicehall.evidence.kinds import KINDS, OBJECTS, UnknownKind, WrongData, kind_of
from servicehall.standard.values import Form, Scalar, Text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one like Europe/Amsterdam") from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Attribute = Annotated[str, Field(pattern=r"^(case|event)\..+$")]
"""An attribute of the log: ``case.department``, ``event.org:resource``, ``event.<column>``."""


class CentreForm(Form):
    """The centre that the facts are recorded for; it is founded where it does not exist."""

    code: Slug
    names: Text
    timezone: Zone
    jurisdiction: Literal["KR", "CN", "ZZ"] = "ZZ"
    receives: bool = False
    """Whether citizens come there, too; not so where only its log is known here."""


class UnitForm(Form):
    """A unit of the centre; its type decides which clauses bind it."""

    code: Slug
    names: Text
    unit_type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = "general"


class Units(Form):
    """Which attribute names the unit, and the units that it can name."""

    source: Attribute = Field(alias="from")
    known: Mapping[str, UnitForm] = {}
    others: Literal["refuse", "found"] = "refuse"
    """What to do with a name that is not known: report it, or found a unit of that name."""

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        codes = [unit.code for unit in self.known.values()]
        if twice := [code for code in codes if codes.count(code) > 1]:
            raise ValueError(f"two units have the code {twice[0]!r}")
        return self


class Value(Form):
    """Where a field's value comes from: an attribute, or a count of facts in the history."""

    source: Attribute | None = Field(default=None, alias="from")
    values: Mapping[str, Scalar] | None = None
    """What to write for each value of the attribute; any other is an error."""
    separator: Annotated[str, Field(min_length=1)] | None = None
    """What stands between the items where the field is a list."""
    end_of_day: bool = False
    """A moment is taken to last to the end of its day: for logs that plan by the day."""
    nth: bool = False
    """How many facts of this kind the history has up to and with this one."""
    earlier: tuple[str, ...] | None = None
    """How many facts of these kinds the history has before this one."""

    @field_validator("earlier")
    @classmethod
    def _known_kinds(cls, earlier: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for code in earlier or ():
            _known(code)
        return earlier

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum((self.source is not None, self.nth, self.earlier is not None)) != 1:
            raise ValueError("give exactly one of from, nth, earlier")
        if self.source is None and (self.values or self.separator or self.end_of_day):
            raise ValueError("values, separator and end_of_day go with from only")
        return self


def _way(given: object) -> str:
    return "value" if isinstance(given, Value | Mapping) else "constant"


AnyValue = Annotated[
    Annotated[Scalar, Tag("constant")] | Annotated[Value, Tag("value")], Discriminator(_way)
]


class FactForm(Form):
    """The fact that something in the log becomes: its kind and its fields."""

    kind: str
    fields: Mapping[str, AnyValue] = {}
    staff: Attribute | None = None
    """The attribute that names the staff member, where it is not the mapping's."""

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, code: str) -> str:
        return _known(code)

    @model_validator(mode="after")
    def _fields_fit(self) -> Self:
        kind = kind_of(self.kind)
        for name, value in self.fields.items():
            if not isinstance(value, Value):
                _check_constant(self.kind, name, value)
                continue
            declared = "text" if name in kind.personal else kind.fields.get(name)
            if declared is None:
                raise ValueError(f"{self.kind} has no field {name!r}; it has {_named(kind.fields)}")
            if value.source is None and declared not in {"count", "number"}:
                raise ValueError(f"{name} is a {declared}: it can't hold a count of facts")
            if (declared == "list") != (value.separator is not None):
                raise ValueError(f"{name}: a separator goes with a list, and only with a list")
            if value.end_of_day and declared != "moment":
                raise ValueError(f"{name} is a {declared}: only a moment has an end of its day")
            for each in (value.values or {}).values():
                _check_constant(self.kind, name, each)
        return self


class EventRule(FactForm):
    """Events of these activities become facts of one kind."""

    activity: tuple[str, ...] = Field(min_length=1)

    @field_validator("activity", mode="before")
    @classmethod
    def _one_or_many(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


class CaseRule(FactForm):
    """Something that the log says of the case as a whole, with its time, becomes a fact."""

    at: Annotated[str, Field(pattern=r"^case\..+$")]
    """The attribute that holds the time; a case without it has no such fact."""
    opens: bool = False
    """Nothing can come before it: where the log dates something earlier, it happened by then."""

    @model_validator(mode="after")
    def _of_the_case(self) -> Self:
        sources = [self.staff, *(v.source for v in self.fields.values() if isinstance(v, Value))]
        if wrong := [each for each in sources if each and each.startswith("event.")]:
            raise ValueError(f"{wrong[0]}: a fact of the case as a whole has no event")
        return self


class CaseForm(Form):
    """How the log names its cases."""

    id: Annotated[str, Field(min_length=1)]


class EventForm(Form):
    """How the log names what it says of an event."""

    activity: Annotated[str, Field(min_length=1)]
    time: Annotated[str, Field(min_length=1)]
    id: Annotated[str, Field(min_length=1)] | None = None
    """The attribute that names the event for ever; else its place in the case does."""
    only: Mapping[str, tuple[str, ...]] = {}
    """Events with other values of these attributes are passed over, and counted."""


class TableForm(Form):
    """How a CSV file is written."""

    encoding: str = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            "".encode(name)
            codecs.lookup(name)
        except (LookupError, ValueError):
            raise ValueError(
                f"{name!r} is no encoding; write one like utf-8, cp949, gb18030"
            ) from None
        return name

    @field_validator("delimiter")
    @classmethod
    def _usable(cls, sign: str) -> str:
        if sign in '"\r\n':
            raise ValueError("the delimiter can be neither a quotation mark nor a line's end")
        return sign


class EventLogMapping(Form):
    """A whole mapping, read and valid."""

    name: Slug
    """Names the log for ever: what was imported under it is not imported again."""
    title: Text
    source: str = ""
    """Where the log comes from, its author and terms."""
    format: Literal["xes", "csv"]
    csv: TableForm = TableForm()
    global_defaults: Literal["ignore", "apply"] = "ignore"
    """Whether an absent attribute takes the value of the log's ``global`` element."""
    zone: Zone | None = None
    """The zone of times that are written without one; such times are refused without it."""
    time_format: str | None = None
    """How times are written, in the signs of Python's ``strptime``; else ISO 8601."""
    missing: tuple[str, ...] = ()
    """Values that say that nothing is known."""
    centre: CentreForm
    object: str = "case"
    case: CaseForm
    event: EventForm
    staff: Attribute | None = None
    units: Units | None = None
    case_facts: tuple[CaseRule, ...] = ()
    event_facts: tuple[EventRule, ...] = ()
    ignore: tuple[str, ...] = ()
    """Activities that become no fact, on purpose."""

    @field_validator("object")
    @classmethod
    def _known_object(cls, name: str) -> str:
        if name not in OBJECTS:
            raise ValueError(f"unknown object type {name!r}; there are {_named(OBJECTS)}")
        return name

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not (self.case_facts or self.event_facts):
            raise ValueError("nothing in the log becomes a fact: give event_facts or case_facts")
        for rule in (*self.case_facts, *self.event_facts):
            if KINDS[rule.kind].objects != (self.object,):
                raise ValueError(f"{rule.kind} is not a fact about one {self.object}")
        said = [*self.ignore, *(name for rule in self.event_facts for name in rule.activity)]
        if twice := [name for name in said if said.count(name) > 1]:
            raise ValueError(f"the activity {twice[0]!r} is there twice")
        if sum(rule.opens for rule in self.case_facts) > 1:
            raise ValueError("only one fact can open a case")
        return self

    @property
    def attributes(self) -> Iterator[str]:
        """Every attribute of the log that the mapping reads, as ``case.…`` or ``event.…``."""
        event = self.event
        yield from (f"event.{name}" for name in (event.activity, event.time, *event.only))
        if event.id:
            yield f"event.{event.id}"
        for rule in (*self.case_facts, *self.event_facts):
            if rule.staff:
                yield rule.staff
            if isinstance(rule, CaseRule):
                yield rule.at
            for value in rule.fields.values():
                if isinstance(value, Value) and value.source:
                    yield value.source
        if self.staff:
            yield self.staff
        if self.units:
            yield self.units.source

    @cached_property
    def of_case(self) -> frozenset[str]:
        """The names of the attributes of cases that the mapping reads."""
        return self._of("case.")

    @cached_property
    def of_event(self) -> frozenset[str]:
        """The names of the attributes of events that the mapping reads."""
        return self._of("event.")

    def _of(self, scope: str) -> frozenset[str]:
        return frozenset(
            each.removeprefix(scope) for each in self.attributes if each.startswith(scope)
        )

    @cached_property
    def rules(self) -> Mapping[str, EventRule]:
        """The rule for each activity that becomes a fact."""
        return {name: rule for rule in self.event_facts for name in rule.activity}


def _known(code: str) -> str:
    try:
        return kind_of(code).code
    except UnknownKind as error:
        raise ValueError(str(error)) from None


def _check_constant(code: str, name: str, value: Scalar) -> None:
    kind = kind_of(code)
    if name in kind.personal:
        raise ValueError(f"{name} is personal: it can't be the same for everybody")
    declared = kind.fields.get(name)
    if declared is None:
        raise ValueError(f"{code} has no field {name!r}; it has {_named(kind.fields)}")
    if declared in {"moment", "list"}:
        raise ValueError(f"{name} is a {declared}: it has to come from an attribute")
    try:
        kind.check(dict.fromkeys(kind.objects, "1"), {name: value})
    except WrongData as error:
        raise ValueError(str(error)) from None


def _named(names: Mapping[str, object]) -> str:
    return ", ".join(names) or "none"
