"""A citizen's matter: received, told once what is missing, accepted, decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models

from servicehall.cases.clocks import LEVELS
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.reception.models import Addressee, Visit


class Case(models.Model):
    """One application for one service item."""

    OBJECT = "case"

    class Status(models.TextChoices):
        RECEIVED = "received"
        INCOMPLETE = "incomplete"
        ACCEPTED = "accepted"
        PROPOSED = "proposed", "refusal proposed"
        GRANTED = "granted"
        REFUSED = "refused"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=60)
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="cases")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    promised_due = models.DateTimeField(null=True)
    statutory_due = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    refusal_basis = models.CharField(max_length=200, blank=True)
    refusal_reason = models.TextField(blank=True)
    follow_code = models.CharField(max_length=16, blank=True)
    """With the reference it lets the citizen follow the case; random, and printed on papers."""
    addressee = models.OneToOneField(
        Addressee, on_delete=models.SET_NULL, null=True, related_name="case"
    )
    """How the citizen is told of the case; None for who left no way of being reached."""
    not_applicable = models.JSONField(default=list)
    """Codes of the required materials that this citizen's situation does not ask for."""
    told_by = models.DateTimeField(null=True)
    """By when all that is missing is to be told, else the case is accepted by law."""
    deemed = models.BooleanField(default=False)
    """Whether it is accepted by law alone, since nothing was told in time."""
    supplement_due = models.DateTimeField(null=True)
    """By when what was told as missing is to be brought."""
    supplement_extended = models.PositiveSmallIntegerField(default=0)
    """How often the citizen had that period extended since it was set."""
    lacking = models.JSONField(default=list)
    """Codes of the materials that were told as missing and have not been brought."""
    owed = models.JSONField(default=list)
    """Codes of the materials that the citizen promised in writing to bring after acceptance."""
    owed_by = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    """Since when its clocks stand still; None while they run."""
    stages_running = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    """How far its handler was warned of the promised date: the place in ``clocks.LEVELS``."""
    delay_told_at = models.DateTimeField(null=True)
    """When the citizen was told that the promised date would not be kept."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_case_a_reference"),
        )
        indexes = (
            models.Index(fields=("unit", "status", "promised_due"), name="cases_due"),
            models.Index(
                fields=("centre", "status", "level", "promised_due"), name="cases_to_warn_of"
            ),
            models.Index(fields=("centre", "status", "told_by"), name="cases_to_tell"),
            models.Index(fields=("status", "decided_at"), name="cases_closed"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def level_name(self) -> str:
        """What its handler was told last of the promised date: one of ``clocks.LEVELS``."""
        return LEVELS[self.level]

    @property
    def told_status(self) -> str:
        """What the citizen is told: a refusal that nobody has confirmed yet is no decision."""
        return self.Status.ACCEPTED if self.status == self.Status.PROPOSED else self.status

    @property
    def ended(self) -> bool:
        """Whether nothing more is decided about it."""
        return not NEXT[self.status]


NEXT: Mapping[str, frozenset[str]] = {
    "received": frozenset({"incomplete", "accepted", "proposed", "withdrawn"}),
    "incomplete": frozenset({"incomplete", "accepted", "proposed", "returned", "withdrawn"}),
    "accepted": frozenset({"granted", "proposed", "withdrawn"}),
    "proposed": frozenset({"refused", "withdrawn"}),
    "granted": frozenset(),
    "refused": frozenset(),
    "returned": frozenset(),
    "withdrawn": frozenset(),
}
"""What a case may become from each status; anything else is refused."""
RUNNING: Sequence[str] = (Case.Status.ACCEPTED, Case.Status.PROPOSED)
"""The statuses in which the clocks of a case that was accepted run: a refusal that nobody has
confirmed yet is no decision."""
OPEN: Sequence[str] = (Case.Status.RECEIVED, Case.Status.INCOMPLETE, *RUNNING)
"""The statuses of a case that is not decided."""

SENT_BACK: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"received", "incomplete", "accepted"}),
}
"""What a case becomes again when the second person sends a refusal back, and only then."""


class Suspension(models.Model):
    """A time in which the clocks of a case stand still, on a provision that allows it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20)
    """One of ``periods.yaml`` for the jurisdiction."""
    basis = models.CharField(max_length=200)
    by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(ends=None), name="one_suspension_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class Extension(models.Model):
    """Time added to a case's limits, for a reason that the citizen is told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField()
    length = models.CharField(max_length=20)
    """Such as ``3 days``, of the unit of the limit by law."""
    reason = models.TextField()
    consent = models.BooleanField(default=False)
    """Whether the citizen agreed, as a second extension needs."""
    extended_at = models.DateTimeField()
    by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="one_extension_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} extension {self.number}"


class Stage(models.Model):
    """A stage of a case with a limit of its own: the unit's review, a site visit."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    length = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    due = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    """As that of the case, for the stage."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "code"), name="one_stage_a_code"),)
        indexes = (models.Index(fields=("done_at", "due"), name="stages_due"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class OneTimeNotice(models.Model):
    """Everything that is missing, told in one list; a second one is looked into."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    round = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    """Codes of the required materials that are missing."""
    names = models.JSONField(default=list)
    """Their names as they were when told."""
    written = models.BooleanField()
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    guide_version = models.PositiveIntegerField(default=1)
    """The version of the service guide that the list follows."""
    read_by_both = models.BooleanField(default=False)
    """Whether citizen and staff member went through the list together."""
    until = models.DateTimeField(null=True)
    """By when it was to be brought, as told."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "round"), name="one_notice_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} notice {self.round}"
