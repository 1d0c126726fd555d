"""The append-only record: facts, the objects they concern, and personal fields kept apart."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Fact(models.Model):
    """Something that happened; written once in the transaction of the change it tells of."""

    kind = models.CharField(max_length=40)
    happened = models.DateTimeField()
    recorded = models.DateTimeField()
    centre = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    counter = models.CharField(max_length=40, blank=True)
    staff = models.CharField(max_length=40, blank=True)
    recorder = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    command = models.CharField(max_length=80, null=True, unique=True)
    """The idempotency key of the command that this fact answers."""
    source = models.CharField(max_length=200, null=True, unique=True)
    """Where an imported fact comes from, so that importing it again adds nothing."""

    class Meta:
        indexes = (
            models.Index("centre", "happened", name="fact_by_centre_and_time"),
            models.Index("staff", "happened", name="fact_by_staff", condition=~Q(staff="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.happened:%Y-%m-%d %H:%M:%S}"


class FactObject(models.Model):
    """A fact's place in the history of one object it concerns; ``seq`` is dense from 1."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="concerns")
    centre = models.CharField(max_length=40)
    object_type = models.CharField(max_length=20)
    object_id = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "object_type", "object_id", "seq"), name="one_fact_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} #{self.seq}"


class PersonalData(models.Model):
    """The personal fields of a fact, apart from it so that they can be erased."""

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="personal")
    data = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"personal data of fact {self.fact_id}"
