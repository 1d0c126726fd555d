"""One score: how it is made, and each point with the finding, clause and facts behind it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.appraisal.queries import CounterScore, Score, Scores
from servicehall.findings.queries import Kept
from servicehall.hall.queries import staff_names
from servicehall.web.asked import month_asked
from servicehall.web.chain import of_score
from servicehall.web.desks import Desk, desk
from servicehall.web.scores.entries import judged_checks, merits_of, part_rows
from servicehall.web.scores.views import judged_by_check, neighbours, scores_of, unit_of
from servicehall.web.sight import oversees, sees_score


@desk("serve", "see_unit", "see_record")
def score_page(request: HttpRequest, desk: Desk, kind: str, code: str) -> HttpResponse:
    """One score: its parts, and each point with the finding, clause and facts behind it."""
    month = month_asked(request, desk)
    name, unit = unit_of(desk, kind, code)
    staff = code if kind == "staff" else ""
    if not sees_score(desk.member, desk.centre, unit=unit, staff=staff):
        raise Http404(f"no {kind} {code}")
    found = scores_of(desk, month)
    score = _score(found, kind, code)
    names = staff_names(desk.centre)
    kept = judged_by_check(desk, month, **{kind: code})
    return render(
        request,
        "scores/score.html",
        {
            "kind": kind,
            "name": name,
            "unit": unit,
            "month": month,
            "months": neighbours(desk, month),
            "score": score,
            "parts": part_rows(score, names, of=staff),
            "merits": merits_of(score, names),
            "judged": judged_checks(found.standard, kept),
            "members": _members(score, names),
            "own_share": 1 - score.scheme.counter.staff_share,
            "standard": found.standard,
            "oversees": oversees(desk.member, desk.centre),
            "thread": of_score(desk, found.standard, score, sum(kept.values(), Kept({})).decided),
        },
    )


def _score(found: Scores, kind: str, code: str) -> Score:
    """The score of one; 404 for who has none, such as the centre's own offices."""
    score = found.staff.get(code) if kind == "staff" else found.counters.get(code)
    if score is None:
        raise Http404(f"no score of {kind} {code}")
    return score


def _members(score: Score, names: Mapping[str, str]) -> list[tuple[str, Score]]:
    """Those whose mean a counter's score rests on, by name."""
    if not isinstance(score, CounterScore):
        return []
    return [(names.get(each.code, each.code), each) for each in score.staff]
