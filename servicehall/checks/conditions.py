"""What a condition says of a fact: yes, no, that a field is missing, or of the wrong type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from servicehall.standard.pack import Condition, Moment, Scalar


class Shape(IntEnum):
    """Of what type a value in a fact's data is."""

    MISSING = 0
    """Left out, or null."""
    TEXT = 1
    NUMBER = 2
    TRUTH = 3
    OTHER = 4
    """A list, an object, or a number or text that no engine can compare."""


class State(IntEnum):
    """What conditions say of a fact; a conjunction is the least of its states.

    So a condition that is false decides, whatever is missing or wrong beside it.
    """

    NO = 0
    WRONG = 1
    """A value's type can't be compared as the condition asks."""
    MISSING = 2
    """Neither true nor false: a field is missing."""
    YES = 3


LONGEST = timedelta(days=36_525)
"""The longest time span that a check may name, so that no engine's arithmetic overflows."""


def shaped(value: object) -> tuple[Shape, str | float | None]:
    """A value's type and the value as it is compared: numbers and truth as floats."""
    if value is None:
        return Shape.MISSING, None
    if isinstance(value, bool):
        return Shape.TRUTH, float(value)
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            return Shape.OTHER, None
        return (Shape.NUMBER, number) if math.isfinite(number) else (Shape.OTHER, None)
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return Shape.OTHER, None
        return Shape.TEXT, value
    return Shape.OTHER, None


def moment_of(value: object) -> datetime | None:
    """The moment that an ISO 8601 text with a zone names, in UTC; ``None`` for all else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=256)
def span_of(within: str) -> timedelta:
    """The time span that ``within`` names, as elapsed time: a day is 24 hours.

    Raises ``ValueError`` for one longer than ``LONGEST``.
    """
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", within)
    if not found:
        raise ValueError(f"not a time span: {within!r}")
    number, unit = int(found[1]), found[2]
    try:
        span = timedelta(**{f"{unit}s": number})
    except OverflowError:
        span = timedelta.max
    if span > LONGEST:
        raise ValueError(f"longer than {LONGEST.days} days: {within!r}")
    return span


def wanted(condition: Condition) -> tuple[Scalar, ...]:
    """The value or values that a condition compares with."""
    value = getattr(condition, condition.test)
    return value if isinstance(value, tuple) else (value,)


def condition_state(condition: Condition, data: Mapping[str, object]) -> State:
    """What one condition says of a fact's data."""
    shape, value = shaped(data.get(condition.field))
    if condition.test == "given":
        is_given = shape is not Shape.MISSING and value != ""
        return State.YES if is_given is condition.given else State.NO
    if shape is Shape.MISSING:
        return State.MISSING
    comparable = [
        each for of, each in (shaped(given) for given in wanted(condition)) if of is shape
    ]
    if shape is Shape.OTHER or not comparable:
        return State.WRONG
    if condition.test in {"at_least", "at_most"}:
        if not (isinstance(value, float) and isinstance(comparable[0], float)):
            return State.WRONG
        bound = comparable[0]
        kept = value >= bound if condition.test == "at_least" else value <= bound
    else:
        kept = (value in comparable) is (condition.test in {"equals", "one_of"})
    return State.YES if kept else State.NO


def state(moment: Moment, kind: str, data: Mapping[str, object]) -> State:
    """What a moment of the standard says of a fact of that kind with that data."""
    if kind not in moment.kind:
        return State.NO
    return min((condition_state(condition, data) for condition in moment.where), default=State.YES)


def field_in_state(moment: Moment, data: Mapping[str, object], sought: State) -> str:
    """The field of the first condition with that state; empty where none has it."""
    for condition in moment.where:
        if condition_state(condition, data) is sought:
            return condition.field
    return ""
