"""What a person at the kiosk has chosen so far; it stands in the address and nowhere else.

So the next person finds nothing of the one before: no language, no size, no priority.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from servicehall.reception.actions.tickets import MOST_OF_A_SERVICE, MOST_SERVICES
from servicehall.reception.models import Visit
from servicehall.reception.telling import LOCALES
from servicehall.web.context import Frame
from servicehall.web.signs import sign_of

Priority = Visit.Priority
SLUG = re.compile(r"[a-zA-Z0-9_-]{1,40}")
DECLARED = (Priority.ELDERLY, Priority.DISABLED, Priority.PREGNANT, Priority.INFANT)
"""The reasons for priority that one declares oneself; an appointment is found, not declared."""


@dataclass(frozen=True)
class Choice:
    """Something to tap: where it leads, its icon and words, whether it is chosen now."""

    href: str
    icon: str
    label: str
    current: bool


@dataclass(frozen=True)
class Screen:
    """One screen of the kiosk of a centre."""

    centre: str
    language: str = ""
    """``ko``, ``zh`` or ``en``; empty before it is chosen."""
    priority: str = Priority.NONE
    every: bool = False
    """Whether all services are shown, or the most used."""
    words: str = ""
    """What is searched for."""
    large: bool = False
    contrast: bool = False
    ticket: str = ""
    """The code of the ticket that is shown, once one is taken."""
    several: bool = False
    """Whether services are put together before a ticket is taken, instead of one by one tap."""
    wanted: tuple[tuple[str, int], ...] = ()
    """The services that are put together so far, by code, and how often each."""

    @classmethod
    def read(cls, centre: str, given: QueryDict, *, ticket: str = "") -> Screen:
        """The screen that an address asks for; what it does not know it leaves out."""
        language, priority = given.get("language", ""), given.get("priority", "")
        several = given.get("several") == "1"
        return cls(
            centre=centre,
            language=language if language in LOCALES else "",
            priority=priority if priority in DECLARED else Priority.NONE,
            every=given.get("every") == "1",
            words=given.get("q", "").strip()[:80],
            large=given.get("large") == "1",
            contrast=given.get("contrast") == "1",
            ticket=ticket,
            several=several,
            wanted=read_wanted(given.get("wanted", "")) if several else (),
        )

    def but(self, **changes: object) -> Screen:
        """This screen with something else chosen."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def kept(self) -> dict[str, str]:
        """What is chosen, as names and values of an address; nothing that is as usual."""
        said = {
            "language": self.language,
            "priority": "" if self.priority == Priority.NONE else str(self.priority),
            "every": "1" if self.every else "",
            "q": self.words,
            "large": "1" if self.large else "",
            "contrast": "1" if self.contrast else "",
            "several": "1" if self.several else "",
            "wanted": ".".join(f"{code}~{many}" for code, many in self.wanted),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def address(self) -> str:
        """The address of this screen, with all that is chosen."""
        query = urlencode(self.kept)
        page = reverse("taken", args=[self.centre, self.ticket]) if self.ticket else self.start
        return page + (f"?{query}" if query else "")

    @property
    def start(self) -> str:
        """The address of the first screen, with nothing chosen."""
        return reverse("kiosk", args=[self.centre])

    @property
    def unsearched(self) -> Screen:
        """The screen with the six tiles."""
        return self.but(every=False, words="")

    @property
    def in_several(self) -> str:
        """The address of the screen on which services are put together."""
        return self.but(several=True).address

    @property
    def in_one(self) -> str:
        """The address of the screen on which one tap takes a ticket; nothing is put together."""
        return self.but(several=False, wanted=()).address

    @property
    def is_full(self) -> bool:
        """Whether one ticket can't be for more services."""
        return len(self.wanted) >= MOST_SERVICES

    def how_often(self, code: str) -> int:
        """How often the service is wanted so far."""
        return dict(self.wanted).get(code, 0)

    def wanting(self, code: str, many: int) -> Screen:
        """This screen with the service wanted so often; not at all for none."""
        among = dict(self.wanted)
        among.pop(code, None) if many < 1 else among.update({code: min(many, MOST_OF_A_SERVICE)})
        return self.but(wanted=tuple(among.items()))

    def not_now(self, code: str) -> str:
        """The address of the screen that says why there is no ticket for the service now."""
        query = urlencode(self.kept)
        return reverse("not-now", args=[self.centre, code]) + (f"?{query}" if query else "")

    @property
    def everything(self) -> str:
        """The address of all services."""
        return self.but(every=True, words="").address

    @property
    def in_large_print(self) -> str:
        """The address of this screen in the other size of print."""
        return self.but(large=not self.large).address

    @property
    def in_contrast(self) -> str:
        """The address of this screen in the other colours."""
        return self.but(contrast=not self.contrast).address

    @property
    def appointment(self) -> str:
        """The address at which one checks in to an appointment."""
        query = urlencode(self.unsearched.but(priority=Priority.NONE).kept)
        page = reverse("kiosk-appointment", args=[self.centre])
        return page + (f"?{query}" if query else "")

    @property
    def in_korean(self) -> str:
        return self.but(language="ko").address

    @property
    def in_chinese(self) -> str:
        return self.but(language="zh").address

    @property
    def in_english(self) -> str:
        return self.but(language="en").address

    @property
    def priorities(self) -> Iterator[Choice]:
        """The reasons for priority; to tap the chosen one again takes it back."""
        for reason in DECLARED:
            chosen = reason == self.priority
            sign = sign_of(reason, "priority")
            screen = self.but(priority=Priority.NONE if chosen else reason)
            yield Choice(screen.address, sign.icon, str(sign.label), chosen)


def read_wanted(text: str) -> tuple[tuple[str, int], ...]:
    """The services and how often, as an address holds them: ``passport~2.register~1``.

    What is not of that form, comes twice or is too much is left out.
    """
    found: dict[str, int] = {}
    for part in text[:800].split("."):
        code, _, many = part.partition("~")
        if SLUG.fullmatch(code) and code not in found and many.isascii() and many.isdigit():
            found[code] = min(max(int(many[:3]), 1), MOST_OF_A_SERVICE)
    return tuple(found.items())[:MOST_SERVICES]


class KioskFrame(Frame):
    """The frame of a kiosk's page: its look is what the screen says, never a cookie's."""

    def __init__(self, request: HttpRequest, screen: Screen) -> None:
        super().__init__(request)
        self.__dict__["theme"] = "contrast" if screen.contrast else "light"
        self.__dict__["size"] = "largest" if screen.large else "normal"
