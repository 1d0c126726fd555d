"""The register of refusals: none without a rule, a reason and a second person."""

from __future__ import annotations

from django.db import models

from servicehall.cases.models.cases import Case
from servicehall.hall.models import Centre, StaffMember, Unit


class RefusalRecord(models.Model):
    """A refusal as it stands in the register: proposed, then confirmed or sent back by another."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        SENT_BACK = "sent_back"
        LAPSED = "lapsed"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refusals")
    was = models.CharField(max_length=10)
    """The status of the case before, to which it goes back when the refusal is sent back."""
    basis = models.CharField(max_length=200)
    reason = models.TextField()
    remedies = models.JSONField(default=list)
    """Codes of the remedies of ``remedies.yaml`` that the citizen is told."""
    remedy = models.TextField(blank=True)
    """What the citizen can do, in words, where that list does not say it."""
    proposed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    opinion = models.TextField(blank=True)
    """What the second person, who may decide, thinks of it."""
    decided_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                condition=models.Q(outcome="waiting"),
                name="one_refusal_waits_a_case",
            ),
        )
        indexes = (
            models.Index(fields=("centre", "outcome", "proposed_at"), name="refusals_by_outcome"),
            models.Index(fields=("unit", "outcome", "proposed_at"), name="refusals_of_unit"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"
