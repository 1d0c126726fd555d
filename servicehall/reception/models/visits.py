"""Visits: a citizen's way through the hall on one day, from ticket to farewell."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre, Counter, StaffMember, Unit


class Visit(models.Model):
    """A ticket and who holds it: where they wait, who called them, how it ended."""

    OBJECT = "visit"

    class Status(models.TextChoices):
        WAITING = "waiting"
        CALLED = "called"
        SERVING = "serving"
        PARKED = "parked"
        MISSED = "missed"
        FINISHED = "finished"
        LEFT = "left"

    class Priority(models.TextChoices):
        NONE = "none"
        ELDERLY = "elderly"
        DISABLED = "disabled"
        PREGNANT = "pregnant"
        INFANT = "infant"
        APPOINTMENT = "appointment"

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="visits", db_index=False
    )
    reference = models.CharField(max_length=60)
    """The day and the ticket, such as ``2026-11-09/A012``."""
    code = models.CharField(max_length=22, unique=True)
    """The secret in the ticket's QR code, by which its holder follows it."""
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="visits")
    """What it is for at the counter that it waits for now."""
    quantity = models.PositiveSmallIntegerField(default=1)
    """How often the service is asked for, such as three copies."""
    further_left = models.PositiveSmallIntegerField(default=0)
    """How many of its further services are not begun yet."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits", db_index=False)
    """Whose queue it waits in; changes when the citizen is shown to another counter."""
    reserved_for = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The one counter that may call it, where it was sent to that counter."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.NONE)
    seniority = models.DateTimeField()
    """What the queue is ordered by: when the ticket was taken, earlier by what its priority is
    worth. So whoever has priority comes before those who came a little earlier, and nobody waits
    for ever behind them."""
    calls_on = models.DateField()
    """The only day on which it can be called: its own, unless the queue was kept overnight."""
    language = models.CharField(max_length=2, default="ko")
    appointed_at = models.DateTimeField(null=True)
    """The time of the appointment that it was taken for; came too late for it, without priority."""
    taken_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    """When it joined the queue that it waits in; ``seniority`` is its place there."""
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="visits", db_index=False
    )
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    """When it was last called again; None while it was called once."""
    times_called = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    """Since when it is set aside at its counter, with its place kept."""
    ended_at = models.DateTimeField(null=True)
    wants_messages = models.BooleanField(default=False)
    """Whether its holder is to be told by a message when something comes of it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_visit_a_reference"),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(status__in=("called", "serving")),
                name="one_visit_at_a_counter",
            ),
        )
        # Whole indexes led by what is asked for, not partial ones: SQLite uses a partial index
        # only for a status written into the statement, and Django sends it as a parameter.
        indexes = (
            models.Index(fields=("unit", "status", "seniority", "id"), name="visits_waiting"),
            models.Index(fields=("counter", "status"), name="visits_at_counter"),
            models.Index(fields=("centre", "status", "-called_at"), name="visits_called"),
            models.Index(fields=("centre", "day"), name="visits_of_a_day"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def ticket(self) -> str:
        """The ticket as it is called: prefix and three figures."""
        return f"{self.prefix}{self.number:03d}"

    @property
    def urgent(self) -> bool:
        """Whether it comes before those who came a little earlier."""
        return self.priority != self.Priority.NONE


class FurtherService(models.Model):
    """A service that a visit is for beyond the one that it waits for now; done when it ends."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="further")
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField()
    """Its turn among the further services, from 1."""
    begun_at = models.DateTimeField(null=True)
    """When it became the one that the visit is for; None before."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("visit", "place"), name="one_further_service_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.visit_id} #{self.place}"


NEXT: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"called", "waiting", "left"}),
    "called": frozenset({"called", "serving", "missed", "waiting", "parked"}),
    "serving": frozenset({"serving", "finished", "waiting", "parked"}),
    "parked": frozenset({"called", "waiting", "left"}),
    "missed": frozenset({"waiting"}),
    "finished": frozenset(),
    "left": frozenset(),
}
"""What a visit may become from each status; anything else is refused.

``called`` to itself calls again; ``waiting`` to itself moves to another queue; ``serving`` to
itself goes on with a further service at the same counter.
"""


class TicketRoll(models.Model):
    """The last number given, a row for each centre, prefix and day."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=2)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "prefix", "day"), name="one_ticket_roll"),
        )

    def __str__(self) -> str:
        return f"{self.prefix} {self.day}"
