"""Findings as lists show them: with what the standard of their day calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servicehall.checks.queries import pack_of
from servicehall.findings.models import Finding
from servicehall.standard.pack import Check, Clause


@dataclass(frozen=True)
class Row:
    """A finding in a list, with its clause and check, and the name of whom it concerns."""

    finding: Finding
    clause: Clause
    check: Check
    staff: str


def rows_of(found: Iterable[Finding], names: Mapping[str, str]) -> list[Row]:
    """Findings with the texts of the standard that each was judged by."""
    rows = []
    for finding in found:
        clause, check = pack_of(finding.standard).check(finding.check_code)
        rows.append(Row(finding, clause, check, names.get(finding.staff, finding.staff)))
    return rows
