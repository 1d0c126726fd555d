"""Today in the hall, in one line of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from servicehall.findings.models import Finding
from servicehall.findings.queries import counts_by_status
from servicehall.hall.models import Centre, Counter
from servicehall.reception.models import Visit
from servicehall.reception.queries import waiting_count


@dataclass(frozen=True)
class Story:
    """How a centre's day stands; findings are all that wait for a decision, of whatever day."""

    centre: Centre
    taken: int
    served: int
    waiting: int
    open: int
    counters: int
    findings: int


def story(centre: Centre, at: datetime) -> Story:
    """How the centre's day stands at that moment."""
    day = at.astimezone(ZoneInfo(centre.timezone)).date()
    visits = Visit.objects.filter(centre=centre, day=day).aggregate(
        taken=Count("pk"), served=Count("pk", filter=Q(status=Visit.Status.FINISHED))
    )
    counters = Counter.objects.filter(centre=centre).aggregate(
        all=Count("pk"), open=Count("pk", filter=Q(state=Counter.State.OPEN))
    )
    return Story(
        centre=centre,
        taken=visits["taken"],
        served=visits["served"],
        waiting=sum(waiting_count(centre).values()),
        open=counters["open"],
        counters=counters["all"],
        findings=counts_by_status(centre).get(Finding.Status.OPEN, 0),
    )
