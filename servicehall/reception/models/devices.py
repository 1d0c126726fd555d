"""Devices of the hall: kiosks, boards and evaluators, the printers at them, what was printed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models

from servicehall.hall.models import Centre, StaffMember
from servicehall.reception.models.visits import Visit

PAIRING_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a pairing code is made of: nothing that is taken for something else."""


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256, from which nobody gets it back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def pairing_secret(typed: str) -> str:
    """A pairing code as it was given out, whatever spaces and dashes are typed in it."""
    return "".join(sign for sign in typed.upper() if sign in PAIRING_SIGNS)


class Printer(models.Model):
    """A receipt printer, by how it is reached."""

    class Kind(models.TextChoices):
        BROWSER = "browser"
        """The device's own browser prints."""
        NETWORK = "network"
        """An ESC/POS printer at an address of its own, sent to by the server."""
        FILE = "file"
        """For trials: the server writes what it would send into a folder of its data."""

    class Paper(models.IntegerChoices):
        WIDE = 80
        NARROW = 58

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="printers")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BROWSER)
    host = models.CharField(max_length=120, blank=True)
    port = models.PositiveIntegerField(default=9100)
    paper = models.PositiveSmallIntegerField(choices=Paper.choices, default=Paper.WIDE)
    """The width of its paper in millimetres."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "code"), name="one_printer_a_code"),
        )

    def __str__(self) -> str:
        return self.code


class Device(models.Model):
    """A device that an administrator has registered; it proves itself by a token."""

    OBJECT = "device"

    class Kind(models.TextChoices):
        KIOSK = "kiosk"
        BOARD = "board"
        EVALUATOR = "evaluator"

    class Paper(models.TextChoices):
        UNKNOWN = "unknown"
        READY = "ready"
        LOW = "low"
        OUT = "out"
        UNREACHABLE = "unreachable"
        NO_FONT = "no_font"
        """The server has no font that could write Korean and Chinese."""
        NO_LIBRARY = "no_library"
        """The server lacks what draws receipts."""

    class Lock(models.TextChoices):
        NONE = ""
        PAPER = "paper"
        FAULT = "fault"
        CLEANING = "cleaning"
        CROWDED = "crowded"
        DRILL = "drill"
        OTHER = "other"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="devices")
    reference = models.SlugField(max_length=40)
    """Its code, as facts name it."""
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.KIOSK)
    place = models.CharField(max_length=80, blank=True)
    """Where it stands, in the hall's own words."""
    printer = models.ForeignKey(
        Printer, on_delete=models.PROTECT, null=True, blank=True, related_name="devices"
    )
    locks_without_paper = models.BooleanField(default=False)
    """Whether it locks itself when its printer has no paper."""
    registered_at = models.DateTimeField()
    pairing_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the code by which it is paired once; empty when none is open."""
    pairing_until = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of the token that it shows; None before it is paired."""
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When it last showed its token; it expires when it has not for long."""
    paper = models.CharField(max_length=12, choices=Paper.choices, default=Paper.UNKNOWN)
    """How its printer stood when it was last sent to."""
    paper_since = models.DateTimeField(null=True)
    lock = models.CharField(max_length=10, choices=Lock.choices, blank=True, default=Lock.NONE)
    """Why it gives no tickets now; empty while it does."""
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Who has locked it; None where it did so itself."""

    pairing_code = ""
    """The pairing code, on the row that the action has just returned; it is kept nowhere."""
    token = ""
    """The token, on the row that the pairing has just returned; it is kept nowhere."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "reference"), name="one_device_a_reference"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def recorder(self) -> str:
        """How facts name it as their recorder, such as ``kiosk:entrance``."""
        return f"{self.kind}:{self.reference}"

    @property
    def prints(self) -> bool:
        """Whether it gives tickets on paper."""
        return self.printer_id is not None

    def waits_for_pairing(self, at: datetime) -> bool:
        """Whether a pairing code is open for it."""
        return (
            bool(self.pairing_digest) and self.pairing_until is not None and self.pairing_until > at
        )


class Printout(models.Model):
    """That a ticket was given to a printer: one row a ticket, so it is never printed twice."""

    class State(models.TextChoices):
        SENDING = "sending"
        PRINTED = "printed"
        FAILED = "failed"

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="printout")
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="printouts", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    """``sending`` also where it was never heard how it ended: it is not sent again then."""
    problem = models.CharField(max_length=12, choices=Device.Paper.choices, blank=True)
    """How the printer stood where it failed."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.state}"
