"""One page for leadership: is the standard kept, where not, and is it getting better?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.findings.models import Finding
from servicehall.findings.queries import Kept, findings, kept_by_all
from servicehall.hall.models import Unit
from servicehall.standard.pack import Chapter, Check, Clause, Pack
from servicehall.web.chain import of_hall
from servicehall.web.desks import Desk, desk

SPAN = timedelta(days=14)
"""The stretch that is shown, beside the one of the same length before it."""

CHANGES = 5


@dataclass(frozen=True)
class Compared:
    """The same figure now and in the stretch before."""

    now: Kept
    before: Kept

    @property
    def change(self) -> float | None:
        """By how many points of a hundred the share kept changed; None where one is missing."""
        if self.now.share is None or self.before.share is None:
            return None
        return round((self.now.share - self.before.share) * 100, 1)


@dataclass(frozen=True)
class Change:
    """A check, and how its share kept changed."""

    clause: Clause
    check: Check
    compared: Compared
    broken: int


@desk("see_record")
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Heat map of chapters by units, four figures with n and trend, what is broken most."""
    today = desk.at.astimezone(desk.zone).date()
    try:
        pack = standard_in_force(desk.centre.code, today)
    except NoStandard:
        raise Http404 from None
    last = _last_day(desk, today)
    now = _stretch(desk, last - SPAN + timedelta(days=1), last)
    before = _stretch(desk, last - 2 * SPAN + timedelta(days=1), last - SPAN)
    units = list(desk.centre.units.order_by("prefix", "code"))
    begin = datetime.combine(last - SPAN + timedelta(days=1), time(), desk.zone)
    opened = findings(desk.centre).filter(happened__gte=begin).exclude(status="withdrawn")
    return render(
        request,
        "leadership/overview.html",
        {
            "pack": pack,
            "since": last - SPAN + timedelta(days=1),
            "until": last,
            "kept": Compared(_all(now), _all(before)),
            "promise": Compared(_clause(now, "2.6.3"), _clause(before, "2.6.3")),
            "told_once": Compared(_clause(now, "2.6.1"), _clause(before, "2.6.1")),
            "open": findings(desk.centre).filter(status=Finding.Status.OPEN).count(),
            "found": opened.count(),
            "units": units,
            "heat": _heat(pack, units, now),
            "changes": _changes(pack, now, before),
            "thread": of_hall(desk, pack, ""),
        },
    )


Tally = dict[tuple[str, ...], Kept]
"""How often it was kept, by unit, clause and check."""


def _stretch(desk: Desk, since: date, until: date) -> Tally:
    return kept_by_all(desk.centre, ("unit", "clause", "check_code"), since, until)


def _last_day(desk: Desk, today: date) -> date:
    """The last day that was judged: today in a hall at work, long ago in an imported record."""
    last = desk.centre.tallies.order_by("-day").values_list("day", flat=True).first()
    return min(last, today) if last else today


def _sum(found: list[Kept]) -> Kept:
    outcomes: dict[str, int] = defaultdict(int)
    for kept in found:
        for outcome, count in kept.outcomes.items():
            outcomes[outcome] += count
    return Kept(dict(outcomes))


def _all(tally: Tally) -> Kept:
    return _sum(list(tally.values()))


def _clause(tally: Tally, number: str) -> Kept:
    return _sum([kept for (_, clause, _), kept in tally.items() if clause == number])


def _heat(
    pack: Pack, units: list[Unit], tally: Tally
) -> list[tuple[Chapter, list[tuple[Unit, Kept]]]]:
    """A row for each chapter that facts decide, a cell for each unit."""
    rows = []
    for chapter in pack.chapters:
        numbers = {clause.number for clause in chapter.clauses if clause.checks}
        if numbers:
            rows.append(
                (
                    chapter,
                    [
                        (
                            unit,
                            _sum(
                                [
                                    kept
                                    for (of, clause, _), kept in tally.items()
                                    if of == unit.code and clause in numbers
                                ]
                            ),
                        )
                        for unit in units
                    ],
                )
            )
    return rows


def _changes(pack: Pack, now: Tally, before: Tally) -> list[Change]:
    """The checks that were broken most often."""
    changes = []
    for clause, check in pack.checks:
        if check.credit is not None:
            continue
        compared = Compared(
            _sum([kept for (_, _, code), kept in now.items() if code == check.code]),
            _sum([kept for (_, _, code), kept in before.items() if code == check.code]),
        )
        if compared.now.broken:
            changes.append(Change(clause, check, compared, compared.now.broken))
    return sorted(changes, key=lambda each: -each.broken)[:CHANGES]
