"""What citizens told of counters that asked for more than the guide says: hints, not findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicehall.catalogue.models import GuideReport, ServiceItem
from servicehall.catalogue.queries import guide_reports, words_of
from servicehall.web.desks import Desk, desk
from servicehall.web.wording import CODES

PER_PAGE = 40
RECENT = timedelta(days=30)
MOST_NAMED = 6


@dataclass(frozen=True)
class ToldReport:
    """A report as the page shows it, with the words where they were not erased."""

    report: GuideReport
    words: str

    @property
    def asked(self) -> Sequence[str]:
        """What was asked for beyond the guide."""
        return [str(CODES.get(each, each)) for each in self.report.asked]


@require_safe
@desk("decide_findings", "see_record")
def reports_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The reports, the latest first, and which services they are about most of late."""
    found = guide_reports(desk.centre)
    chosen = request.GET.get("service", "")
    listed = Paginator(found.filter(service__code=chosen) if chosen else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    words = words_of(listed)
    return render(
        request,
        "supervision/reports.html",
        {
            "listed": listed,
            "rows": [ToldReport(each, words.get(each.pk, "")) for each in listed],
            "often": _often(desk),
            "chosen": chosen,
            "days": RECENT.days,
        },
    )


def _often(desk: Desk) -> list[tuple[ServiceItem, int]]:
    """The services that most reports of the last days are about."""
    counted = (
        GuideReport.objects.filter(centre=desk.centre, reported_at__gt=desk.at - RECENT)
        .values_list("service__code")
        .annotate(many=Count("pk"))
        .order_by("-many", "service__code")[:MOST_NAMED]
    )
    many = dict(counted)
    items = ServiceItem.objects.filter(centre=desk.centre, code__in=many).order_by("version")
    latest = {item.code: item for item in items}
    return [(latest[code], count) for code, count in many.items()]
