"""Questions about the hall: who is who, who is on duty, which counters are closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import CharField, DateField, Q, QuerySet

from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre, Closure, Counter, Shift, StaffMember, Unit
from servicehall.worktime.calendars import Change, WorkCalendar, calendar_of


def working_calendar(centre: Centre) -> WorkCalendar:
    """The working calendar of the centre's jurisdiction, with the days declared since."""
    calendar = calendar_of(centre.jurisdiction, centre.timezone)
    if not centre.declared_days:
        return calendar
    return calendar.with_changes(
        Change(
            date.fromisoformat(each["day"]),
            calendar.spans if each["works"] else (),
            date.fromisoformat(each["known"]),
            each["reason"],
        )
        for each in centre.declared_days
    )


@prepared
def _centres() -> QuerySet[Centre]:
    return Centre.objects.filter(code=Given("code", CharField()))


def centre_by_code(code: str) -> Centre | None:
    """The centre of that code; None where there is none."""
    return _centres.first(code=code)


def staff_names(centre: Centre) -> dict[str, str]:
    """The names of all staff members by their codes."""
    return dict(StaffMember.objects.filter(centre=centre).values_list("code", "name"))


@prepared
def _shifts_worked() -> QuerySet[Shift]:
    return Shift.objects.filter(
        staff=Given("staff"), clocked_in__isnull=False, clocked_out__isnull=True
    ).select_related("counter__unit")


def shift_worked(member: StaffMember) -> Shift | None:
    """The shift that the member works now, with counter, unit and centre; None off duty."""
    shift = _shifts_worked.first(staff=member.pk)
    if shift is not None:
        shift.staff = member
        shift.centre = shift.counter.centre = shift.counter.unit.centre = member.centre
    return shift


@prepared
def _open_shifts() -> QuerySet[Shift]:
    begun = Q(clocked_in__isnull=False)
    planned = Q(day=Given("day", DateField()), clocked_in=None, withdrawn_at=None, absence=None)
    return Shift.objects.filter(
        begun | planned, staff=Given("staff"), clocked_out__isnull=True
    ).select_related("centre", "staff", "counter__unit", "counter__centre", "stands_in_for__staff")


def shift_of(member: StaffMember, day: date, at: datetime | None = None) -> Shift | None:
    """The member's shift that is open now, else the next one of the day; None for neither.

    Of several shifts a day, with ``at``, one that is over already gives way to a later one.
    """
    found = sorted(_open_shifts.all(staff=member.pk, day=day), key=lambda each: each.starts)
    worked = [each for each in found if each.clocked_in is not None]
    to_come = [each for each in found if at is None or each.ends > at]
    return next(iter((*worked, *to_come, *found)), None)


def on_duty(centre: Centre) -> dict[int, Shift]:
    """The shifts that are being worked now, by the counter's primary key."""
    shifts = Shift.objects.filter(
        centre=centre, clocked_in__isnull=False, clocked_out__isnull=True
    ).select_related("staff__unit", "counter", "stands_in_for__staff")
    return {shift.counter_id: shift for shift in shifts}


def not_arrived(centre: Centre, day: date) -> QuerySet[Shift]:
    """The day's planned shifts that nobody has clocked in to."""
    return (
        Shift.objects.filter(
            centre=centre,
            day=day,
            clocked_in__isnull=True,
            withdrawn_at__isnull=True,
            absence__isnull=True,
        )
        .select_related("staff", "counter__unit")
        .order_by("starts", "counter__pk")
    )


def open_closures(centre: Centre) -> QuerySet[Closure]:
    """The closures that are not over, the latest first."""
    return (
        Closure.objects.filter(centre=centre, reopened_at__isnull=True)
        .select_related("counter__unit", "alternative")
        .order_by("-closed_at")
    )


def counters(centre: Centre) -> QuerySet[Counter]:
    """The counters in the order of the hall."""
    return Counter.objects.filter(centre=centre).select_related("unit").order_by("pk")


def shift_left(member: StaffMember, day: date) -> Shift | None:
    """The last shift of the day that the member has clocked out of."""
    left = Shift.objects.filter(staff=member, day=day, clocked_out__isnull=False)
    return left.order_by("-clocked_out").first()


def closure_of(counter: Counter) -> Closure | None:
    """The closure of the counter that is not over, with the counter that stands in."""
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
