"""Duty: who is to stand where and when, who is away, and who stands in for whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from servicehall.hall.models.people import StaffMember
from servicehall.hall.models.places import Centre, Counter


class Shift(models.Model):
    """A staff member's duty at a counter on a day: planned, then worked."""

    OBJECT = "shift"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="shifts")
    reference = models.CharField(max_length=60)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="shifts")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    clocked_in = models.DateTimeField(null=True)
    badge_worn = models.BooleanField(null=True)
    clocked_out = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    """When it was taken off the rota before it began."""
    absence = models.ForeignKey(
        "hall.Absence", on_delete=models.PROTECT, null=True, related_name="excuses"
    )
    """The absence that excuses from it."""
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="stood_in_for_by"
    )
    """The shift of a colleague in whose place this one is worked, with that colleague's powers."""

    class Meta:
        indexes = (models.Index("centre", "day", name="shift_by_centre_and_day"),)
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_shift_a_reference"),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(clocked_in__isnull=False, clocked_out__isnull=True),
                name="one_on_duty_a_counter",
            ),
            models.UniqueConstraint(
                fields=("staff",),
                condition=Q(clocked_in__isnull=False, clocked_out__isnull=True),
                name="one_counter_a_staff_member",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Absence(models.Model):
    """A time in which a staff member is on leave, ill or elsewhere on duty."""

    OBJECT = "absence"

    class Reason(models.TextChoices):
        LEAVE = "leave"
        SICK = "sick"
        ERRAND = "errand"
        TRAINING = "training"
        OTHER = "other"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="absences")
    reference = models.CharField(max_length=60)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="absences")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index("staff", "ends", name="absence_by_staff_and_end"),)
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_absence_a_reference"),
        )

    def __str__(self) -> str:
        return self.reference


class BackupAssignment(models.Model):
    """A pair of posts: B steps in, unasked and with A's powers, whenever A is away."""

    OBJECT = "backup"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="backups")
    reference = models.CharField(max_length=60)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="backed_up_by")
    backup = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="backs_up")
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_backup_a_reference"),
            models.UniqueConstraint(
                fields=("staff",), condition=Q(ended_at__isnull=True), name="one_backup_a_person"
            ),
        )

    def __str__(self) -> str:
        return self.reference
