"""The inbox of findings: by state, clause, unit, person and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.findings.models import Finding
from servicehall.findings.queries import findings
from servicehall.hall.queries import counters, staff_names
from servicehall.standard.pack import Pack
from servicehall.web.asked import choices_asked, day_asked, pack_in_force
from servicehall.web.chain import PENDING, of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.listed import rows_of
from servicehall.web.sight import in_sight, oversees, sees_all

PER_PAGE = 40

TABS: Mapping[str, tuple[str | Promise, Q]] = {
    "open": (_("To decide"), Q(status=Finding.Status.OPEN)),
    "confirmed": (pgettext_lazy("findings", "Confirmed"), Q(status=Finding.Status.CONFIRMED)),
    "ordered": (_("Being put right"), Q(rectification__status__in=PENDING)),
    "dismissed": (pgettext_lazy("findings", "Dismissed"), Q(status=Finding.Status.DISMISSED)),
    "all": (pgettext_lazy("findings", "All"), Q()),
}
"""The inbox's tabs, each with what it holds; withdrawn ones are under all."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "when": ("happened",),
    "clause": ("clause", "-happened"),
    "points": ("points", "-happened"),
    "due": ("rectification__due", "-happened"),
}
"""What the list can be sorted by, and the fields that this means."""

CHOICES = ("clause", "chapter", "value", "unit", "counter", "staff", "check", "since", "until")
"""By what the list can be narrowed, as the address names it."""

HIDDEN = ("chapter", "value", "check")
"""Those that have no field in the form: pages that lead here choose them."""


@desk("decide_findings", "see_record", "see_unit")
def findings_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The inbox: what is open first, filtered and sorted as the address says."""
    if not oversees(desk.member, desk.centre):
        raise PermissionDenied
    tab = request.GET.get("status", "open")
    if tab not in TABS:
        raise Http404(f"no such list of findings: {tab}")
    pack = pack_in_force(desk)
    found = _chosen(request, desk, pack)
    ordered = found.filter(TABS[tab][1]).order_by(*_order(request), "reference")
    listed = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    chosen = choices_asked(request, *CHOICES)
    names = staff_names(desk.centre)
    return render(
        request,
        "supervision/findings.html",
        {
            "listed": listed,
            "rows": rows_of(listed, names),
            "tabs": _tabs(request, found, tab),
            "tab": tab,
            "now": desk.at,
            "sort": request.GET.get("sort", ""),
            "chosen": chosen,
            "clauses": [clause for clause in pack.clauses if clause.checks],
            "hidden": {name: chosen[name] for name in HIDDEN if name in chosen},
            "chapter": next((c for c in pack.chapters if c.number == chosen.get("chapter")), None),
            "check": next((c for _, c in pack.checks if c.code == chosen.get("check")), None),
            "units": desk.centre.units.order_by("prefix", "code"),
            "counters": counters(desk.centre),
            "staff": sorted(names.items(), key=lambda each: each[1]),
            "thread": of_hall(desk, pack, "finding"),
            "sees_reports": sees_all(desk.member, desk.centre),
        },
    )


def _chosen(request: HttpRequest, desk: Desk, pack: Pack) -> QuerySet[Finding]:
    """The findings in sight that the address asks for, in whatever state."""
    found = findings(desk.centre).filter(in_sight(desk.member, desk.centre))
    fields: Mapping[str, Callable[[str], Q]] = {
        "clause": lambda value: Q(clause=value),
        "chapter": lambda number: Q(clause__in=_clauses_of(pack, number)),
        "value": lambda value: Q(clause__in=[c.number for c in pack.clauses if c.value == value]),
        "unit": lambda value: Q(unit=value),
        "counter": lambda value: Q(counter=value),
        "staff": lambda value: Q(staff=value),
        "check": lambda value: Q(check_code=value),
    }
    for name, value in choices_asked(request, *fields).items():
        found = found.filter(fields[name](value))
    if since := day_asked(request, "since"):
        found = found.filter(happened__gte=datetime.combine(since, time(), desk.zone))
    if until := day_asked(request, "until"):
        after = until + timedelta(days=1)
        found = found.filter(happened__lt=datetime.combine(after, time(), desk.zone))
    return found


def _clauses_of(pack: Pack, number: str) -> list[str]:
    return [
        clause.number
        for chapter in pack.chapters
        for clause in chapter.clauses
        if chapter.number == number
    ]


def _order(request: HttpRequest) -> list[str]:
    """The fields to sort by; the latest first where the address says nothing."""
    asked = request.GET.get("sort", "")
    first, *rest = SORTS.get(asked.removeprefix("-"), ("-happened",))
    if asked.startswith("-") and not first.startswith("-"):
        first = f"-{first}"
    return [first, *rest]


def _tabs(
    request: HttpRequest, found: QuerySet[Finding], tab: str
) -> list[tuple[str | Promise, str, bool, int]]:
    query = request.GET.copy()
    query.pop("page", None)
    counts = found.aggregate(
        **{name: Count("pk", filter=which or None) for name, (_label, which) in TABS.items()}
    )
    tabs = []
    for name, (label, _which) in TABS.items():
        query["status"] = name
        tabs.append((label, f"?{query.urlencode()}", name == tab, counts[name]))
    return tabs
