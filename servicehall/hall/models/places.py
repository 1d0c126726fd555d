"""The places: centre, units, and counters."""

from __future__ import annotations

from datetime import time

from django.core.validators import MinValueValidator
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
    tell_at = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1)])
    """The place in the queue at which whoever wants messages is told that their turn is near."""
    appointment_early = models.PositiveSmallIntegerField(default=30)
    """Minutes before an appointment from which one can check in."""
    appointment_late = models.PositiveSmallIntegerField(default=10)
    """Minutes after its time within which an appointment keeps its place in the queue."""
    appointment_hold = models.PositiveSmallIntegerField(default=15)
    """Minutes for which a time is kept for someone who has not confirmed it yet."""
    hours = models.JSONField(default=dict, blank=True)
    """By weekday, as ``worktime.opening`` keeps them; tickets are given only within them. Empty
    for a hall that gives tickets at any time and says when its counters open."""
    days_off = models.JSONField(default=list, blank=True)
    """Days beside the public holidays on which nobody is received, each ``2026-12-31``."""
    declared_days = models.JSONField(default=list, blank=True)
    """Days that were declared days of rest, or of work, after the calendar was known: each
    ``{"day", "works", "reason", "known"}``. They count for every time limit."""
    last_ticket_before = models.PositiveSmallIntegerField(default=0)
    """Minutes before the day's end after which no ticket is given any more."""
    kiosks_registered_only = models.BooleanField(default=False)
    """Whether the kiosk's page gives tickets only on a device that is registered."""
    supervision_phone = models.CharField(max_length=40, blank=True)
    """Whom to call with a complaint about the hall (监督电话); printed on guides and notices."""
    phone_tickets = models.BooleanField(default=True)
    """Whether one can take a ticket from the public pages, on a phone."""

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
    phone = models.CharField(max_length=40, blank=True)
    """Where one asks about its services, and who follows a case about that."""
    daily_quota = models.PositiveIntegerField(null=True, blank=True)
    """How many people it can receive a day; None without a limit."""

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
