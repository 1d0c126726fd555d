"""Appointments: by which plan they can be booked, on which days not, and who comes when."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.reception.models.visits import Visit

LONGEST = 480
"""Minutes that an appointment takes at most."""


class BookingPlan(models.Model):
    """How appointments of a unit, or of one of its services, can be booked."""

    class Capacity(models.TextChoices):
        FIXED = "fixed"
        STAFF = "staff"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="booking_plans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="booking_plans")
    service_code = models.SlugField(max_length=40, blank=True)
    """The service it is for, in all its versions; empty for all others of the unit."""
    open = models.BooleanField(default=True)
    """Whether anything can be booked by it now; what is booked stays."""
    slot_minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    first = models.TimeField(null=True, blank=True)
    """When the first appointment may begin; as the hall opens where nothing is given."""
    last = models.TimeField(null=True, blank=True)
    """When the last one must be over; as the hall closes where nothing is given."""
    pause_from = models.TimeField(null=True, blank=True)
    pause_until = models.TimeField(null=True, blank=True)
    """A pause such as lunch, into which no appointment reaches."""
    capacity = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.FIXED)
    per_slot = models.PositiveSmallIntegerField(default=1)
    """Appointments at one time; by staff: for each staff member on the rota for all of it."""
    staff_share = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    """By staff: what per cent of them appointments may take; the rest is for who just comes."""
    before_rota = models.PositiveSmallIntegerField(default=1)
    """By staff: appointments at one time on a day whose rota is not planned yet."""
    days_ahead = models.PositiveSmallIntegerField(default=28, validators=[MaxValueValidator(366)])
    notice_minutes = models.PositiveIntegerField(default=60)
    """How long before its time an appointment is booked at the latest."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "service_code"), name="one_plan_a_service"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.service_code or '*'}"


class ClosedDay(models.Model):
    """A day, beside those that the calendar leaves out, on which nobody can book, and why."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="closed_days")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="closed_days", null=True, blank=True
    )
    """The unit that it is for; None for the whole hall."""
    day = models.DateField()
    reason = models.JSONField(default=dict)
    """Why, in each language, as citizens read it."""
    closed_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "unit", "day"),
                name="one_closed_day_a_unit",
            ),
            models.UniqueConstraint(
                fields=("centre", "day"), condition=Q(unit=None), name="one_closed_day_a_hall"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}"


class Appointment(models.Model):
    """A time at which the hall expects somebody; who it is stands apart, in its contact."""

    OBJECT = "appointment"

    class Status(models.TextChoices):
        BOOKED = "booked"
        CONFIRMED = "confirmed"
        CHECKED_IN = "checked_in"
        MISSED = "missed"
        CANCELLED = "cancelled"

    class Channel(models.TextChoices):
        ONLINE = "online"
        PHONE = "phone"
        COUNTER = "counter"

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    reference = models.CharField(max_length=20)
    """Its number: the day it was first booked for and a number of that day, ``261130-014``."""
    code = models.CharField(max_length=8)
    """The secret by which its holder manages it, in letters and figures that nobody mistakes."""
    plan = models.ForeignKey(
        BookingPlan, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="appointments")
    day = models.DateField()
    """The day of ``starts`` in the centre's zone."""
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    language = models.CharField(max_length=2, default="ko")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    person = models.CharField(max_length=64, blank=True)
    """A keyed hash of the contact, which tells whether two are of one person and nothing else."""
    origin = models.CharField(max_length=64, blank=True)
    """A keyed hash of the network address that it was booked from."""
    booked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    """Until when it must be confirmed; None where nobody needs to."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How often a confirmation code was tried."""
    codes_sent = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    changes = models.PositiveSmallIntegerField(default=0)
    """How often it was moved or cancelled, by which calendars know the newest form of it."""
    reminded_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    """When it was cancelled or found to be missed."""
    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, null=True, related_name="appointment"
    )
    """The ticket that it became at check-in."""

    class Meta:
        constraints = (
            # Led by the number: at a kiosk it is asked for whatever the hall.
            models.UniqueConstraint(
                fields=("reference", "centre"), name="one_appointment_a_reference"
            ),
            models.UniqueConstraint(
                fields=("centre", "person", "day"),
                condition=Q(status__in=("booked", "confirmed", "checked_in")) & ~Q(person=""),
                name="one_appointment_a_person_and_day",
            ),
        )
        indexes = (
            models.Index(fields=("plan", "starts"), name="appointments_of_a_plan"),
            models.Index(fields=("centre", "day", "starts"), name="appointments_of_a_day"),
            models.Index(fields=("centre", "status", "starts"), name="appointments_to_come"),
            models.Index(fields=("centre", "person", "booked_at"), name="appointments_by_person"),
            models.Index(fields=("centre", "origin", "booked_at"), name="appointments_by_origin"),
        )

    def __str__(self) -> str:
        return self.reference


AFTER: Mapping[str, frozenset[str]] = {
    "booked": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"confirmed", "checked_in", "missed", "cancelled"}),
    "checked_in": frozenset(),
    "missed": frozenset({"checked_in"}),
    "cancelled": frozenset(),
}
"""What an appointment may become from each status; anything else is refused.

``confirmed`` to itself moves it to another time; whoever comes on the day after all checks in
from ``missed`` and queues as anyone does.
"""


class AppointmentContact(models.Model):
    """Who comes, and how they are reached: kept apart, and erased once it is over."""

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="contact"
    )
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("erased_at",), name="contacts_not_erased"),)

    def __str__(self) -> str:
        return f"contact of appointment {self.appointment_id}"


class AppointmentRoll(models.Model):
    """The last number given for a day; whoever books on the day locks this row first."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "day"), name="one_appointment_roll"),
        )

    def __str__(self) -> str:
        return f"{self.day}"
