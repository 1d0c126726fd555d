"""Findings: a breach of a clause that facts show, what became of it, and the tally of a day."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from servicehall.hall.models import Centre, StaffMember


class Finding(models.Model):
    """One breach (or one merit) of one clause, with the facts that prove it."""

    OBJECT = "finding"

    class Nature(models.TextChoices):
        BREACH = "breach"
        MERIT = "merit"

    class Status(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"
        WITHDRAWN = "withdrawn"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="findings")
    reference = models.CharField(max_length=60)
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.BREACH)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    standard = models.CharField(max_length=64)
    """SHA-256 of the pack that it was judged by."""
    clause = models.CharField(max_length=20)
    check_code = models.CharField(max_length=60)
    outcome = models.CharField(max_length=40)
    reason = models.JSONField(default=dict)
    """Why, as data: a code and its values, told in the reader's language."""
    object_type = models.CharField(max_length=20)
    object_id = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=40, blank=True)
    """The place in the object's history of the fact that it is about; empty for all of it."""
    facts = models.JSONField(default=list)
    """Ids of the facts that prove it."""
    happened = models.DateTimeField()
    unit = models.CharField(max_length=40, blank=True)
    counter = models.CharField(max_length=40, blank=True)
    staff = models.CharField(max_length=40, blank=True)
    points = models.FloatField(default=0)
    """Deducted once confirmed; for a merit, added."""
    opened_at = models.DateTimeField()
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_finding_a_reference"),
            models.UniqueConstraint(
                fields=("centre", "check_code", "object_type", "object_id", "occurrence"),
                name="one_finding_a_breach",
            ),
        )
        indexes = (
            models.Index(fields=("centre", "status", "-happened"), name="findings_inbox"),
            models.Index(fields=("centre", "staff", "happened"), name="findings_by_staff"),
            models.Index(fields=("centre", "clause", "-happened"), name="findings_by_clause"),
        )

    def __str__(self) -> str:
        return self.reference


NEXT: Mapping[str, frozenset[str]] = {
    "open": frozenset({"confirmed", "dismissed", "withdrawn"}),
    "confirmed": frozenset(),
    "dismissed": frozenset(),
    "withdrawn": frozenset({"open"}),
}
"""What a finding may become from each status; anything else is refused."""


class Rectification(models.Model):
    """The order to put a confirmed breach right, and how it was verified."""

    class Status(models.TextChoices):
        ORDERED = "ordered"
        REPORTED = "reported"
        VERIFIED = "verified"

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="rectification")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ORDERED)
    order = models.TextField()
    due = models.DateTimeField()
    ordered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    report = models.TextField(blank=True)
    reported_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rectification of {self.finding_id}"


class Tally(models.Model):
    """How often a check came to an outcome on a day, by unit, counter and staff member."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    standard = models.CharField(max_length=64)
    check_code = models.CharField(max_length=60)
    clause = models.CharField(max_length=20)
    outcome = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    counter = models.CharField(max_length=40, blank=True)
    staff = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "day", "check_code", "outcome", "unit", "counter", "staff"),
                name="one_tally",
            ),
        )
        indexes = (models.Index(fields=("centre", "clause", "day"), name="tallies_by_clause"),)

    def __str__(self) -> str:
        return f"{self.day} {self.check_code} {self.outcome} {self.count}"
