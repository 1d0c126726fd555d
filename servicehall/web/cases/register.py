"""The register of refusals: what waits for a second person, and all that was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.cases.models import RefusalRecord
from servicehall.cases.queries import refusals
from servicehall.hall.models import Unit
from servicehall.hall.queries import staff_names
from servicehall.hall.roles import may
from servicehall.web.asked import choices_asked, day_asked
from servicehall.web.desks import Desk, desk

PER_PAGE = 40

TABS: Mapping[str, tuple[str | Promise, Q]] = {
    "waiting": (_("Waits for a decision"), Q(outcome="waiting")),
    "confirmed": (pgettext_lazy("refusals", "Confirmed"), Q(outcome="confirmed")),
    "sent_back": (pgettext_lazy("refusals", "Sent back"), Q(outcome="sent_back")),
    "all": (pgettext_lazy("refusals", "All"), Q()),
}
"""The register's tabs, each with what it holds; lapsed ones are under all."""

CHOICES = ("unit", "service", "staff", "since", "until")


@never_cache
@require_safe
@desk("confirm_refusals", "see_record")
def refusals_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The register: of the reader's unit, or of the whole centre for who supervises it."""
    tab = request.GET.get("status", "waiting")
    if tab not in TABS:
        raise Http404(f"no such list of refusals: {tab}")
    found = _chosen(request, desk)
    listed = Paginator(found.filter(TABS[tab][1]), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/refusals.html",
        {
            "listed": listed,
            "tabs": _tabs(request, found, tab),
            "tab": tab,
            "chosen": choices_asked(request, *CHOICES),
            "all_units": may(desk.member, "see_record", centre=desk.centre.pk),
            "units": desk.centre.units.order_by("prefix", "code"),
            "services": _services(desk),
            "staff": sorted(staff_names(desk.centre).items(), key=lambda each: each[1]),
        },
    )


def in_sight(desk: Desk) -> QuerySet[RefusalRecord]:
    """The refusals of the reader's unit, or of the centre for who oversees its record."""
    found = refusals().filter(centre=desk.centre)
    if may(desk.member, "see_record", centre=desk.centre.pk):
        return found
    away = desk.staff.stands_in_for
    units: list[Unit] = [
        unit
        for unit in (desk.staff.unit, away.unit if away is not None else None)
        if unit is not None
        and may(desk.member, "confirm_refusals", centre=desk.centre.pk, unit=unit.pk)
    ]
    return found.filter(unit__in=units)


def _chosen(request: HttpRequest, desk: Desk) -> QuerySet[RefusalRecord]:
    found = in_sight(desk)
    fields = {"unit": "unit__code", "service": "case__service__code", "staff": "proposed_by__code"}
    for name, value in choices_asked(request, *fields).items():
        found = found.filter(**{fields[name]: value})
    if since := day_asked(request, "since"):
        found = found.filter(proposed_at__gte=datetime.combine(since, time(), desk.zone))
    if until := day_asked(request, "until"):
        after = until + timedelta(days=1)
        found = found.filter(proposed_at__lt=datetime.combine(after, time(), desk.zone))
    return found


def _services(desk: Desk) -> list[tuple[str, Mapping[str, str]]]:
    """The services of which there are refusals, each with its latest name."""
    rows = (
        in_sight(desk)
        .order_by("case__service__version")
        .values_list("case__service__code", "case__service__names")
    )
    return sorted(dict(rows).items())


def _tabs(
    request: HttpRequest, found: QuerySet[RefusalRecord], tab: str
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
