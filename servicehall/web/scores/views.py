"""Scores of a month: all of them, one with every point it is made of, and my own."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.appraisal.queries import Entry, Month, Score, Scores, scores
from servicehall.checks.queries import NoStandard, pack_of
from servicehall.evidence.actions import Refused
from servicehall.findings.models import Finding
from servicehall.findings.queries import Kept, kept_by
from servicehall.hall.models import StaffMember, Unit
from servicehall.hall.queries import staff_names
from servicehall.standard.pack import Check, Clause, Phrase
from servicehall.web.chain import of_score, of_scores
from servicehall.web.desks import Desk, desk
from servicehall.web.sight import sees_all, staff_seen_by
from servicehall.web.supervision.findings import Row, rows_of

FEWEST = 30
"""Fewer judged than this, and a score is marked as resting on little."""


def _month(request: HttpRequest, desk: Desk) -> Month:
    """The month asked for, else the present one; 404 for what is no month."""
    text = request.GET.get("period", "")
    if not text:
        return Month.of(desk.at.astimezone(desk.zone).date())
    try:
        return Month.read(text)
    except Refused:
        raise Http404 from None


def _scores(desk: Desk, month: Month) -> Scores:
    try:
        return scores(desk.centre, month, today=desk.at.astimezone(desk.zone).date())
    except NoStandard:
        raise Http404("no standard was in force then") from None


@dataclass(frozen=True)
class ScoreRow:
    """A score in the list, with how many outcomes it rests on."""

    name: str
    score: Score
    judged: int
    unit: Unit | None = None

    @property
    def thin(self) -> bool:
        """Whether it rests on too little to be compared."""
        return self.judged < FEWEST


@desk("see_record", "see_unit")
def scores_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody's and every counter's score of a month, in the order of the hall, unranked."""
    month = _month(request, desk)
    found = _scores(desk, month)
    judged_staff = kept_by(desk.centre, "staff", since=month.first, until=month.last)
    judged_counters = kept_by(desk.centre, "counter", since=month.first, until=month.last)
    members = StaffMember.objects.filter(centre=desk.centre, unit__isnull=False).select_related(
        "unit"
    )
    own = desk.staff.unit_id if not sees_all(desk.member, desk.centre) else None
    counters = desk.centre.counters.select_related("unit").order_by("pk")
    return render(
        request,
        "scores/scores.html",
        {
            "month": month,
            "earlier": month.earlier,
            "later": month.later if month.last < desk.at.date() else None,
            "scheme": found.standard.header.scoring,
            "staff": [
                ScoreRow(
                    member.name,
                    found.staff[member.code],
                    judged_staff.get(member.code, Kept({})).decided,
                    member.unit,
                )
                for member in members.order_by("unit__prefix", "unit__code", "code")
                if own in (None, member.unit_id)
            ],
            "counters": [
                ScoreRow(
                    counter.code,
                    found.counters[counter.code],
                    judged_counters.get(counter.code, Kept({})).decided,
                    counter.unit,
                )
                for counter in counters
                if own in (None, counter.unit_id)
            ],
            "fewest": FEWEST,
            "thread": of_scores(desk, found.standard, month),
        },
    )


@dataclass(frozen=True)
class EntryRow:
    """One entry of a score as its page shows it."""

    row: Row
    points: float
    counts: bool


@desk("serve", "see_unit", "see_record")
def score_page(request: HttpRequest, desk: Desk, kind: str, code: str) -> HttpResponse:
    """One score: its parts, and each point with the finding, clause and facts behind it."""
    month = _month(request, desk)
    found = _scores(desk, month)
    score = _one(desk, found, kind, code)
    names = staff_names(desk.centre)
    return render(
        request,
        "scores/score.html",
        {
            "kind": kind,
            "name": names.get(code, code) if kind == "staff" else code,
            "names": names,
            "month": month,
            "earlier": month.earlier,
            "later": month.later if month.last < desk.at.date() else None,
            "score": score,
            "parts": [(part, _rows(part.entries, names)) for part in score.parts],
            "merits": _rows(score.merits, names),
            "own_share": 1 - score.scheme.counter.staff_share,
            "standard": found.standard,
            "may_overview": sees_all(desk.member, desk.centre),
            "thread": of_score(desk, found.standard, score),
        },
    )


def _one(desk: Desk, found: Scores, kind: str, code: str) -> Score:
    """The score asked for; 404 for what is not there or not for the reader."""
    if kind == "staff" and code in found.staff and staff_seen_by(desk.member, desk.centre, code):
        return found.staff[code]
    if kind == "counter" and code in found.counters and sees_all(desk.member, desk.centre):
        return found.counters[code]
    raise Http404


def _rows(entries: Sequence[Entry], names: Mapping[str, str]) -> list[EntryRow]:
    rows = rows_of([entry.finding for entry in entries], names)
    return [
        EntryRow(row, entry.points, entry.counts) for row, entry in zip(rows, entries, strict=True)
    ]


@desk("serve")
def my_month(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Praise first, then what counts, what it cost, how to answer, and one thing to practise."""
    month = _month(request, desk)
    found = _scores(desk, month)
    member = desk.staff
    if member.code not in found.staff:
        raise Http404
    score = found.staff[member.code]
    names = staff_names(desk.centre)
    own = [entry for entry in score.entries if entry.finding.staff == member.code]
    return render(
        request,
        "scores/my_month.html",
        {
            "month": month,
            "earlier": month.earlier,
            "later": month.later if month.last < desk.at.date() else None,
            "score": score,
            "kept": kept_by_member(desk, month),
            "merits": _rows(score.merits, names),
            "to_answer": _rows(
                [entry for entry in own if not entry.counts and not entry.finding.statement], names
            ),
            "pending": _rows(
                [entry for entry in own if not entry.counts and entry.finding.statement], names
            ),
            "counted": _rows([entry for entry in score.entries if entry.counts], names),
            "practice": _practice([entry.finding for entry in own]),
            "thread": of_score(desk, found.standard, score),
        },
    )


def kept_by_member(desk: Desk, month: Month) -> Kept:
    """How often the member kept the standard in the month, of how often it was decided."""
    kept = kept_by(desk.centre, "staff", since=month.first, until=month.last)
    return kept.get(desk.staff.code, Kept({}))


def _practice(found: list[Finding]) -> tuple[Clause, Check, list[Phrase]] | None:
    """The fault that came most often, with the courtesies that belong to its clause."""
    if not found:
        return None
    (code, _), *_rest = Count(finding.check_code for finding in found).most_common(1)
    latest = next(finding for finding in reversed(found) if finding.check_code == code)
    pack = pack_of(latest.standard)
    clause, check = pack.check(code)
    moments = {"2.6.1": {"missing", "next"}, "2.2.3": {"refusal", "missing", "next"}}
    wanted = moments.get(clause.number, set())
    phrases = [
        phrase
        for phrase in pack.phrases
        if phrase.kind == "courtesy" and (phrase.clause == clause.number or phrase.moment in wanted)
    ]
    return clause, check, phrases
