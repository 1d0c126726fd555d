"""The people: staff members, and what they prove by who they are: a PIN, a badge."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from servicehall.hall.models.places import Centre, Unit


class StaffMember(models.Model):
    """Someone who works in or watches over the hall, with the one role that gives their rights."""

    class Role(models.TextChoices):
        CLERK = "clerk"
        LEAD = "lead"
        UNIT_HEAD = "unit_head"
        SUPERVISOR = "supervisor"
        INSPECTOR = "inspector"
        LEADERSHIP = "leadership"
        ADMINISTRATOR = "administrator"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="staff")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="staff")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CLERK)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="staff_member"
    )
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="stood_in_for_by"
    )
    """Whose powers they have beside their own, while they stand in as backup."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "code"), name="one_staff_member_a_code"),
        )

    def __str__(self) -> str:
        return f"{self.centre_id}/{self.code}"


class Pin(models.Model):
    """The number by which a staff member proves at a counter who they are, kept as a hash."""

    staff = models.OneToOneField(StaffMember, on_delete=models.CASCADE, related_name="pin")
    hashed = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    """Wrong tries since the last right one."""
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"PIN of {self.staff_id}"


class Badge(models.Model):
    """A badge with a code to scan; the code is random, says nothing, and can be revoked."""

    OBJECT = "badge"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="badges")
    reference = models.CharField(max_length=60)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="badges")
    code = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_badge_a_reference"),
            models.UniqueConstraint(
                fields=("staff",), condition=Q(revoked_at__isnull=True), name="one_badge_a_person"
            ),
        )

    def __str__(self) -> str:
        return self.reference
