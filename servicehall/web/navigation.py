"""What each role finds in the navigation, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicehall.hall.models import StaffMember

Role = StaffMember.Role


@dataclass(frozen=True)
class Entry:
    """A page that the navigation leads to, and the pages beneath it."""

    url_name: str
    label: str | Promise
    icon: str
    beneath: tuple[str, ...] = ()
    of_centre: bool = True
    """Whether its address starts with the centre."""
    for_citizens: bool = False
    """Whether only a centre that receives citizens has it."""


@dataclass(frozen=True)
class Link:
    """An entry as it stands in a page: with its address, and whether the reader is there."""

    href: str
    label: str | Promise
    icon: str
    current: bool


_PUBLIC = Entry(
    "public",
    _("Services"),
    "search",
    (
        "service",
        "guide-report",
        "ticket",
        "follow",
        "follow-case",
        "unresolved",
        "unresolved-matter",
    ),
    for_citizens=True,
)
_APPOINTMENTS = Entry(
    "appointments",
    _("Appointments"),
    "calendar",
    (
        "appointment-days",
        "appointment-times",
        "appointment-contact",
        "appointment-confirm",
        "appointment",
        "appointment-change",
        "appointment-cancel",
    ),
    for_citizens=True,
)
_APPOINTMENTS_OF_DAY = Entry(
    "appointment-day",
    _("Appointments"),
    "calendar",
    ("appointment-book", "appointment-move", "appointment-withdraw", "appointment-close"),
)
_BOARD = Entry("board", _("Waiting now"), "people", for_citizens=True)
_KIOSK = Entry("kiosk", _("Take a ticket"), "ticket", for_citizens=True)
_COUNTER = Entry("counter", _("My counter"), "counter")
_DUE = Entry("due", _("Due dates"), "clock", ("due-case", "due-step", "case"))
_QUESTIONS = Entry(
    "questions",
    _("Questions"),
    "question",
    ("question-step", "matter-new"),
)
_MATTERS = Entry(
    "matters",
    _("Unresolved matters"),
    "flag",
    ("matter", "matter-step", "matter-classes"),
)
_DAYS = Entry("due-days", _("Days declared later"), "calendar")
_ROTA = Entry("rota", _("Rota"), "calendar", ("rota-people", "rota-badge"))
_ON_DUTY = Entry("on-duty", _("Who is on duty"), "person", for_citizens=True)
_HALL = Entry("hall", _("The hall"), "building", ("hall-waits", "hall-keep", "hall-guides"))
_NUMBERS = Entry("numbers", _("Numbers"), "chart", ("numbers-visits",))
_STANDARD = Entry("standard", _("Service standard"), "clause", ("clause", "check"))
_RECORD = Entry("record", _("Record"), "facts", ("history", "seals"))
_FINDINGS = Entry("findings", _("Findings"), "flag", ("finding", "guide-reports"))
_REFUSALS = Entry("refusals", _("Refusals"), "cross-circle")
_SCORES = Entry("scores", _("Scores"), "score", ("score",))
_LEADERSHIP = Entry("leadership", _("Overview"), "chart")
_MY_MONTH = Entry("my-month", _("My month"), "calendar")
_CATALOGUE = Entry("catalogue", _("Catalogue"), "list", ("catalogue-versions", "catalogue-look"))
_SET_UP = Entry("admin:index", _("Set-up"), "settings", of_centre=False)

ANYONE: tuple[Entry, ...] = (_PUBLIC, _APPOINTMENTS, _KIOSK, _BOARD, _ON_DUTY, _STANDARD)
"""What people find who have not signed in."""

BY_ROLE: Mapping[str, tuple[Entry, ...]] = MappingProxyType(
    {
        Role.CLERK: (
            _COUNTER,
            _DUE,
            _QUESTIONS,
            _APPOINTMENTS_OF_DAY,
            _MY_MONTH,
            _STANDARD,
        ),
        Role.LEAD: (
            _COUNTER,
            _DUE,
            _HALL,
            _ROTA,
            _QUESTIONS,
            _MATTERS,
            _APPOINTMENTS_OF_DAY,
            _REFUSALS,
            _NUMBERS,
            _FINDINGS,
            _MY_MONTH,
            _STANDARD,
        ),
        Role.UNIT_HEAD: (
            _HALL,
            _DUE,
            _QUESTIONS,
            _MATTERS,
            _ROTA,
            _APPOINTMENTS_OF_DAY,
            _REFUSALS,
            _NUMBERS,
            _FINDINGS,
            _SCORES,
            _STANDARD,
        ),
        Role.SUPERVISOR: (
            _FINDINGS,
            _MATTERS,
            _REFUSALS,
            _SCORES,
            _RECORD,
            _HALL,
            _NUMBERS,
            _QUESTIONS,
            _STANDARD,
        ),
        Role.INSPECTOR: (_HALL, _QUESTIONS, _STANDARD),
        Role.LEADERSHIP: (
            _LEADERSHIP,
            _NUMBERS,
            _SCORES,
            _FINDINGS,
            _MATTERS,
            _HALL,
            _RECORD,
            _QUESTIONS,
            _STANDARD,
        ),
        Role.ADMINISTRATOR: (
            _SET_UP,
            _CATALOGUE,
            _STANDARD,
            _RECORD,
            _HALL,
            _ROTA,
            _APPOINTMENTS_OF_DAY,
            _DAYS,
        ),
    }
)
"""What each role finds, the page of its daily work first."""


STANDS = 6
"""More entries than these are too many for one line: then the first of them stand there."""
STANDS_OF_MANY = 4


@dataclass(frozen=True)
class Navigation:
    """The navigation as it stands in a page: what is always seen, and what lies behind "More"."""

    first: list[Link]
    more: list[Link]

    @property
    def all(self) -> list[Link]:
        """All of it, the page of one's daily work first."""
        return [*self.first, *self.more]

    @property
    def current(self) -> Link | None:
        """Where the reader is; nothing for a page that no entry leads to."""
        return next((link for link in self.all if link.current), None)

    @property
    def current_in_more(self) -> Link | None:
        """Where the reader is, if that lies behind "More"."""
        return next((link for link in self.more if link.current), None)


def arranged(found: list[Link]) -> Navigation:
    """The links as they stand: all in one line, or the first of many and the rest behind it."""
    stands = len(found) if len(found) <= STANDS else STANDS_OF_MANY
    return Navigation(found[:stands], found[stands:])


def address(url_name: str, centre: str = "") -> str:
    """The address of a page, of the centre where one is given; empty where there is none."""
    try:
        return reverse(url_name, args=[centre] if centre else [])
    except NoReverseMatch:
        return ""


def links(role: str | None, *, centre: str, here: str = "", receives: bool = True) -> list[Link]:
    """The navigation of a role (None for who is not signed in) in a centre.

    ``here`` is the name of the present page. Left out are pages that do not exist, all pages of
    a centre where ``centre`` is empty, and those for citizens where none are received.
    """
    entries = ANYONE if role is None else BY_ROLE[role]
    found = (
        (entry, address(entry.url_name, centre if entry.of_centre else ""))
        for entry in entries
        if (centre or not entry.of_centre) and (receives or not entry.for_citizens)
    )
    return [
        Link(href, entry.label, entry.icon, here == entry.url_name or here in entry.beneath)
        for entry, href in found
        if href
    ]
