"""The outbox: what is to be sent, was sent or could not be, to who waits and to who booked."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from servicehall.hall.models import Centre, Unit
from servicehall.reception.models.appointments import Appointment
from servicehall.reception.models.visits import Visit


class Channel(models.TextChoices):
    """How a message reaches its reader."""

    SMS = "sms"
    EMAIL = "email"


class Contact(models.Model):
    """Where the holder of a ticket wants messages; the address is personal and is erased."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="contact")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254)
    """A telephone number as ``+82…`` or an e-mail address; empty once it is erased."""
    language = models.CharField(max_length=2)
    agreed_at = models.DateTimeField()
    """When its holder agreed to messages; nothing is sent without."""
    withdrawn_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    changes = models.PositiveSmallIntegerField(default=1)
    """How often an address was given for this ticket."""

    class Meta:
        indexes = (
            models.Index(fields=("address", "agreed_at"), name="contacts_of_an_address"),
            models.Index(fields=("erased_at", "agreed_at"), name="contacts_to_erase"),
        )

    def __str__(self) -> str:
        return f"{self.visit_id} {self.channel}"


class Addressee(models.Model):
    """Where somebody wants to be told of their matter; the address is personal and is erased."""

    OBJECT = "case"
    OBJECTS = ("case", "question", "matter")
    """The types of object that it can stand for in facts."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    noun = models.CharField(max_length=12, default="case")
    """What the matter is in facts: ``case``, ``question`` or ``matter``."""
    reference = models.CharField(max_length=60)
    """What names the matter in facts."""
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254)
    """As a ``Contact`` keeps it."""
    language = models.CharField(max_length=2)
    agreed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "reference"), name="one_addressee_a_reference"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.channel}"


class Message(models.Model):
    """Something to tell the holder of a ticket, or a letter to who booked an appointment or
    whose matter is handled.

    It is written with the change that it tells of, and sent by the caretaker.
    """

    class Occasion(models.TextChoices):
        NEARLY = "nearly"
        CALLED = "called"
        MISSED = "missed"
        KEPT = "kept"
        # Letters about an appointment.
        CODE = "code"
        CONFIRMED = "confirmed"
        CHANGED = "changed"
        CANCELLED = "cancelled"
        CANCELLED_BY_HALL = "cancelled_by_hall"
        REMINDER = "reminder"
        # Letters about a matter.
        MISSING = "missing"
        ACCEPTED = "accepted"
        EXTENDED = "extended"
        STOOD_STILL = "stood_still"
        DATE_MOVED = "date_moved"
        DELAYED = "delayed"
        OVERDUE = "overdue"
        CASE_GRANTED = "case_granted"
        CASE_REFUSED = "case_refused"
        CASE_RETURNED = "case_returned"
        # Letters about a question, and about what could not be got done.
        QUESTION_OWNER = "question_owner"
        QUESTION_UP = "question_up"
        QUESTION_ANSWER = "question_answer"
        MATTER_RECEIVED = "matter_received"
        MATTER_TAKEN = "matter_taken"
        MATTER_EXTENDED = "matter_extended"
        MATTER_DELAYED = "matter_delayed"
        MATTER_RESOLVED = "matter_resolved"
        MATTER_EXPLAINED = "matter_explained"

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="messages", db_index=False, null=True
    )
    """Of the ticket's holder; None for a letter, which goes to the appointment's contact."""
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="letters", db_index=False, null=True
    )
    """The appointment that a letter is about; None for a ticket's message."""
    addressee = models.ForeignKey(
        Addressee, on_delete=models.PROTECT, related_name="messages", db_index=False, null=True
    )
    """Whose matter a letter is about."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose queue it is about: someone shown on to another unit is called there too."""
    occasion = models.CharField(max_length=17, choices=Occasion.choices)
    subject = models.CharField(max_length=120)
    text = models.CharField(max_length=2000)
    """Empty for a letter whose reader is erased: it holds the appointment's secrets."""
    key = models.UUIDField(default=uuid4, unique=True)
    """Sent along, so that whoever forwards the message knows a repetition."""
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When it is to be sent, or tried again; while it is being sent, until when one process may
    take over from another that was killed."""
    useless_at = models.DateTimeField()
    """When it would be too late to be of use."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    """Why it was not sent the last time; never holds the address."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("contact", "occasion", "unit"), name="one_message_an_occasion"
            ),
            models.CheckConstraint(
                condition=Q(contact=None, appointment__isnull=False, addressee=None)
                | Q(contact__isnull=False, appointment=None, addressee=None)
                | Q(contact=None, appointment=None, addressee__isnull=False),
                name="a_message_has_one_reader",
            ),
        )
        indexes = (
            models.Index(fields=("status", "due_at"), name="messages_due"),
            models.Index(fields=("centre", "status", "-written_at"), name="messages_of_centre"),
            models.Index(fields=("appointment", "id"), name="letters_of_an_appointment"),
            models.Index(fields=("addressee", "id"), name="letters_about_a_matter"),
        )

    def __str__(self) -> str:
        return f"{self.occasion} {self.key}"

    @property
    def to(self) -> str:
        """The address that it goes to, as it was given; empty once that is erased."""
        holder = self.contact or self.addressee
        if holder is not None:
            return holder.address
        reader = getattr(self.appointment, "contact", None)
        return (reader.phone or reader.email) if reader is not None else ""

    @property
    def channel(self) -> str:
        """How its reader is reached now."""
        holder = self.contact or self.addressee
        if holder is not None:
            return holder.channel
        return Channel.EMAIL if "@" in self.to else Channel.SMS

    @property
    def about(self) -> str:
        """The reference of the visit, the matter or the appointment that it is about."""
        if self.contact is not None:
            return self.contact.visit.reference
        if self.addressee is not None:
            return self.addressee.reference
        assert self.appointment is not None
        return self.appointment.reference
