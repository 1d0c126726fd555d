"""My month: praise first, then what to answer, what counted, and one thing to practise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.appraisal.queries import Entry
from servicehall.checks.queries import pack_of
from servicehall.findings.models import Finding, Rectification
from servicehall.findings.queries import Kept
from servicehall.hall.queries import staff_names
from servicehall.standard.pack import Check, Clause, Limit, Phrase
from servicehall.web.asked import month_asked
from servicehall.web.chain import of_score
from servicehall.web.desks import Desk, desk
from servicehall.web.scores.entries import deductions, entry_rows, judged_checks, merits_of
from servicehall.web.scores.views import judged_by_check, neighbours, scores_of


@desk("serve")
def my_month(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Praise first, then what to answer and to put right, what counted, what to practise."""
    month = month_asked(request, desk)
    found = scores_of(desk, month)
    code = desk.staff.code
    if code not in found.staff:
        raise Http404(f"no score of staff {code}")
    score = found.staff[code]
    names = staff_names(desk.centre)
    kept = judged_by_check(desk, month, staff=code)
    whole = sum(kept.values(), Kept({}))
    entries = sorted(score.entries, key=lambda entry: entry.finding.happened)
    waiting = [entry for entry in entries if _is_open(entry, code)]
    return render(
        request,
        "scores/my_month.html",
        {
            "month": month,
            "months": neighbours(desk, month),
            "score": score,
            "kept": whole,
            "judged": judged_checks(found.standard, kept),
            "merits": merits_of(score, names),
            "to_answer": entry_rows([each for each in waiting if not _said(each)], names),
            "answered": entry_rows([each for each in waiting if _said(each)], names),
            "to_put_right": entry_rows([each for each in entries if _ordered(each)], names),
            "counted": deductions([each for each in entries if each.counts], names, of=code),
            "practice": _practice([e.finding for e in entries if e.finding.staff == code]),
            "thread": of_score(desk, found.standard, score, whole.decided),
        },
    )


def _is_open(entry: Entry, code: str) -> bool:
    return not entry.counts and entry.finding.staff == code


def _said(entry: Entry) -> bool:
    return bool(entry.finding.statement)


def _ordered(entry: Entry) -> bool:
    """Whether an order waits for a report; a lead may report for the unit."""
    rectification = getattr(entry.finding, "rectification", None)
    return rectification is not None and rectification.status == Rectification.Status.ORDERED


class Practice(NamedTuple):
    """One thing to practise: the fault that came most often, and what to say instead."""

    clause: Clause
    check: Check
    times: int
    phrases: Sequence[Phrase]


def _practice(found: Sequence[Finding]) -> Practice | None:
    """The fault that came most often, with the courtesies that belong to it."""
    if not found:
        return None
    [(code, times)] = Counter(finding.check_code for finding in found).most_common(1)
    latest = next(finding for finding in reversed(found) if finding.check_code == code)
    pack = pack_of(latest.standard)
    clause, check = pack.check(code)
    moments = _moments(check)
    phrases = [
        phrase
        for phrase in pack.phrases
        if phrase.kind == "courtesy"
        and (phrase.clause == clause.number or phrase.moment in moments)
    ]
    return Practice(clause, check, times, phrases)


MOMENTS = {
    "visit.started": "processing",
    "notice.given": "missing",
    "case.refused": "refusal",
    "visit.directed": "next",
}
"""At which moment of a visit, as phrases have it, a kind of fact comes about."""


def _moments(check: Check) -> set[str]:
    """The moments of what the check asks for, or of what calls for it where it asks a limit."""
    asks = check.activation if isinstance(check, Limit) else check.target
    return {MOMENTS[kind] for kind in asks.kind if kind in MOMENTS}
