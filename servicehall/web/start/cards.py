"""The cards of the start page: who one can be in the demonstration, and what to try first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicehall.demonstration.cast import DemonstrationRole, demonstration_roles

Text = str | Promise
SET_UP = "admin:index"
"""The set-up; its address is the only one of a role that names no centre."""


@dataclass(frozen=True)
class Part:
    """What a card says of a role, and the page that the role starts on."""

    page: str
    icon: str
    title: Text
    who: Text
    first: Text


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "citizen": Part(
            "public",
            "person",
            _("Citizen"),
            _("You have a matter to settle with the city."),
            _("Search for what you need to do, and read the guide to it."),
        ),
        "kiosk": Part(
            "kiosk",
            "ticket",
            _("Kiosk"),
            _("You are the machine at the entrance that gives tickets."),
            _("Choose a language and take a ticket in two taps."),
        ),
        "board": Part(
            "board",
            "people",
            _("Board"),
            _("You are the screen that the whole hall looks at."),
            _("Leave it open in a window of its own, and see your ticket called."),
        ),
        "clerk": Part(
            "counter",
            "counter",
            _("Counter staff"),
            _("You serve whoever comes to your counter."),
            _("Call the next person, tell them everything that is missing, say farewell."),
        ),
        "lead": Part(
            "hall",
            "building",
            _("Window lead"),
            _("You answer for the counters of your unit."),
            _("See who waits too long, and who is on duty where."),
        ),
        "supervisor": Part(
            "findings",
            "flag",
            _("Supervision"),
            _("You decide what the checks have found."),
            _("Open a finding, and follow its thread to the clause and to the score."),
        ),
        "leadership": Part(
            "leadership",
            "chart",
            _("Leadership"),
            _("You answer for the hall as a whole."),
            _("Find the clause that is kept worst, and open what lies behind it."),
        ),
        "administrator": Part(
            SET_UP,
            "settings",
            _("Administrator"),
            _("You set up the hall: its counters, services, devices and boards."),
            _("Register a kiosk, then look at what each board shows and says."),
        ),
    }
)
"""By the code of the role, as ``demonstration_roles`` names it."""


@dataclass(frozen=True)
class Card:
    """One card: the role, and what is said of it."""

    role: DemonstrationRole
    part: Part


def cards() -> list[Card]:
    """The cards in order; none before the demonstration's centre is set up."""
    return [Card(role, PARTS[role.code]) for role in demonstration_roles()]
