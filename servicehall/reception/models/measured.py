"""What a day says of waiting, kept so that pages need not look through the record."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from servicehall.hall.models import Centre


class MeasuredDay(models.Model):
    """How the units of a centre worked on a day, and how true what was said of waits came."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    measured_at = models.DateTimeField()
    stamp = models.UUIDField(default=uuid4)
    """Another one each time that the day is measured."""
    pace = models.JSONField(default=dict)
    """See ``reception.measured.pace_as_data``."""
    said = models.JSONField(default=list)
    """A list for each wait: unit, hour, low, high, middle, waited; minutes."""
    joined = models.JSONField(default=dict)
    """How many joined the queue of each unit in each hour: ``{"civil": {"9": 12}}``; empty for a
    day that was measured before this was counted."""
    silent = models.PositiveIntegerField(default=0)
    """How many joined a queue of which nothing could be said."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("centre", "day"), name="one_measured_day"),)

    def __str__(self) -> str:
        return f"{self.centre_id} {self.day}"
