"""One page for leadership: is the standard kept, where not, and is it getting better?"""

from __future__ import annotations

from datetime import date

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from servicehall.findings.models import Finding
from servicehall.findings.queries import findings
from servicehall.web.asked import pack_in_force
from servicehall.web.chain import of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.leadership.stretches import Stretches, heat_rows, stretches, values, worst

SPANS = (7, 14, 28)
"""The lengths of the stretch that is shown, in days; beside it stands the one before."""


@desk("see_record")
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Heat map of chapters by units, the values with n and trend, what is broken most."""
    pack = pack_in_force(desk)
    days = _days_asked(request)
    both = stretches(desk.centre, _last_day(desk), days)
    units = list(desk.centre.units.order_by("prefix", "code"))
    waiting = findings(desk.centre).filter(status=Finding.Status.OPEN)
    return render(
        request,
        "leadership/overview.html",
        {
            "both": both,
            "days": _as_filter(both),
            "spans": _spans(days),
            "whole": both.compared(),
            "values": values(pack, both),
            "open": waiting.count(),
            "oldest": waiting.aggregate(oldest=Min("happened"))["oldest"],
            "units": units,
            "heat": heat_rows(pack, units, both),
            "totals": [both.compared(unit=unit.code) for unit in units],
            "worst": worst(pack, units, both),
            "thread": of_hall(desk, pack, ""),
        },
    )


def _days_asked(request: HttpRequest) -> int:
    text = request.GET.get("days", str(SPANS[0]))
    if text not in map(str, SPANS):
        raise Http404(f"no stretch of {text} days")
    return int(text)


def _spans(days: int) -> list[tuple[str, str, bool, None]]:
    """The choice of stretches, as tabs."""
    return [
        (
            ngettext("%(n)s week", "%(n)s weeks", each // 7) % {"n": each // 7},
            f"?days={each}",
            each == days,
            None,
        )
        for each in SPANS
    ]


def _last_day(desk: Desk) -> date:
    """The last day that was judged: of late in a hall at work, long ago in an imported record."""
    last = desk.centre.tallies.order_by("-day").values_list("day", flat=True).first()
    return min(last, desk.today) if last else desk.today


def _as_filter(both: Stretches) -> str:
    """The days as the list of findings is asked for them."""
    return f"&since={both.since}&until={both.until}"
