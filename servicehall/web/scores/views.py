"""Everybody's and every counter's score of a month, in the order of the hall, unranked."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.appraisal.queries import Month, Score, Scores, scores
from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.findings.queries import Kept, kept_by, kept_by_all
from servicehall.hall.models import Counter, StaffMember, Unit
from servicehall.hall.queries import counters
from servicehall.web.asked import month_asked
from servicehall.web.chain import of_scores
from servicehall.web.desks import Desk, desk
from servicehall.web.sight import oversees, sees_score

FEWEST = 30
"""Fewer judged than this, and a score is marked as resting on too little to be compared."""


def scores_of(desk: Desk, month: Month) -> Scores:
    """All scores of the month; 404 where no standard was in force."""
    try:
        return scores(desk.centre, month, today=desk.today)
    except NoStandard as none:
        raise Http404(str(none)) from None


@dataclass(frozen=True)
class ScoreRow:
    """A score in the list, with how many outcomes it rests on."""

    name: str
    unit: Unit
    score: Score
    judged: int

    @property
    def thin(self) -> bool:
        """Whether it rests on too little to be compared."""
        return self.judged < FEWEST

    @property
    def empty(self) -> bool:
        """Whether it rests on nothing: full marks for nothing done are no merit."""
        return not self.judged and not self.score.entries and not self.score.merits


@desk("see_record", "see_unit")
def scores_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody's and every counter's score of a month; of the reader's unit only, for its lead."""
    if not oversees(desk.member, desk.centre):
        raise PermissionDenied
    month = month_asked(request, desk)
    found = scores_of(desk, month)
    by_staff, by_counter = _judged(desk, month)
    return render(
        request,
        "scores/scores.html",
        {
            "month": month,
            "months": neighbours(desk, month),
            "scheme": found.standard.header.scoring,
            "staff": _staff(desk, found, by_staff),
            "counters": _counters(desk, found, by_counter),
            "fewest": FEWEST,
            "thread": of_scores(desk, found.standard, month),
        },
    )


def _staff(desk: Desk, found: Scores, judged: Mapping[str, int]) -> list[ScoreRow]:
    members = StaffMember.objects.filter(centre=desk.centre, unit__isnull=False)
    return [
        ScoreRow(member.name, member.unit, found.staff[member.code], judged.get(member.code, 0))
        for member in members.select_related("unit").order_by("unit__prefix", "unit", "code")
        if member.unit is not None
        and sees_score(desk.member, desk.centre, unit=member.unit, staff=member.code)
    ]


def _counters(desk: Desk, found: Scores, judged: Mapping[str, int]) -> list[ScoreRow]:
    return [
        ScoreRow(each.code, each.unit, found.counters[each.code], judged.get(each.code, 0))
        for each in counters(desk.centre)
        if sees_score(desk.member, desk.centre, unit=each.unit)
    ]


def _judged(desk: Desk, month: Month) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many outcomes were decided in the month, by staff member and by counter."""
    staff, counters = Count[str](), Count[str]()
    kept = kept_by_all(desk.centre, ("staff", "counter"), month.first, month.last)
    for (member, counter), each in kept.items():
        staff[member] += each.decided
        counters[counter] += each.decided
    return staff, counters


def neighbours(desk: Desk, month: Month) -> tuple[Month | None, Month | None]:
    """The month before, if a standard was in force then, and the one after, if it has come."""
    try:
        standard_in_force(desk.centre.code, month.earlier.last)
    except NoStandard:
        earlier = None
    else:
        earlier = month.earlier
    return earlier, month.later if month.last < desk.today else None


def judged_by_check(desk: Desk, month: Month, **which: str) -> dict[str, Kept]:
    """How often each check was kept in the month by a ``staff`` member or at a ``counter``."""
    return kept_by(desk.centre, "check_code", since=month.first, until=month.last, **which)


def unit_of(desk: Desk, kind: str, code: str) -> tuple[str, Unit | None]:
    """The name of the staff member or counter, and its unit; 404 where there is none."""
    if kind == "staff":
        member = StaffMember.objects.filter(centre=desk.centre, code=code).select_related("unit")
        if found := member.first():
            return found.name, found.unit
    elif kind == "counter":
        counter = Counter.objects.filter(centre=desk.centre, code=code).select_related("unit")
        if stands := counter.first():
            return stands.code, stands.unit
    raise Http404(f"no {kind} {code}")
