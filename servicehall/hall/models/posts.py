"""The post while somebody should be at it: times away, and times when nobody was there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from servicehall.hall.models.duty import Shift
from servicehall.hall.models.people import StaffMember
from servicehall.hall.models.places import Centre, Counter


class Pause(models.Model):
    """A short time away from the post: why, until when, and which neighbour was told."""

    OBJECT = "pause"

    class Reason(models.TextChoices):
        REST = "rest"
        PAPERS = "papers"
        WITH_CITIZEN = "with_citizen"
        CALLED_AWAY = "called_away"
        OTHER = "other"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="pauses")
    reference = models.CharField(max_length=60)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="pauses")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    told = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="told_of_pauses"
    )
    """The neighbouring counter that was told; None where nobody was."""
    left_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_pause_a_reference"),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(ended_at__isnull=True),
                name="one_open_pause_a_counter",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Vacancy(models.Model):
    """A time in which nobody was at a counter that the rota or its open state called for."""

    OBJECT = "vacancy"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="vacancies")
    reference = models.CharField(max_length=60)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="vacancies")
    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="vacancies"
    )
    """Who should have been there."""
    since = models.DateTimeField()
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_vacancy_a_reference"),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(ended_at__isnull=True),
                name="one_open_vacancy_a_counter",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Handover(models.Model):
    """What somebody leaves to whoever comes next; its words are personal data of its fact."""

    OBJECT = "handover"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="handovers")
    reference = models.CharField(max_length=60)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="handovers")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="handovers")
    fact = models.OneToOneField("evidence.Fact", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="handovers_noted"
    )

    class Meta:
        indexes = (
            models.Index(
                "counter", "written_at", name="handover_not_noted", condition=Q(noted_at=None)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "reference"), name="one_handover_a_reference"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class SelfCheck(models.Model):
    """The check of a counter by whoever opens it in the morning; one for each day."""

    OBJECT = "self_check"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="self_checks")
    reference = models.CharField(max_length=60)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="self_checks")
    day = models.DateField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="self_checks"
    )
    seconds = models.PositiveIntegerField(null=True)
    """How long it took, from when it was shown until it was sent."""
    not_kept = models.JSONField(default=list)
    """The codes of the items that were not kept."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "reference"), name="one_self_check_a_reference"
            ),
            models.UniqueConstraint(fields=("counter", "day"), name="one_self_check_a_day"),
        )

    def __str__(self) -> str:
        return self.reference
