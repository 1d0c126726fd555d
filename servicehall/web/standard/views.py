"""The standard as a reader would read it, and behind each clause how it is watched and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.checks.queries import NoStandard, standard_in_force, versions
from servicehall.findings.models import Finding
from servicehall.findings.queries import Kept, findings, kept_by, kept_by_all
from servicehall.standard.loading import coverage
from servicehall.standard.pack import Chapter, Check, Clause, Pack, Phrase
from servicehall.web.chain import of_clause, of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.sight import findings_seen_by, sees_all
from servicehall.web.standard.examples import ToldExample, told_examples
from servicehall.web.standard.wording import CheckRule, rule_of

DAYS = 30
"""How often a clause was kept is told for so many days back."""

RECENT = 8
"""Findings that a clause's or check's page lists."""

NOTHING = Kept({})


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

    check: Check
    kept: Kept
    rule: CheckRule
    points: float
    credit: float | None


def _in_force(desk: Desk) -> Pack:
    """The standard of today; 404 where a centre has none."""
    try:
        return standard_in_force(desk.centre.code, desk.at.astimezone(desk.zone).date())
    except NoStandard:
        raise Http404("no standard is in force here") from None


def _since(desk: Desk) -> date | None:
    """The first of the days counted; all days in a centre whose record is imported."""
    if not desk.centre.receives:
        return None
    return desk.at.astimezone(desk.zone).date() - timedelta(days=DAYS)


@desk()
def standard_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole standard in its order, with its phrases, its coverage and its versions."""
    pack = _in_force(desk)
    kept = kept_by(desk.centre, "clause", since=_since(desk))
    chapters: list[tuple[Chapter, list[KeptClause]]] = [
        (
            chapter,
            [KeptClause(each, kept.get(each.number, NOTHING)) for each in chapter.clauses],
        )
        for chapter in pack.chapters
    ]
    return render(
        request,
        "standard/standard.html",
        {
            "pack": pack,
            "chapters": chapters,
            "checks": list(pack.checks),
            "coverage": coverage(pack),
            "courtesies": _phrases(pack, "courtesy"),
            "forbidden": _phrases(pack, "forbidden"),
            "versions": versions(desk.centre.code),
            "days": DAYS if desk.centre.receives else None,
            "thread": of_hall(desk, pack, "clause"),
        },
    )


def _phrases(pack: Pack, kind: str) -> list[Phrase]:
    return [phrase for phrase in pack.phrases if phrase.kind == kind]


@desk()
def clause_page(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """One clause: its text, how it is watched, how often it was kept, what was found."""
    pack = _in_force(desk)
    try:
        clause = pack.clause(number)
    except KeyError:
        raise Http404 from None
    today = desk.at.astimezone(desk.zone).date()
    kept = kept_by(desk.centre, "check_code", since=_since(desk))
    chapter = next(each for each in pack.chapters if clause in each.clauses)
    numbers = [each.number for each in pack.clauses]
    place = numbers.index(number)
    return render(
        request,
        "standard/clause.html",
        {
            "pack": pack,
            "clause": clause,
            "chapter": chapter,
            "checks": [_kept_check(check, kept, today) for check in clause.checks],
            "observed": [(each, each.points.on(today)) for each in clause.observed],
            "spoken": [
                (each, [pack.phrase(code) for code in each.phrases]) for each in clause.spoken
            ],
            "kept": kept_by(desk.centre, "clause", since=_since(desk)).get(number, NOTHING),
            "recent": _recent(desk, clause=number),
            "days": DAYS if desk.centre.receives else None,
            "before": numbers[place - 1] if place else None,
            "after": numbers[place + 1] if place + 1 < len(numbers) else None,
            "thread": of_clause(desk, pack, clause),
        },
    )


def _kept_check(check: Check, kept: dict[str, Kept], today: date) -> KeptCheck:
    return KeptCheck(
        check,
        kept.get(check.code, NOTHING),
        rule_of(check, today),
        check.points.on(today),
        check.credit.on(today) if check.credit else None,
    )


def _recent(desk: Desk, **which: str) -> list[Finding]:
    """The latest findings that the reader may see."""
    seen = findings_seen_by(desk.member, desk.centre, findings(desk.centre))
    return list(seen.filter(**which).exclude(status=Finding.Status.WITHDRAWN)[:RECENT])


@desk()
def check_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One check: what it compares, examples that it must tell apart, what it came to."""
    pack = _in_force(desk)
    try:
        clause, check = pack.check(code)
    except KeyError:
        raise Http404 from None
    today = desk.at.astimezone(desk.zone).date()
    kept = kept_by(desk.centre, "check_code", since=_since(desk)).get(code, NOTHING)
    by_unit = {
        unit: each
        for (check_code, unit), each in kept_by_all(
            desk.centre, ("check_code", "unit"), _since(desk)
        ).items()
        if check_code == code and each.decided
    }
    clean: list[ToldExample] = told_examples(check.examples.clean)
    breaching: list[ToldExample] = told_examples(check.examples.breaching)
    return render(
        request,
        "standard/check.html",
        {
            "clause": clause,
            "check": _kept_check(check, {code: kept}, today),
            "outcomes": sorted(kept.outcomes.items()),
            "most": max(kept.outcomes.values(), default=0),
            "units": [
                (unit, by_unit[unit.code])
                for unit in desk.centre.units.order_by("prefix", "code")
                if unit.code in by_unit and sees_all(desk.member, desk.centre)
            ],
            "clean": clean,
            "breaching": breaching,
            "recent": _recent(desk, check_code=code),
            "days": DAYS if desk.centre.receives else None,
            "thread": of_clause(desk, pack, clause, check=check),
        },
    )
