"""Time limits as the law and the hall state them."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = ("immediate", "hours", "days", "weeks", "months", "years")
"""Hours and days are working time, weeks and longer run by the calendar; how long ``immediate``
is, the rule says."""

_ROUGHLY = {"immediate": 3, "hours": 1, "days": 8, "weeks": 40, "months": 168, "years": 2000}


@dataclass(frozen=True)
class Limit:
    """A length of time as a limit states it."""

    count: int
    unit: str

    @property
    def hours(self) -> int:
        """Its length in working hours, roughly: for comparing one limit with another."""
        return self.count * _ROUGHLY[self.unit]

    def __str__(self) -> str:
        if self.unit == "immediate":
            return self.unit
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


def limit(text: str) -> Limit:
    """Read ``immediate``, ``3 hours``, ``7 days``, ``3 working days``, ``2 weeks``, ``1 month``.

    Hours and days are working time, whether they are called so or not. Raises ``ValueError``
    for anything else.
    """
    if text == "immediate":
        return Limit(1, text)
    found = re.fullmatch(r"(\d{1,5}) (?:working (?=hour|day))?(hour|day|week|month|year)s?", text)
    if not found or not int(found[1]):
        raise ValueError(
            f"a limit is 'immediate' or a number of hours, days, weeks, months or years,"
            f" such as '7 days', not {text!r}"
        )
    return Limit(int(found[1]), f"{found[2]}s")
