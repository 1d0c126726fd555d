"""How much of a day's quota is given out."""

from __future__ import annotations

from django.db import models

from servicehall.hall.models import Centre


class QuotaRoll(models.Model):
    """How many tickets were given for a unit or a service on a day, where that has a quota.

    Counted in the transaction that gives the ticket, on a row that the database locks.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=60)
    """``unit:civil`` or ``service:passport``."""
    day = models.DateField()
    taken = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    """The quota when the row was begun."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "day", "what"), name="one_quota_roll"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.day}: {self.taken}"
