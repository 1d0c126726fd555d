"""What is done at intervals, so that of several processes only one does it each time."""

from __future__ import annotations

from django.db import models


class Round(models.Model):
    """The last time slot in which a duty of the caretaker was begun.

    For what is done once for each day of a centre, such as judging it, the last day done.
    """

    name = models.CharField(max_length=40, unique=True)
    slot = models.BigIntegerField()
    """The moment in seconds since 1970, divided by the duty's interval; the day's ordinal where
    days are counted."""
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"
