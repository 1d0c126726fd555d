"""What citizens send who follow their case, and how often somebody guessed at a code."""

from __future__ import annotations

from django.db import models

from servicehall.cases.models.cases import Case
from servicehall.hall.models import Centre


class Upload(models.Model):
    """A file that the citizen sent for what was missing; its name and content can be erased."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=4)
    """``pdf``, ``jpeg`` or ``png``, as the content says."""
    name = models.CharField(max_length=120, blank=True)
    """What the citizen's device called it: text to show, never a path."""
    size = models.PositiveIntegerField()
    stored = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "digest"),
                condition=models.Q(erased_at=None),
                name="one_file_once_a_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class WrongTries(models.Model):
    """How often a network gave a wrong number or code for a case, lately."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=64)
    """A keyed hash of the network; the address itself is not kept."""
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "origin"), name="one_count_a_network"),
        )
        indexes = (models.Index(fields=("since",), name="tries_to_forget"),)

    def __str__(self) -> str:
        return f"{self.count} since {self.since}"
