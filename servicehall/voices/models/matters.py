"""A matter that could not be got done, and the classes of problem that such matters show."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from servicehall.cases.models import Case
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.reception.models import Addressee, Visit


class UnresolvedMatter(models.Model):
    """What a citizen could not get done (“办不成事”, “안 되는 일”), brought to its desk."""

    OBJECT = "matter"

    class Status(models.TextChoices):
        REPORTED = "reported"
        TAKEN = "taken"
        RESOLVED = "resolved"
        EXPLAINED = "explained"

    class Kind(models.TextChoices):
        SIMPLE = "simple"
        COMPLEX = "complex"
        SPECIAL = "special"

    class Cause(models.TextChoices):
        PASSED_ROUND = "passed_round"
        SENT_AGAIN = "sent_again"
        NOT_TOLD = "not_told"
        UNCLEAR_RULE = "unclear_rule"
        SYSTEM = "system"
        TOOK_LONG = "took_long"
        NOT_ALLOWED = "not_allowed"
        OTHER = "other"

    class Channel(models.TextChoices):
        COUNTER = "counter"
        INTERNET = "internet"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="matters")
    reference = models.CharField(max_length=60)
    follow_code = models.CharField(max_length=16)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    origin = models.CharField(max_length=64, blank=True)
    """A keyed hash of the network that it came from by the public page; forgotten at the end."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="matters")
    """The unit that it is about; None where the citizen does not know, for supervision to see."""
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="matters")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="matters")
    about_staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """Whom the citizen names; never the one who handles it."""
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.REPORTED)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    """What could not be got done, in the citizen's words; personal."""
    reached = models.CharField(max_length=254, blank=True)
    addressee = models.OneToOneField(
        Addressee, on_delete=models.SET_NULL, null=True, related_name="matter"
    )
    reported_at = models.DateTimeField()
    contact_by = models.DateTimeField()
    """The end of the day on which the citizen is to be contacted."""
    contacted_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="matters"
    )
    taken_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=7, choices=Kind.choices, blank=True)
    cause = models.CharField(max_length=12, choices=Cause.choices, blank=True)
    due = models.DateTimeField()
    """By when it is done; that of a complex matter until it is classified."""
    extended_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    delay_told_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    """When it was noted that its date had passed."""
    done = models.TextField(blank=True)
    """What was done; for what can't be done, the reason."""
    basis = models.CharField(max_length=200, blank=True)
    """The rule on which it can't be done."""
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_matter_a_number"),
        )
        indexes = (
            models.Index(fields=("centre", "status", "due"), name="matters_open"),
            models.Index(fields=("centre", "reported_at"), name="matters_of_period"),
            models.Index(fields=("centre", "origin", "reported_at"), name="matters_of_a_network"),
            models.Index(fields=("ended_at", "erased_at"), name="matters_to_erase"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def ended(self) -> bool:
        """Whether it is resolved, or explained that it can't be."""
        return self.status not in OPEN_MATTERS


OPEN_MATTERS: Sequence[str] = (UnresolvedMatter.Status.REPORTED, UnresolvedMatter.Status.TAKEN)
"""The statuses of a matter that is not at its end."""


class ProblemClass(models.Model):
    """A class of problem, and the measure that is to end it; matters are counted against it."""

    OBJECT = "problem_class"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="problem_classes")
    reference = models.CharField(max_length=120)
    """Unit (``-`` for none) and cause, such as ``civil/passed_round``."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=12, choices=UnresolvedMatter.Cause.choices)
    measure = models.TextField()
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_class_a_reference"),
        )

    def __str__(self) -> str:
        return self.reference
