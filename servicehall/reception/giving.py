"""Whether a ticket is given: by this device, at this hour, and with quota left; or counts again.

The same rules decide the tap and what the screens say before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Centre
from servicehall.reception.models import Device, QuotaRoll, Visit
from servicehall.reception.moving import callable_days
from servicehall.worktime.calendars import OutsideCalendar, calendar_of
from servicehall.worktime.opening import LOOKS_AHEAD, OpeningHours

EXPIRES_AFTER = timedelta(days=90)
"""A device that has not shown itself for so long has to be paired again."""

_COUNT = """
insert into reception_quotaroll (centre_id, what, day, taken, most) values {rows}
on conflict (centre_id, day, what) do update set taken = reception_quotaroll.taken + 1
where reception_quotaroll.taken < excluded.most
returning what
"""


def hours_of(centre: Centre, service: ServiceItem | None = None) -> OpeningHours | None:
    """When the hall, or one of its services, receives people; None where it keeps no hours."""
    tables = [each for each in (centre.hours, service.hours if service else {}) if each]
    if not tables:
        return None
    return OpeningHours(
        calendar_of(centre.jurisdiction, centre.timezone),
        tuple(tables),
        frozenset(date.fromisoformat(each) for each in centre.days_off),
    )


def opening_on(centre: Centre, day: date) -> time | None:
    """From when the hall receives people on a day; None for a day on which it receives nobody.

    A hall that keeps no hours of its own opens on the working days of its calendar. Of years
    that the calendar does not know yet, the weekday counts.
    """
    hours = hours_of(centre)
    if hours is not None:
        return next((opens for opens, _ in hours.of(day)), None)
    try:
        works = calendar_of(centre.jurisdiction, centre.timezone).is_working(day)
    except OutsideCalendar:
        works = day.weekday() < 5
    return centre.opens if works and day.isoformat() not in centre.days_off else None


def next_opening(centre: Centre, *, after: date) -> date | None:
    """The next day after that one on which the hall receives people; None for none in sight."""
    following = (after + timedelta(days=days) for days in range(1, LOOKS_AHEAD + 1))
    return next((day for day in following if opening_on(centre, day) is not None), None)


def require_device(centre: Centre, device: Device | None, at: datetime) -> None:
    """Raise ``Refused`` unless the device may give tickets of the centre.

    ``device_not_registered`` for none where the hall wants one, for one of another hall or of
    another kind; ``device_revoked``; ``device_expired``; ``kiosk_locked`` with the reason.
    """
    if device is None:
        if centre.kiosks_registered_only:
            raise Refused("device_not_registered")
        return
    if device.centre_id != centre.pk or device.kind != Device.Kind.KIOSK:
        raise Refused("device_not_registered")
    require_valid(device, at)
    if device.lock:
        raise Refused("kiosk_locked", reason=device.lock)


def require_valid(device: Device, at: datetime) -> None:
    """Raise ``Refused`` for a device that counts no more.

    ``device_not_registered`` before it is paired; ``device_revoked``; ``device_expired``.
    """
    if device.revoked_at is not None:
        raise Refused("device_revoked")
    if device.token_digest is None:
        raise Refused("device_not_registered")
    seen = device.seen_at or device.paired_at
    if seen is None or at - seen > EXPIRES_AFTER:
        raise Refused("device_expired")


def require_open(centre: Centre, at: datetime) -> None:
    """Raise ``Refused`` outside the hours in which the hall gives tickets.

    ``outside_hours``; ``last_ticket_given`` in the last minutes of the day. Both tell ``next``,
    the next opening, or None. A hall that keeps no hours gives tickets at any time.
    """
    hours = hours_of(centre)
    if hours is None:
        return
    if hours.at(at) is None:
        raise Refused("outside_hours", next=hours.next(at))
    closing = hours.closing(at)
    if closing is not None and at >= closing - timedelta(minutes=centre.last_ticket_before):
        raise Refused("last_ticket_given", next=hours.next(at))


def require_received(service: ServiceItem, at: datetime) -> None:
    """Raise ``Refused("service_hours")``, with ``next``, outside the hours of the service."""
    hours = hours_of(service.centre, service) if service.hours else None
    if hours is not None and hours.at(at) is None:
        raise Refused("service_hours", service=service.code, next=hours.next(at))


def count_quotas(services: Sequence[ServiceItem], *, day: date, at: datetime) -> None:
    """Count a ticket for these services in the day's quotas, in the caller's transaction.

    A ticket counts once for each of its services and once for each of their units, however
    often a service is wanted. Raises ``Refused("quota_full")``, with ``service`` and ``next``,
    where one is full; the caller's transaction then takes back what was counted before it.
    """
    quotas = _quotas(services)
    if not quotas:
        return
    # In one order everywhere, so that two tickets never wait for each other.
    rows = [
        (services[0].centre_id, what, day, most) for what, most in sorted(quotas.items()) if most
    ]
    counted = set()
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                _COUNT.format(rows=", ".join(["(%s, %s, %s, 1, %s)"] * len(rows))),
                [value for row in rows for value in row],
            )
            counted = {what for (what,) in cursor.fetchall()}
    for service in services:
        if any(what in quotas and what not in counted for what in _names(service)):
            raise Refused("quota_full", service=service.code, next=next_day(service, at))


def require_return(visit: Visit, at: datetime, *, citizen: bool) -> bool:
    """Whether somebody who missed their call and comes back keeps their place.

    Raises ``Refused``: ``impossible_transition`` unless the call was missed; ``other_day`` for a
    ticket of an earlier day; and for a citizen who does so alone ``back_too_late`` once the hall
    is closed, or gives no more tickets and their place is not kept any more.
    """
    if visit.status != Visit.Status.MISSED or visit.ended_at is None:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.WAITING)
    if visit.calls_on not in callable_days(visit.centre, at):
        raise Refused("other_day")
    kept = at - visit.ended_at <= timedelta(minutes=visit.centre.return_within)
    if citizen:
        try:
            require_open(visit.centre, at)
        except Refused as refused:
            if refused.code == "outside_hours" or not kept:
                raise Refused("back_too_late") from None
    return kept


@dataclass(frozen=True)
class Hindrance:
    """Why no ticket for a service is given now, and when there is one again."""

    code: str
    """The code that an attempt is refused with."""
    next: datetime | date | None


def hindrances(
    centre: Centre, services: Iterable[ServiceItem], *, day: date, at: datetime
) -> dict[str, Hindrance]:
    """The services for which no ticket is given now, by their codes."""
    services = list(services)
    found = {}
    quotas = _quotas(services)
    taken: dict[str, int] = {}
    if quotas:
        rows = QuotaRoll.objects.filter(centre=centre, day=day, what__in=quotas)
        taken = dict(rows.values_list("what", "taken"))
    for service in services:
        try:
            require_received(service, at)
        except Refused as refused:
            found[service.code] = Hindrance(refused.code, _moment(refused.about["next"]))
            continue
        if any(what in quotas and taken.get(what, 0) >= quotas[what] for what in _names(service)):
            found[service.code] = Hindrance("quota_full", next_day(service, at))
    return found


def next_day(service: ServiceItem, at: datetime) -> datetime | date | None:
    """When a service is received again on another day: the moment, where hours are kept, else
    the next working day; None where nothing is known."""
    hours = hours_of(service.centre, service)
    if hours is not None:
        return hours.next(at, another_day=True)
    calendar = calendar_of(service.centre.jurisdiction, service.centre.timezone)
    try:
        return next(calendar.working_days(at.astimezone(calendar.zone).date()))
    except OutsideCalendar:
        return None


def _quotas(services: Iterable[ServiceItem]) -> dict[str, int]:
    found = {}
    for service in services:
        unit, own = _names(service)
        if service.unit.daily_quota is not None:
            found[unit] = service.unit.daily_quota
        if service.daily_quota is not None:
            found[own] = service.daily_quota
    return found


def _names(service: ServiceItem) -> tuple[str, str]:
    return f"unit:{service.unit.code}", f"service:{service.code}"


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None
