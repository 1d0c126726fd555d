"""What pydantic finds wrong, told in the words of a pack's author."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from servicehall.standard.sources import Place, Problem

_SCALARS = frozenset({"str", "int", "float", "bool"})


class Telling(Protocol):
    """Makes the problem at a place, as ``Sources.problem`` and ``SourceFile.problem`` do."""

    def __call__(self, place: Place, message: str, *, missing: bool = False) -> Problem: ...


def problems_of(error: ValidationError, tell: Telling) -> Iterator[Problem]:
    """Every problem that a validation error holds, each once, where ``tell`` places it."""
    told: set[Problem] = set()
    found = error.errors(include_url=False)
    for each in found:
        place, message = each["loc"], _message(each)
        if each["type"] == "too_short" and any(
            len(other["loc"]) > len(place) and other["loc"][: len(place)] == place
            for other in found
        ):
            continue  # Only because its items are wrong, which is told by itself.
        if each["type"].startswith("union_tag"):
            place = (*place, "template")
        elif place and place[-1] in _SCALARS:
            # One error for each type that the value might have had.
            place, message = place[:-1], "must be text, a number, or true or false"
        missing = each["type"] in {"missing", "union_tag_not_found"}
        problem = tell(place, message, missing=missing)
        if problem not in told:
            told.add(problem)
            yield problem


def _message(error: ErrorDetails) -> str:
    context, given = error.get("ctx", {}), error["input"]
    match error["type"]:
        case "missing" | "union_tag_not_found":
            return "is missing"
        case "extra_forbidden":
            return "is not a key here"
        case "union_tag_invalid":
            return f"{context['tag']!r} is none of {context['expected_tags']}"
        case "string_pattern_mismatch":
            return f"{given!r} does not fit the pattern {context['pattern']}"
        case "string_type" if isinstance(given, int | float):
            return f"must be text: put {given!r} between quotes"
        case "value_error":
            return str(context["error"])
        case "too_short":
            return f"needs at least {context['min_length']}, there are {context['actual_length']}"
        case "tuple_type":
            return "must be a list"
        case "model_type" if context["class_name"] == "Dated":
            return "must be a number, or a list of values with the day since which each holds"
        case "model_type" | "mapping_type" | "dict_type":
            return "must be a mapping of keys to values"
    message = error["msg"].replace("Input should be", "must be").replace("should", "must")
    return message[0].lower() + message[1:]
