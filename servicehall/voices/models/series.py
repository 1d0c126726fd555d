"""The numbers of what citizens say, one series a year."""

from __future__ import annotations

from django.db import models

from servicehall.hall.models import Centre


class VoiceSeries(models.Model):
    """The last number given in a series of a centre, such as that of questions in 2026."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "name"), name="one_series_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
