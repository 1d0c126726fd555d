"""Questions about visits: who waits, who is called, who is at a counter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import Coalesce

from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre, Counter, Unit
from servicehall.reception.models import Device, FurtherService, Visit


def visits() -> QuerySet[Visit]:
    """Visits with all that pages and facts say of them, in one statement."""
    return Visit.objects.select_related(
        "centre", "unit", "counter", "staff", "service__unit", "service__next_unit"
    )


def visit_count(centre: Centre, *, since: date, until: date) -> int:
    """How many tickets were taken in the centre on those days."""
    return Visit.objects.filter(centre=centre, day__gte=since, day__lte=until).count()


@prepared
def _visit_of_centre() -> QuerySet[Visit]:
    return visits().filter(pk=Given("pk"), centre=Given("centre"))


def visit_of(centre: Centre, pk: int) -> Visit | None:
    """The centre's visit of that primary key; None where there is none."""
    return _visit_of_centre.first(pk=pk, centre=centre.pk)


def visit_by_code(code: str) -> Visit:
    """The visit whose ticket carries that secret code; raises ``Visit.DoesNotExist``."""
    return visits().get(code=code)


@prepared
def _visits_at() -> QuerySet[Visit]:
    here = visits().filter(counter=Given("counter"), status__in=("called", "serving"))
    return here.order_by("pk")[:1]


def visit_at(counter: Counter) -> Visit | None:
    """Who is called to or served at the counter now."""
    return _visits_at.first(counter=counter.pk)


def queue(unit: Unit, *, days: Collection[date] = ()) -> QuerySet[Visit]:
    """Who waits for the unit, in the order in which they will be called.

    With ``days`` only who can be called on one of these; a ticket of another day can't.
    """
    waiting = Visit.objects.filter(unit=unit, status=Visit.Status.WAITING)
    if days:
        waiting = waiting.filter(calls_on__in=days)
    return waiting.select_related("service", "reserved_for").order_by("seniority", "id")


def serves(counter: Counter, unit: Unit) -> bool:
    """Whether the counter calls from the unit's queue."""
    return counter.unit_id == unit.pk or counter.also_serves.filter(pk=unit.pk).exists()


def callable_at(counter: Counter, *, days: Collection[date]) -> QuerySet[Visit]:
    """Whom the counter can call on those days from all its queues, in order."""
    return Visit.objects.filter(
        Q(unit=counter.unit_id) | Q(unit__in=counter.also_serves.values("pk")),
        Q(reserved_for=None) | Q(reserved_for=counter.pk),
        status=Visit.Status.WAITING,
        calls_on__in=days,
    ).order_by("seniority", "id")


@prepared
def _aside() -> QuerySet[Visit]:
    missed = Q(status=Visit.Status.MISSED, calls_on=Given("day", DateField()))
    return (
        Visit.objects.filter(Q(status=Visit.Status.PARKED) | missed, unit=Given("unit"))
        .select_related("centre", "unit", "service", "counter", "staff")
        .order_by(Coalesce("parked_at", "ended_at"), "id")
    )


def set_aside(unit: Unit, *, day: date) -> list[Visit]:
    """Who is set aside at the unit's counters, and who missed their call there on that day.

    Each with where and by whom; the longest first.
    """
    return _aside.all(unit=unit.pk, day=day)


def still_waiting(centre: Centre, *, until: date) -> QuerySet[Visit]:
    """Who waits or is set aside with a ticket that could be called on that day or before."""
    return (
        Visit.objects.filter(
            unit__centre=centre,
            status__in=(Visit.Status.WAITING, Visit.Status.PARKED),
            calls_on__lte=until,
        )
        .select_related("centre", "unit", "counter", "reserved_for")
        .order_by("seniority", "id")
    )


def kept_for(units: Collection[Unit], *, day: date, until: date) -> int:
    """How many of the day's tickets are kept for that later day in the queues of the units."""
    return Visit.objects.filter(
        unit__in=[unit.pk for unit in units],
        status=Visit.Status.WAITING,
        day__lte=day,
        calls_on=until,
    ).count()


def further_service(visit: Visit) -> FurtherService | None:
    """The next service that the visit is for, beyond the one in hand; None where there is none."""
    return (
        FurtherService.objects.filter(visit=visit, begun_at=None)
        .select_related("service__unit", "service__next_unit")
        .order_by("place")
        .first()
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


def kiosks(centre: Centre) -> QuerySet[Device]:
    """The kiosks that are paired and not revoked, by code."""
    return (
        Device.objects.filter(
            centre=centre,
            kind=Device.Kind.KIOSK,
            token_digest__isnull=False,
            revoked_at__isnull=True,
        )
        .select_related("centre", "printer", "locked_by")
        .order_by("reference")
    )


def people_ahead(visit: Visit) -> int:
    """How many will be called before this waiting visit."""
    return (
        Visit.objects.filter(
            Q(seniority__lt=visit.seniority) | Q(seniority=visit.seniority, pk__lt=visit.pk),
            unit=visit.unit_id,
            status=Visit.Status.WAITING,
            calls_on=visit.calls_on,
        )
        .exclude(pk=visit.pk)
        .count()
    )
