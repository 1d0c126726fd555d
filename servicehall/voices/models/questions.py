"""A question, and who owns it: whoever was asked first, until somebody has taken it over."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.reception.models import Addressee


class FirstContact(models.Model):
    """A citizen's question under first-contact responsibility (首问负责制, 최초접수책임제).

    Its owner answers for it. Handing it over changes nothing about that until the colleague has
    taken it over.
    """

    OBJECT = "question"

    class Status(models.TextChoices):
        OPEN = "open"
        HANDED_OVER = "handed_over", "handed over"
        REPORTED = "reported", "reported up"
        ANSWERED = "answered"
        REFERRED = "referred", "shown to a colleague"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="questions")
    reference = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="questions")
    """The unit of its owner; None for an owner who belongs to none."""
    asked_of = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    """Whoever was asked first."""
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="questions")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="+")
    """Where it was asked; None on the floor."""
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.OPEN)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    """What was asked; personal, and empty once it is erased."""
    reached = models.CharField(max_length=254, blank=True)
    """Telephone number or e-mail address, as it was given; personal."""
    addressee = models.OneToOneField(
        Addressee, on_delete=models.SET_NULL, null=True, related_name="question"
    )
    asked_at = models.DateTimeField()
    due = models.DateTimeField()
    """By when it is answered."""
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    """Whom it was handed over to, or shown; the unit to which it was reported up."""
    to_member = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handed_at = models.DateTimeField(null=True)
    take_over_by = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_question_a_number"),
            models.CheckConstraint(
                condition=~Q(status__in=("handed_over", "reported")) | Q(to_unit__isnull=False),
                name="a_question_is_passed_to_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("owner", "status", "due"), name="questions_of_owner"),
            models.Index(fields=("unit", "status", "due"), name="questions_of_unit"),
            models.Index(fields=("to_unit", "status", "due"), name="questions_passed_on"),
            models.Index(fields=("ended_at", "erased_at"), name="questions_to_erase"),
        )

    def __str__(self) -> str:
        return self.reference


OPEN_QUESTIONS: Sequence[str] = (
    FirstContact.Status.OPEN,
    FirstContact.Status.HANDED_OVER,
    FirstContact.Status.REPORTED,
)
"""The statuses of a question that nobody has answered yet."""
