"""A ticket as its screen and its paper tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext, pgettext

from servicehall.catalogue.models import ServiceItem
from servicehall.reception.models import Device, Printer, Printout, Visit
from servicehall.web.desks import Desk
from servicehall.web.kiosk.devices import KioskDesk
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.waits import Wait, wait_of, wait_text


@dataclass(frozen=True)
class Ticket:
    """A ticket with what its holder wants to know, in words of the language that is active."""

    desk: Desk
    visit: Visit

    @cached_property
    def services(self) -> list[tuple[ServiceItem, int]]:
        """The services in their order, and how often each."""
        further = (
            self.visit.further.select_related("service").order_by("place")
            if self.visit.further_left
            else ()
        )
        return [
            (self.visit.service, self.visit.quantity),
            *((each.service, each.quantity) for each in further),
        ]

    @cached_property
    def _standing(self) -> tuple[Wait | None, int]:
        return wait_of(self.desk, self.visit)

    @property
    def wait(self) -> Wait | None:
        """How things stand at the unit; None for one without counters."""
        return self._standing[0]

    @property
    def ahead(self) -> int:
        """How many will be called before."""
        return self._standing[1]

    @property
    def ahead_text(self) -> str:
        """How many will be called before, in words."""
        return ngettext("%(ahead)s person", "%(ahead)s people", self.ahead) % {"ahead": self.ahead}

    @property
    def taken_text(self) -> str:
        """When it was taken, in words without markup."""
        taken = timezone.localtime(self.visit.taken_at)
        return date_format(taken, pgettext("date format", "D j M Y, H:i"))

    @property
    def wait_text(self) -> str:
        """How long it will be, in words; said only where it can be said honestly."""
        return wait_text(self.wait, self.ahead)


def taken_context(desk: KioskDesk, visit: Visit) -> dict[str, object]:
    """What the screen of a ticket shows: the ticket, and how its printing stands."""
    printer = desk.device.printer if desk.device else None
    printout = Printout.objects.filter(visit=visit).first() if printer else None
    return {
        "visit": visit,
        "ticket": Ticket(desk, visit),
        "printer": printer,
        "printing": _printing(printout) if printer else "",
        "farewell": courtesy(desk, "farewell").get(visit.language, ""),
        "narrow": printer is not None and printer.paper == Printer.Paper.NARROW,
    }


def _printing(printout: Printout | None) -> str:
    """``asked`` for, ``printed``, ``unsure`` whether it was, or what hinders the printer."""
    if printout is None:
        return "asked"
    if printout.state == Printout.State.FAILED:
        return PROBLEMS.get(printout.problem, "fault")
    return "printed" if printout.state == Printout.State.PRINTED else "unsure"


PROBLEMS: Mapping[str, str] = {Device.Paper.OUT: "out", Device.Paper.UNREACHABLE: "unreachable"}
"""What a citizen is told of a printer's trouble; all else is one fault to them."""
