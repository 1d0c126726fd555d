"""What a text in a log stands for: a count, a truth, a list, a moment with its zone."""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from servicehall.evidence.importing.mapping import EventLogMapping, Value

EARLIEST_YEAR = 1900

_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


class Unusable(ValueError):
    """A value of the log that no fact can be made of; the message says why."""


def typed(mapping: EventLogMapping, text: str, declared: str, value: Value) -> object:
    """The value of a field of the declared type (see ``kinds.TYPES``) that a text stands for.

    A moment is told in the centre's zone. Raises ``Unusable``.
    """
    zone = ZoneInfo(mapping.centre.timezone)
    match declared:
        case "text":
            return text
        case "count":
            if not re.fullmatch(r"[0-9]{1,15}", text):
                raise Unusable(f"{text!r} is no whole number from 0 up")
            return int(text)
        case "number":
            if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", text):
                raise Unusable(f"{text!r} is no number")
            return float(text)
        case "yes_no":
            if text.lower() not in _TRUE | _FALSE:
                raise Unusable(f"{text!r} is neither true nor false")
            return text.lower() in _TRUE
        case "list":
            assert value.separator is not None
            return [item.strip() for item in text.split(value.separator) if item.strip()]
    moment = moment_of(mapping, text).astimezone(zone)
    if value.end_of_day:
        moment = datetime.combine(moment.date(), time.max, tzinfo=zone)
    return moment.isoformat()


def moment_of(mapping: EventLogMapping, text: str) -> datetime:
    """The moment that a text stands for, with its zone; raises ``Unusable``."""
    form = mapping.time_format
    try:
        # Where no zone is written, the mapping's is taken below.
        moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        like = form or "2026-11-23T09:30:00+09:00"
        raise Unusable(f"{text!r} is no date and time like {like}") from None
    if moment.tzinfo is None:
        if mapping.zone is None:
            raise Unusable(f"{text!r} has no time zone, and the mapping gives none (zone)")
        moment = moment.replace(tzinfo=ZoneInfo(mapping.zone))
    if not EARLIEST_YEAR <= moment.year < 9000:
        raise Unusable(f"{text!r}: no year that a hall has worked in")
    return moment
