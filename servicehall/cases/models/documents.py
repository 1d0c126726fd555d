"""What a case ends with on paper: numbered without gaps, corrected in the open, delivered."""

from __future__ import annotations

from django.db import models

from servicehall.cases.models.cases import Case
from servicehall.hall.models import Centre, StaffMember


class DocumentSeries(models.Model):
    """The last number given to a document of a centre in a year; numbers have no gaps."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "year"), name="one_series_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.year}-{self.last}"


class Document(models.Model):
    """A document that a case ends with, as it was issued; a corrected one leaves the old one."""

    OBJECT = "document"

    class Kind(models.TextChoices):
        DECISION = "decision"
        REFUSAL = "refusal"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="documents")
    reference = models.CharField(max_length=20)
    """Year and number, such as ``2026-00012``."""
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=2)
    stored = models.CharField(max_length=64)
    """Under which name its PDF is kept (``servicehall/cases/keeping.py``)."""
    digest = models.CharField(max_length=64)
    """SHA-256 of that PDF."""
    text = models.TextField(blank=True)
    """What is decided, as it stands in the document; for a refusal, its reason."""
    valid_until = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    cause = models.TextField(blank=True)
    """Why it replaces the one before it."""
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_document_a_number"),
            models.UniqueConstraint(
                fields=("case",),
                condition=models.Q(superseded_at=None),
                name="one_document_counts_a_case",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Delivery(models.Model):
    """How a document reached the citizen; at most once by each medium."""

    class Medium(models.TextChoices):
        COUNTER = "counter"
        POST = "post"
        DOWNLOAD = "download"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries")
    medium = models.CharField(max_length=10, choices=Medium.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "medium"), name="one_delivery_a_medium"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.medium}"
