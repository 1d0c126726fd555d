"""Questions about visits: who waits, who is called, who is at a counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, QuerySet

from servicehall.hall.models import Centre, Counter, Unit
from servicehall.reception.models import Visit


def visits() -> QuerySet[Visit]:
    """Visits with all that pages and facts say of them, in one statement."""
    return Visit.objects.select_related(
        "centre", "unit", "counter", "staff", "service__unit", "service__next_unit"
    )


def visit_by_id(pk: int) -> Visit:
    """The visit of that primary key; raises ``Visit.DoesNotExist``."""
    return visits().get(pk=pk)


def visit_by_code(code: str) -> Visit:
    """The visit whose ticket carries that secret code; raises ``Visit.DoesNotExist``."""
    return visits().get(code=code)


def visit_at(counter: Counter) -> Visit | None:
    """Who is called to or served at the counter now."""
    return visits().filter(counter=counter, status__in=("called", "serving")).first()


def queue(unit: Unit) -> QuerySet[Visit]:
    """Who waits for the unit, in the order in which they will be called."""
    return (
        Visit.objects.filter(unit=unit, status=Visit.Status.WAITING)
        .select_related("service")
        .order_by("-urgent", "taken_at", "id")
    )


def waiting_count(centre: Centre) -> dict[int, int]:
    """How many wait, by the unit's primary key."""
    rows = (
        Visit.objects.filter(unit__centre=centre, status=Visit.Status.WAITING)
        .values_list("unit")
        .annotate(Count("id"))
    )
    return dict(rows)


def called_now(centre: Centre) -> QuerySet[Visit]:
    """Who is called or served now, the latest call first."""
    return (
        Visit.objects.filter(centre=centre, status__in=("called", "serving"))
        .select_related("counter", "unit", "service")
        .order_by("-called_at")
    )


def people_ahead(visit: Visit) -> int:
    """How many will be called before this waiting visit."""
    ahead = Visit.objects.filter(unit=visit.unit_id, status=Visit.Status.WAITING)
    if visit.urgent:
        ahead = ahead.filter(urgent=True)
    earlier = ahead.filter(taken_at__lt=visit.taken_at, urgent=visit.urgent).count()
    return earlier + (0 if visit.urgent else ahead.filter(urgent=True).count())


@dataclass(frozen=True)
class Estimate:
    """How long someone who comes now will wait, in minutes, with what it rests on."""

    minutes: int
    ahead: int
    counters: int


def estimate(unit: Unit, *, ahead: int, day: date) -> Estimate | None:
    """The wait from the mean service time of the last week and the counters open now.

    None where no counter is open or nobody was served in that week: nothing is guessed.
    """
    counters = Counter.objects.filter(unit=unit, state=Counter.State.OPEN).count()
    mean = Visit.objects.filter(
        centre=unit.centre_id,
        day__gte=day - timedelta(days=7),
        unit=unit,
        status=Visit.Status.FINISHED,
        started_at__isnull=False,
    ).aggregate(
        mean=Avg(ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField()))
    )["mean"]
    if not counters or mean is None:
        return None
    minutes = mean.total_seconds() / 60 * ahead / counters
    return Estimate(minutes=round(minutes), ahead=ahead, counters=counters)
