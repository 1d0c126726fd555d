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
        FINISHED = "finished"
        MISSED = "missed"

    class Priority(models.TextChoices):
        NONE = "none"
        ELDERLY = "elderly"
        DISABLED = "disabled"
        PREGNANT = "pregnant"
        INFANT = "infant"

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
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits", db_index=False)
    """Whose queue it waits in; changes when the citizen is shown to the next counter."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    urgent = models.BooleanField(default=False)
    """Whether it comes before those without priority."""
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NONE)
    language = models.CharField(max_length=2, default="ko")
    taken_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    """When it joined the queue that it waits in; ``taken_at`` keeps its seniority there."""
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="visits", db_index=False
    )
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    times_called = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

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
            models.Index(
                fields=("unit", "status", "-urgent", "taken_at", "id"), name="visits_waiting"
            ),
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


NEXT: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"called"}),
    "called": frozenset({"serving", "missed", "called"}),
    "serving": frozenset({"finished", "waiting"}),
    "missed": frozenset(),
    "finished": frozenset(),
}
"""What a visit may become from each status; anything else is refused."""


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
