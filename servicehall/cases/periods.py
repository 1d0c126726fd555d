"""The legal periods of a case beside the limits of its service, as data with their source; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from servicehall.worktime.limits import Limit, limit


@dataclass(frozen=True)
class Periods:
    """What a jurisdiction sets for a case: see the head of ``periods.yaml`` for each field."""

    name: str
    tell_within: Limit | None
    supplement_days: int | None
    supplement_again_days: int | None
    supplement_counted: str
    supplement_extensions: int
    returned_after: int
    extensions: int
    extension_by: str
    suspensions: Mapping[str, str]
    warned_before: int
    red_after: int
    source: str


def periods_of(jurisdiction: str) -> Periods:
    """The legal periods of a jurisdiction; ``plain`` where none are known."""
    known = _known()
    return known.get(jurisdiction, known[""])


@cache
def _known() -> Mapping[str, Periods]:
    """By jurisdiction; those of all others by the empty text."""
    text = Path(__file__).with_name("periods.yaml").read_text()
    found: dict[str, Periods] = {}
    for name, given in yaml.safe_load(text).items():
        for jurisdiction in given["jurisdictions"] or [""]:
            found[jurisdiction] = _read(name, given)
    return found


def _read(name: str, given: Mapping[str, Any]) -> Periods:
    within = given["tell_within"]
    told = {each: given[each] for each in Periods.__dataclass_fields__ if each in given}
    return Periods(**{**told, "name": name, "tell_within": _limit(within)})


def _limit(text: str) -> Limit | None:
    return None if text == "none" else limit(text)
