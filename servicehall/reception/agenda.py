"""Questions about appointments: what can be booked, who comes on a day, whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import begun_versions
from servicehall.hall.models import Centre, Shift
from servicehall.hall.queries import working_calendar
from servicehall.reception.models import Appointment, BookingPlan, ClosedDay
from servicehall.reception.slots import Hours, Slot, overlapping, present, times
from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar

Status = Appointment.Status
HOLDING = (Status.BOOKED, Status.CONFIRMED, Status.CHECKED_IN, Status.MISSED)
"""The statuses in which an appointment holds its time; ``booked`` only until it expires."""
Stretch = tuple[datetime, datetime]


def appointments() -> QuerySet[Appointment]:
    """Appointments with all that pages and facts say of them, in one statement.

    ``begun_id`` is the version of the service that began last by the day of the appointment.
    """
    begun = begun_versions(OuterRef("centre"), OuterRef("service__code"), OuterRef("day"))
    return Appointment.objects.select_related(
        "centre", "unit", "service__unit", "service__next_unit", "contact", "visit", "plan"
    ).annotate(begun_id=Subquery(begun.values("pk")[:1]))


def appointment_by(reference: str, code: str) -> Appointment:
    """The appointment of that number and secret, in whichever centre it is.

    Raises ``Appointment.DoesNotExist``.
    """
    return appointments().get(reference=reference, code=code)


def plan_of(service: ServiceItem) -> BookingPlan | None:
    """The plan by which the service can be booked: its own, else its unit's; None for neither."""
    plans = BookingPlan.objects.filter(
        unit=service.unit_id, service_code__in=(service.code, "")
    ).order_by("-service_code")
    plan = plans.first()
    return plan if plan is not None and plan.open else None


def bookable(centre: Centre, items: Sequence[ServiceItem]) -> list[ServiceItem]:
    """Those of the services that can be booked."""
    plans = BookingPlan.objects.filter(centre=centre).values_list("unit", "service_code", "open")
    found = {(unit, code): is_open for unit, code, is_open in plans}
    return [
        item
        for item in items
        if found.get((item.unit_id, item.code), found.get((item.unit_id, ""), False))
    ]


def appointments_on(centre: Centre, day: date) -> QuerySet[Appointment]:
    """All appointments of a day, in the order of their times."""
    return appointments().filter(centre=centre, day=day).order_by("starts", "reference")


def holding(at: datetime) -> Q:
    """Which appointments hold their time at that moment."""
    return Q(status__in=HOLDING) & ~Q(status=Status.BOOKED, expires_at__lte=at)


def hours_of(plan: BookingPlan, centre: Centre) -> Hours:
    """When appointments are given by the plan: never outside the hours of the hall."""
    opens = max(plan.first, centre.opens) if plan.first else centre.opens
    closes = min(plan.last, centre.closes) if plan.last else centre.closes
    pause = (plan.pause_from, plan.pause_until)
    return Hours(opens, closes, pause if pause[0] and pause[1] else None)  # type: ignore[arg-type]


def offered(plan: BookingPlan, centre: Centre, starts: datetime) -> Slot | None:
    """The slot of the plan that begins then, whatever it has room for; None where none does."""
    zone = ZoneInfo(centre.timezone)
    day = starts.astimezone(zone).date()
    slots = times(day, hours_of(plan, centre), plan.slot_minutes, zone)
    return next((slot for slot in slots if slot.starts == starts), None)


def capacity(plan: BookingPlan, slot: Slot, shifts: Sequence[Stretch]) -> int:
    """How many appointments the slot takes, with the shifts of the day's rota."""
    if plan.capacity == BookingPlan.Capacity.FIXED:
        return plan.per_slot
    if not shifts:
        return plan.before_rota
    return present(slot, shifts) * plan.per_slot * plan.staff_share // 100


def rota(plan: BookingPlan, since: date, until: date) -> QuerySet[Shift]:
    """The shifts on which the capacity of those days rests, where it rests on any."""
    return Shift.objects.filter(
        centre=plan.centre_id, counter__unit=plan.unit_id, day__range=(since, until)
    )


def closed_days(plan: BookingPlan, since: date, until: date) -> QuerySet[ClosedDay]:
    """The closed days that the plan knows, of its unit and of the whole hall."""
    return ClosedDay.objects.filter(
        Q(unit=None) | Q(unit=plan.unit_id), centre=plan.centre_id, day__range=(since, until)
    )


@dataclass(frozen=True)
class BookingDay:
    """A day as somebody who books sees it: its slots, or why there are none."""

    day: date
    slots: Sequence[Slot] = ()
    why: str = ""
    """``past``, ``far``, ``weekend`` (no working day), ``closed`` or ``unknown``; else empty."""
    reason: Mapping[str, str] = field(default_factory=dict)
    """What a closed day is closed for, in each language."""

    @property
    def free(self) -> int:
        """How many appointments the day has left."""
        return sum(slot.free for slot in self.slots)

    @property
    def full(self) -> bool:
        """Whether it would have slots, and all are taken."""
        return bool(self.slots) and not self.free


def booking_days(
    plan: BookingPlan,
    centre: Centre,
    *,
    since: date,
    until: date,
    at: datetime,
    by_staff: bool = False,
    moving: Appointment | None = None,
) -> list[BookingDay]:
    """Every day from ``since`` to ``until`` with its slots, in three statements for all of them.

    Staff may book until the very moment, whoever books alone only with the plan's notice.
    ``moving`` is an appointment that would leave its own place free.
    """
    zone = ZoneInfo(centre.timezone)
    today = at.astimezone(zone).date()
    earliest = at if by_staff else at + timedelta(minutes=plan.notice_minutes)
    last = today + timedelta(days=plan.days_ahead)
    closed = {each.day: each.reason for each in closed_days(plan, since, until)}
    by_staff_planned = plan.capacity == BookingPlan.Capacity.STAFF
    planned = rota(plan, since, until).values_list("day", "starts", "ends")
    shifts = _by_day(planned) if by_staff_planned else {}
    held = Appointment.objects.filter(holding(at), plan=plan, starts__range=_edges(since, until))
    if moving is not None:
        held = held.exclude(pk=moving.pk)
    taken = _by_day(held.values_list("day", "starts", "ends"))
    calendar = working_calendar(centre)
    hours = hours_of(plan, centre)
    found = []
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        why = "past" if day < today else "far" if day > last else _no_working_day(calendar, day)
        if why or day in closed:
            found.append(BookingDay(day, why=why or "closed", reason=closed.get(day, {})))
            continue
        slots = [
            Slot(
                slot.starts,
                slot.ends,
                capacity(plan, slot, shifts.get(day, ())),
                overlapping(slot, taken.get(day, ())),
            )
            for slot in times(day, hours, plan.slot_minutes, zone)
            if slot.starts >= earliest
        ]
        found.append(BookingDay(day, slots))
    return found


def first_free(plan: BookingPlan, centre: Centre, *, at: datetime) -> Slot | None:
    """The first time that can still be booked by the plan; None where nothing is free."""
    today = at.astimezone(ZoneInfo(centre.timezone)).date()
    last = today + timedelta(days=plan.days_ahead)
    days = booking_days(plan, centre, since=today, until=last, at=at)
    return next((slot for day in days for slot in day.slots if slot.free), None)


def no_working_day(centre: Centre, day: date) -> str:
    """``weekend`` for a day that is not worked, ``unknown`` beyond the calendar, else empty."""
    return _no_working_day(working_calendar(centre), day)


def _no_working_day(calendar: WorkCalendar, day: date) -> str:
    try:
        return "" if calendar.is_working(day) else "weekend"
    except OutsideCalendar:
        return "unknown"


def _edges(since: date, until: date) -> tuple[datetime, datetime]:
    """Moments around the days in any zone, so that the index of times is used."""
    begins = datetime(since.year, since.month, since.day, tzinfo=UTC) - timedelta(days=1)
    ends = datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=2)
    return begins, ends


def _by_day(rows: Iterable[tuple[date, datetime, datetime]]) -> dict[date, list[Stretch]]:
    found: dict[date, list[Stretch]] = {}
    for day, starts, ends in rows:
        found.setdefault(day, []).append((starts, ends))
    return found
