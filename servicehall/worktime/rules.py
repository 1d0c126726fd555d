"""The rules by which periods are counted, as data with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from servicehall.worktime.limits import Limit, limit

DEFAULT = "plain"

_DAYS = {"days": 1, "weeks": 5, "months": 21, "years": 250}


class UnknownRule(LookupError):
    """No rule has this name; the message lists those that there are."""


@dataclass(frozen=True)
class Rule:
    """How a jurisdiction counts: see the head of ``rules.yaml`` for each field."""

    name: str
    jurisdictions: tuple[str, ...]
    immediate: Limit
    immediate_first_day: bool
    hours_a_day: int
    days_as_hours_up_to: int
    first_day: bool
    extension_at_most: Limit | None
    """None: as long as the period itself."""
    source: str

    def stated(self, length: Limit) -> tuple[Limit, bool]:
        """The limit as it is counted, and whether its first day counts.

        ``immediate`` becomes what it means here, and short periods of days become hours.
        """
        first_day = self.first_day
        if length.unit == "immediate":
            length, first_day = self.immediate, self.immediate_first_day
        if length.unit == "days" and length.count <= self.days_as_hours_up_to:
            return Limit(length.count * self.hours_a_day, "hours"), first_day
        return length, first_day

    def hours(self, length: Limit) -> int:
        """A limit in working hours, for adding limits up: a day is ``hours_a_day``.

        Weeks, months and years run by the calendar; here they are five days, 21 and 250.
        """
        counted, _first_day = self.stated(length)
        if counted.unit == "hours":
            return counted.count
        return counted.count * _DAYS[counted.unit] * self.hours_a_day

    def keeps_within(self, promised: Limit, statutory: Limit) -> bool:
        """Whether a promise never ends after the law's limit, whenever both begin.

        Hours and days differ in where they begin: of "6 days" in Korea the first may be all but
        over, so that 48 hours, which are six days long, can end later than they. Weeks, months
        and years have as many working days as their holidays leave; they are compared by
        ``hours``.
        """
        ours, theirs = self.stated(promised), self.stated(statutory)
        if ours[0].unit == theirs[0].unit and ours[1] == theirs[1]:
            return ours[0].count <= theirs[0].count
        return self._longest(*ours) <= self._shortest(*theirs)

    def _longest(self, counted: Limit, first_day: bool) -> int:
        """The most working hours that it may last: a day that is not counted comes on top."""
        extra = counted.unit == "days" and not first_day
        return self.hours(counted) + extra * self.hours_a_day

    def _shortest(self, counted: Limit, first_day: bool) -> int:
        """The fewest working hours: of a first day that counts, nothing may be left."""
        less = counted.unit == "days" and first_day
        return self.hours(counted) - less * self.hours_a_day


def rule_of(jurisdiction: str) -> Rule:
    """The rule of a jurisdiction; ``plain`` where it has none of its own."""
    for each in rules().values():
        if jurisdiction in each.jurisdictions:
            return each
    return rules()[DEFAULT]


def rule(name: str) -> Rule:
    """A rule by its name; raises ``UnknownRule``."""
    try:
        return rules()[name]
    except KeyError:
        raise UnknownRule(f"no rule {name!r}; there are: {', '.join(rules())}") from None


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by their names."""
    text = Path(__file__).with_name("rules.yaml").read_text()
    return {name: _read(name, each) for name, each in yaml.safe_load(text).items()}


def _read(name: str, given: Mapping[str, Any]) -> Rule:
    most = given["extension_at_most"]
    return Rule(
        name=name,
        jurisdictions=tuple(given.get("jurisdictions", ())),
        immediate=limit(given["immediate"]),
        immediate_first_day=given.get("immediate_first_day", given["first_day"]) == "in",
        hours_a_day=given["hours_a_day"],
        days_as_hours_up_to=given["days_as_hours_up_to"],
        first_day=given["first_day"] == "in",
        extension_at_most=None if most == "original" else limit(most),
        source=given["source"],
    )
