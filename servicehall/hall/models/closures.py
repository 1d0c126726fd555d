"""Closures: times in which a counter serves nobody, with the notice that says so."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from servicehall.hall.models.places import Centre, Counter


class Closure(models.Model):
    """A time in which a counter serves nobody, with the notice that tells citizens so."""

    OBJECT = "closure"

    class Reason(models.TextChoices):
        BREAK = "break"
        MEETING = "meeting"
        TRAINING = "training"
        SYSTEM = "system"
        STAFFING = "staffing"
        OTHER = "other"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="closures")
    reference = models.CharField(max_length=60)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="closures")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    closed_at = models.DateTimeField()
    notice_posted_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    alternative = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="stands_in_for"
    )
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_closure_a_reference"),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(reopened_at__isnull=True),
                name="one_open_closure_a_counter",
            ),
        )

    def __str__(self) -> str:
        return self.reference
