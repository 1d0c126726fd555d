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
    commitment = models.BinaryField(null=True)
    """The salted commitment to its personal fields; None where it has none."""
    leaf = models.BinaryField(null=True)
    """The SHA-256 of all that it says, from which the seals are made."""

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
    salt = models.BinaryField(default=bytes)
    """Of the fact's commitment; erased with the data, or else they could be guessed."""
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"personal data of fact {self.fact_id}"


class Seal(models.Model):
    """A fact's place in the tree over the record, given once it is committed for good."""

    index = models.BigIntegerField(primary_key=True)
    """Dense from 0."""
    fact = models.BigIntegerField(unique=True)
    """The fact's number. No foreign key: who drops a fact is to be found out by the seal."""
    entry = models.BinaryField()
    """The hash of the tree's entry."""

    def __str__(self) -> str:
        return f"seal {self.index} of fact {self.fact}"


class Checkpoint(models.Model):
    """The tree as it was at some moment, signed."""

    size = models.BigIntegerField(primary_key=True)
    """How many facts were sealed by then."""
    mark = models.BigIntegerField()
    """Up to where the record was read (``servicehall.evidence.committed``)."""
    nodes = models.BinaryField()
    """The roots of the full subtrees, from which the tree goes on."""
    note = models.TextField()
    """The signed text."""
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
