"""What a score is made of, as its pages show it: each point with its finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servicehall.appraisal.queries import Entry, PartScore, Score
from servicehall.findings.queries import Kept
from servicehall.standard.pack import Check, Clause, Pack
from servicehall.web.listed import Row, rows_of


@dataclass(frozen=True)
class EntryRow:
    """One entry of a score: the finding, the points that count, and whether they do yet."""

    row: Row
    points: float
    counts: bool


@dataclass(frozen=True)
class Merits:
    """The merits of one check together: they are many and alike."""

    clause: Clause
    check: Check
    rows: Sequence[EntryRow]

    @property
    def points(self) -> float:
        """What they add before the cap."""
        return round(sum(each.points for each in self.rows), 2)


@dataclass(frozen=True)
class JudgedCheck:
    """How often a check was kept, of how often it could be decided."""

    clause: Clause
    check: Check
    kept: Kept


def entry_rows(entries: Sequence[Entry], names: Mapping[str, str]) -> list[EntryRow]:
    """The entries, the latest first."""
    latest = entries[::-1]
    rows = rows_of([entry.finding for entry in latest], names)
    return [
        EntryRow(row, entry.points, entry.counts) for row, entry in zip(rows, latest, strict=True)
    ]


@dataclass(frozen=True)
class Deductions:
    """What is deducted for what one did oneself, and for colleagues that one leads."""

    own: Sequence[EntryRow]
    shared: Sequence[EntryRow]

    @property
    def share(self) -> float:
        """What the shared ones cost that count already."""
        return round(sum(each.points for each in self.shared if each.counts), 2)

    @property
    def pending(self) -> float:
        """What the shared ones would cost that are still open."""
        return round(sum(each.points for each in self.shared if not each.counts), 2)


def deductions(entries: Sequence[Entry], names: Mapping[str, str], *, of: str) -> Deductions:
    """The entries, the latest first; ``of`` is the staff member whose score it is, if one's."""
    told = entry_rows(entries, names)
    own = [each for each in told if not of or each.row.finding.staff == of]
    return Deductions(own, [each for each in told if of and each.row.finding.staff != of])


def part_rows(
    score: Score, names: Mapping[str, str], *, of: str = ""
) -> list[tuple[PartScore, Deductions]]:
    """The parts of a score, each with what is deducted from it."""
    return [(part, deductions(part.entries, names, of=of)) for part in score.parts]


def merits_of(score: Score, names: Mapping[str, str]) -> list[Merits]:
    """The merits of a score by check, the weightiest first."""
    found: dict[str, list[EntryRow]] = {}
    for each in entry_rows(score.merits, names):
        found.setdefault(each.row.check.code, []).append(each)
    merits = [Merits(rows[0].row.clause, rows[0].row.check, rows) for rows in found.values()]
    return sorted(merits, key=lambda each: -each.points)


def judged_checks(pack: Pack, kept: Mapping[str, Kept]) -> list[JudgedCheck]:
    """The checks that could be decided at all, in the order of the standard."""
    return [
        JudgedCheck(clause, check, kept[check.code])
        for clause, check in pack.checks
        if check.code in kept and kept[check.code].decided and check.credit is None
    ]
