"""The standard as a reader would read it, and behind each clause how it is watched and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.checks.queries import versions
from servicehall.checks.verdicts import Outcome
from servicehall.findings.models import Finding
from servicehall.findings.queries import Kept, findings, kept_by, kept_by_all
from servicehall.hall.models import Unit
from servicehall.hall.queries import staff_names
from servicehall.standard.loading import coverage
from servicehall.standard.pack import Chapter, Check, Clause, Dated, Pack, Phrase
from servicehall.web.asked import pack_in_force
from servicehall.web.chain import of_clause, of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.listed import Row, rows_of
from servicehall.web.sight import in_sight, oversees, sees_all
from servicehall.web.standard.examples import told_examples
from servicehall.web.standard.wording import CheckRule, rule_of, sources_of

DAYS = 30
"""How often a clause was kept is told for so many days back."""

RECENT = 6
"""Findings that a clause's or check's page lists."""

NOTHING = Kept({})

SHOWN = tuple(outcome for outcome in Outcome if outcome != Outcome.NOT_APPLICABLE)
"""The outcomes that a check's page compares by bars."""


@dataclass(frozen=True)
class KeptClause:
    """A clause in the list, with how often it was kept."""

    clause: Clause
    kept: Kept

    @property
    def ways(self) -> list[str]:
        """In which ways it is watched."""
        ways = ("checks", "observed", "spoken", "not_checked")
        return [way for way in ways if getattr(self.clause, way)]


@dataclass(frozen=True)
class KeptCheck:
    """A check with how often it was kept, and in words what it compares."""

    clause: Clause
    check: Check
    kept: Kept
    rule: CheckRule
    points: float
    credit: float | None


def _since(desk: Desk) -> date | None:
    """The first of the days counted; all days in a centre whose record is imported."""
    return desk.today - timedelta(days=DAYS) if desk.centre.receives else None


@desk()
def standard_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole standard in its order, with its phrases, its coverage and its versions."""
    pack = pack_in_force(desk)
    kept = kept_by_all(desk.centre, ("clause", "check_code"), _since(desk))
    clauses = _by(kept, 0)
    checks = _by(kept, 1)
    return render(
        request,
        "standard/standard.html",
        {
            "pack": pack,
            "chapters": [(each, _clauses(each, clauses)) for each in pack.chapters],
            "checks": [_kept_check(*pair, checks, desk.today) for pair in pack.checks],
            "coverage": coverage(pack),
            "courtesies": _phrases(pack, "courtesy"),
            "forbidden": _phrases(pack, "forbidden"),
            "versions": versions(desk.centre.code),
            "days": DAYS if desk.centre.receives else None,
            "thread": of_hall(desk, pack, "clause"),
        },
    )


def _clauses(chapter: Chapter, kept: Mapping[str, Kept]) -> list[KeptClause]:
    return [KeptClause(each, kept.get(each.number, NOTHING)) for each in chapter.clauses]


def _by(kept: Mapping[tuple[str, ...], Kept], place: int) -> dict[str, Kept]:
    """The same counts by one of their keys."""
    found: dict[str, Kept] = {}
    for keys, each in kept.items():
        found[keys[place]] = found.get(keys[place], NOTHING) + each
    return found


def _phrases(pack: Pack, kind: str) -> list[Phrase]:
    return [phrase for phrase in pack.phrases if phrase.kind == kind]


def _kept_check(clause: Clause, check: Check, kept: Mapping[str, Kept], day: date) -> KeptCheck:
    return KeptCheck(
        clause,
        check,
        kept.get(check.code, NOTHING),
        rule_of(check, day),
        number_on(check.points, day) or 0,
        number_on(check.credit, day) if check.credit else None,
    )


def number_on(dated: Dated, day: date) -> float | None:
    """The number in force on the day; None before the first one is."""
    return dated.on(day) if dated.values[0].since <= day else None


@desk()
def clause_page(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """One clause: its text, how it is watched, how often it was kept, what was found."""
    pack = pack_in_force(desk)
    numbers = [each.number for each in pack.clauses]
    if number not in numbers:
        raise Http404(f"no clause {number}")
    clause, place = pack.clause(number), numbers.index(number)
    kept = kept_by(desk.centre, "check_code", since=_since(desk), clause=number)
    whole = sum(kept.values(), NOTHING)
    return render(
        request,
        "standard/clause.html",
        {
            "pack": pack,
            "clause": clause,
            "chapter": next(each for each in pack.chapters if clause in each.clauses),
            "checks": [_kept_check(clause, each, kept, desk.today) for each in clause.checks],
            "observed": [(each, number_on(each.points, desk.today)) for each in clause.observed],
            "spoken": [
                (each, [pack.phrase(code) for code in each.phrases]) for each in clause.spoken
            ],
            "kept": whole,
            "recent": _recent(desk, clause=number),
            "has_inbox": oversees(desk.member, desk.centre),
            "days": DAYS if desk.centre.receives else None,
            "before": numbers[place - 1] if place else None,
            "after": numbers[place + 1] if place + 1 < len(numbers) else None,
            "thread": of_clause(desk, clause, whole),
        },
    )


def _recent(desk: Desk, **which: str) -> list[Row]:
    """The latest findings that the reader may see; none for the public."""
    if desk.member is None or desk.member.centre_id != desk.centre.pk:
        return []
    seen = findings(desk.centre).filter(in_sight(desk.member, desk.centre), **which)
    found = list(seen.exclude(status=Finding.Status.WITHDRAWN)[:RECENT])
    return rows_of(found, staff_names(desk.centre)) if found else []


@desk()
def check_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One check: what it compares, examples that it must tell apart, what it came to."""
    pack = pack_in_force(desk)
    try:
        clause, check = pack.check(code)
    except KeyError:
        raise Http404(f"no check {code}") from None
    by_unit = kept_by(desk.centre, "unit", since=_since(desk), check_code=code)
    kept = sum(by_unit.values(), NOTHING)
    return render(
        request,
        "standard/check.html",
        {
            "clause": clause,
            "check": _kept_check(clause, check, {code: kept}, desk.today),
            "sources": sources_of(check, pack.header.sources),
            "outcomes": [(each, kept.outcomes[each]) for each in SHOWN if each in kept.outcomes],
            "most": max((kept.outcomes.get(each, 0) for each in SHOWN), default=0),
            "not_applicable": kept.outcomes.get(Outcome.NOT_APPLICABLE, 0),
            "units": _units(desk, by_unit) if sees_all(desk.member, desk.centre) else [],
            "clean": told_examples(check.examples.clean),
            "breaching": told_examples(check.examples.breaching),
            "recent": _recent(desk, check_code=code),
            "has_inbox": oversees(desk.member, desk.centre),
            "days": DAYS if desk.centre.receives else None,
            "thread": of_clause(desk, clause, kept, check=check),
        },
    )


def _units(desk: Desk, kept: Mapping[str, Kept]) -> list[tuple[Unit, Kept]]:
    """The units in which it was decided at all, in the order of the hall."""
    return [
        (unit, kept[unit.code])
        for unit in desk.centre.units.order_by("prefix", "code")
        if unit.code in kept and kept[unit.code].decided
    ]
