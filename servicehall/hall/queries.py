"""Questions about the hall: who is on duty where, who should have come, which counter is closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from servicehall.hall.models import Centre, Closure, Counter, Shift, StaffMember, Unit

ON_DUTY = Q(clocked_in__isnull=False, clocked_out__isnull=True)
"""The shifts of those who stand at a counter now."""


def duty(member: StaffMember, day: date) -> Shift | None:
    """The shift in which the member is on duty, else theirs of that day; with counter and unit.

    Who forgot to clock out yesterday is still on duty in yesterday's shift.
    """
    shifts = list(
        Shift.objects.filter(ON_DUTY | Q(day=day), staff=member).select_related("counter__unit")
    )
    if not shifts:
        return None
    shift = next((each for each in shifts if each.clocked_in and not each.clocked_out), shifts[0])
    # Known already, so that no statement asks for them.
    shift.staff, shift.centre = member, member.centre
    return shift


def rota(centre: Centre, day: date) -> QuerySet[Shift]:
    """The shifts of that day and of whoever is on duty now, by their planned start."""
    return (
        Shift.objects.filter(ON_DUTY | Q(day=day), centre=centre)
        .select_related("staff", "counter")
        .order_by("starts", "staff__code")
    )


def counters(centre: Centre) -> QuerySet[Counter]:
    """All counters with their units, in the order of the units and as they were set up."""
    return Counter.objects.filter(centre=centre).select_related("unit").order_by("unit", "pk")


def closures(centre: Centre) -> QuerySet[Closure]:
    """The closures that last, with the counters that stand in."""
    return Closure.objects.filter(centre=centre, reopened_at__isnull=True).select_related(
        "counter", "alternative"
    )


def closure_of(counter: Counter) -> Closure | None:
    """The closure of a counter that lasts, with the counter that stands in."""
    closure = (
        Closure.objects.filter(counter=counter, reopened_at__isnull=True)
        .select_related("alternative")
        .first()
    )
    if closure is not None:
        closure.counter = counter
    return closure


def leads(unit: Unit) -> QuerySet[StaffMember]:
    """Who leads the unit's counters, and so plans its duty."""
    return StaffMember.objects.filter(unit=unit, role=StaffMember.Role.LEAD).order_by("name")


def servers(centre: Centre) -> QuerySet[StaffMember]:
    """Who can stand at a counter, by unit and name."""
    return (
        StaffMember.objects.filter(
            centre=centre,
            unit__isnull=False,
            role__in=(StaffMember.Role.CLERK, StaffMember.Role.LEAD),
        )
        .select_related("unit")
        .order_by("unit", "name", "pk")
    )
