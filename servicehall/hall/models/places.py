"""The places: centre, units, and counters."""

from __future__ import annotations

from datetime import time

from django.db import models

Names = dict[str, str]
"""A name in each language of the hall, keyed ``zh``, ``ko``, ``en``."""


class Centre(models.Model):
    """A service centre; its code stands in every address and fact."""

    class Jurisdiction(models.TextChoices):
        KOREA = "KR"
        CHINA = "CN"
        OTHER = "ZZ"

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    timezone = models.CharField(max_length=40, default="Asia/Seoul")
    jurisdiction = models.CharField(
        max_length=2, choices=Jurisdiction.choices, default=Jurisdiction.KOREA
    )
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(18))
    receives = models.BooleanField(default=True)
    """Whether citizens come here; a centre known only from imported logs receives nobody."""
    recall_pause = models.PositiveSmallIntegerField(default=15)
    """Seconds between two calls of the same person."""
    recall_most = models.PositiveSmallIntegerField(default=3)
    """How often one person is called at most, the first call counted."""
    return_within = models.PositiveSmallIntegerField(default=60)
    """Minutes in which someone who missed their call may come back with their place kept."""
    priority_worth = models.PositiveSmallIntegerField(default=30)
    """Minutes by which someone with priority counts as having come earlier."""
    wait_promise = models.PositiveSmallIntegerField(default=20)
    """Minutes that nobody should wait longer than."""
    backup_after = models.PositiveSmallIntegerField(default=10)
    """Minutes after the start of a shift from which its backup may take over unasked."""
    unattended_after = models.PositiveSmallIntegerField(default=10)
    """Minutes without anybody, or without a sign of life, after which a counter is unattended."""
    away_most = models.PositiveSmallIntegerField(default=15)
    """Minutes that somebody who leaves their post is expected to be away at most."""

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """A seconding department with counters in the hall; its type decides which clauses bind it."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    unit_type = models.CharField(max_length=40, default="general")
    prefix = models.CharField(max_length=2, blank=True)
    """The letter before its ticket numbers."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("centre", "code"), name="one_unit_a_code"),)

    def __str__(self) -> str:
        return f"{self.centre_id}/{self.code}"


class Counter(models.Model):
    """A staffed counter of a unit."""

    class State(models.TextChoices):
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="counters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    code = models.SlugField(max_length=40)
    also_serves = models.ManyToManyField(Unit, related_name="also_served_at", blank=True)
    """Units beside its own whose queues it calls from: an integrated counter has several."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLOSED)
    last_seen = models.DateTimeField(null=True)
    """When the page of whoever is on duty here last gave a sign of life."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "code"), name="one_counter_a_code"),
        )

    def __str__(self) -> str:
        return f"{self.centre_id}/{self.code}"
