"""A citizen's matter: received, told once what is missing, accepted, decided."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.reception.models import Visit


class Case(models.Model):
    """One application for one service item."""

    OBJECT = "case"

    class Status(models.TextChoices):
        RECEIVED = "received"
        INCOMPLETE = "incomplete"
        ACCEPTED = "accepted"
        PROPOSED = "proposed", "refusal proposed"
        GRANTED = "granted"
        REFUSED = "refused"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=60)
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="cases")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    promised_due = models.DateTimeField(null=True)
    statutory_due = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    refusal_basis = models.CharField(max_length=200, blank=True)
    refusal_reason = models.TextField(blank=True)
    follow_code = models.CharField(max_length=16, blank=True)
    """With the reference it lets the citizen follow the case; random, and printed on papers."""
    supplement_due = models.DateTimeField(null=True)
    """By when what was told as missing is to be brought."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_case_a_reference"),
        )
        indexes = (models.Index(fields=("unit", "status", "promised_due"), name="cases_due"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def told_status(self) -> str:
        """What the citizen is told: a refusal that nobody has confirmed yet is no decision."""
        return self.Status.ACCEPTED if self.status == self.Status.PROPOSED else self.status

    @property
    def ended(self) -> bool:
        """Whether nothing more is decided about it."""
        return not NEXT[self.status]


NEXT: Mapping[str, frozenset[str]] = {
    "received": frozenset({"incomplete", "accepted", "proposed", "withdrawn"}),
    "incomplete": frozenset({"incomplete", "accepted", "proposed", "returned", "withdrawn"}),
    "accepted": frozenset({"granted", "proposed", "withdrawn"}),
    "proposed": frozenset({"refused", "withdrawn"}),
    "granted": frozenset(),
    "refused": frozenset(),
    "returned": frozenset(),
    "withdrawn": frozenset(),
}
"""What a case may become from each status; anything else is refused."""

SENT_BACK: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"received", "incomplete", "accepted"}),
}
"""What a case becomes again when the second person sends a refusal back, and only then."""


class OneTimeNotice(models.Model):
    """Everything that is missing, told in one list; a second one is looked into."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    round = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    """Codes of the required materials that are missing."""
    names = models.JSONField(default=list)
    """Their names as they were when told."""
    written = models.BooleanField()
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "round"), name="one_notice_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} notice {self.round}"
