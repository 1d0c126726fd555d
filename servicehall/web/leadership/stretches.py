"""How the standard was kept in a stretch of days, beside the one of the same length before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servicehall.findings.queries import Kept, kept_by_all
from servicehall.hall.models import Centre, Unit
from servicehall.standard.pack import Chapter, Check, Clause, Pack

WORST = 6
"""Checks that the list of what was broken shows."""

Tally = Mapping[tuple[str, ...], Kept]
"""How often it was kept, by unit, clause and check."""


@dataclass(frozen=True)
class Compared:
    """The same figure now and before."""

    now: Kept
    before: Kept

    @property
    def change(self) -> float | None:
        """By how many points of a hundred the share kept changed; None where one is missing."""
        if self.now.share is None or self.before.share is None:
            return None
        return round((self.now.share - self.before.share) * 100, 1)


@dataclass(frozen=True)
class Stretches:
    """Some days up to ``until``, and as many before them."""

    since: date
    until: date
    now: Tally
    before: Tally

    def compared(
        self, *, unit: str = "", clauses: Collection[str] = (), check: str = ""
    ) -> Compared:
        """How often it was kept: everywhere, or in a unit, by some clauses, by a check."""

        def kept(tally: Tally) -> Kept:
            found = (
                kept
                for (of, clause, code), kept in tally.items()
                if unit in ("", of) and check in ("", code) and (not clauses or clause in clauses)
            )
            return sum(found, Kept({}))

        return Compared(kept(self.now), kept(self.before))


def stretches(centre: Centre, until: date, days: int) -> Stretches:
    """The stretch of so many days up to ``until``, and the one before; two statements."""
    since = until - timedelta(days=days - 1)
    fields = ("unit", "clause", "check_code")
    return Stretches(
        since,
        until,
        kept_by_all(centre, fields, since, until),
        kept_by_all(centre, fields, since - timedelta(days=days), since - timedelta(days=1)),
    )


def values(pack: Pack, both: Stretches) -> list[tuple[str, Compared]]:
    """How the values of the standard fare, each by the clauses that are tagged with it."""
    clauses: dict[str, list[str]] = {}
    for clause in pack.clauses:
        clauses.setdefault(clause.value, []).append(clause.number)
    found = [(value, both.compared(clauses=numbers)) for value, numbers in clauses.items()]
    return [(value, each) for value, each in found if each.now.decided or each.before.decided]


@dataclass(frozen=True)
class HeatRow:
    """A chapter of the heat map: a cell for each unit, and the whole hall's."""

    chapter: Chapter
    cells: Sequence[tuple[Unit | None, Kept]]


def heat_rows(pack: Pack, units: Sequence[Unit], both: Stretches) -> list[HeatRow]:
    """A row for each chapter that facts decide; its last cell is the whole hall."""
    rows = []
    for chapter in pack.chapters:
        numbers = [clause.number for clause in chapter.clauses if clause.checks]
        if numbers:
            columns: list[Unit | None] = [*units, None]
            cells = [
                (unit, both.compared(unit=unit.code if unit else "", clauses=numbers).now)
                for unit in columns
            ]
            rows.append(HeatRow(chapter, cells))
    return rows


@dataclass(frozen=True)
class Broken:
    """A check that was broken, how that changed, and where it happened most."""

    clause: Clause
    check: Check
    compared: Compared
    unit: Unit | None
    there: int
    """How many of the breaches happened in that unit."""


def worst(pack: Pack, units: Sequence[Unit], both: Stretches) -> list[Broken]:
    """The checks that were broken most often, each with the unit where that was."""
    found = []
    for clause, check in pack.checks:
        compared = both.compared(check=check.code)
        if check.credit is None and compared.now.broken:
            there = [
                (both.compared(unit=unit.code, check=check.code).now.broken, unit) for unit in units
            ]
            most, unit = max(there, key=lambda each: each[0], default=(0, None))
            found.append(Broken(clause, check, compared, unit, most))
    return sorted(found, key=lambda each: -each.compared.now.broken)[:WORST]
