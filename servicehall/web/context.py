"""What the frame of every page shows: languages, appearance, who is signed in, where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.translation import get_language

from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import may
from servicehall.web.desks import member_of
from servicehall.web.navigation import ANYONE, Link, Navigation, address, arranged, links

THEMES = ("light", "dark", "contrast")
SIZES = ("normal", "large", "largest")
CENTRES_IN_SWITCH = 12
"""More than these are no longer a choice that a menu can offer."""


@dataclass(frozen=True)
class Language:
    """A language of the hall: Django's code, its tag in HTML, its own name."""

    code: str
    tag: str
    name: str
    current: bool


@dataclass(frozen=True)
class OtherCentre:
    """A centre as the switch in the header offers it."""

    centre: Centre
    href: str
    current: bool


def tag_of(code: str) -> str:
    """The language tag (BCP 47) of a Django language code: ``zh-hans`` is ``zh-Hans``."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if len(script) == 4 else code


class Frame:
    """The frame of one page; asks the database only for what the page shows."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._match: ResolverMatch | None = getattr(request, "resolver_match", None)

    @cached_property
    def theme(self) -> str:
        """The theme that the person chose; empty where the system's setting counts."""
        chosen = self._request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def size(self) -> str:
        """The text size that the person chose."""
        chosen = self._request.COOKIES.get("size", "")
        return chosen if chosen in SIZES else "normal"

    @cached_property
    def languages(self) -> list[Language]:
        """The languages of the hall, the present one marked."""
        present = get_language()
        return [
            Language(code, tag_of(code), name, code == present) for code, name in settings.LANGUAGES
        ]

    @cached_property
    def path(self) -> str:
        """Where a choice of language or appearance leads back to."""
        if self._request.method not in {"GET", "HEAD"}:
            return "/"
        return self._request.get_full_path()

    @cached_property
    def here(self) -> str:
        """The name of the present page; empty for a page that has no address."""
        return (self._match.view_name or "") if self._match else ""

    @cached_property
    def signed_in(self) -> StaffMember | None:
        """Who is signed in, with centre and unit."""
        return member_of(self._request) if hasattr(self._request, "user") else None

    @cached_property
    def centre_code(self) -> str:
        """The centre of the address, else of the signed-in person; empty for neither."""
        if self._match and (code := self._match.kwargs.get("centre")):
            return str(code)
        return self.signed_in.centre.code if self.signed_in else ""

    @cached_property
    def centre(self) -> Centre | None:
        """The present centre."""
        if self.signed_in and self.signed_in.centre.code == self.centre_code:
            return self.signed_in.centre
        if not self.centre_code:
            return None
        if len(self._all) > CENTRES_IN_SWITCH:
            return Centre.objects.filter(code=self.centre_code).first()
        return next((each for each in self._all if each.code == self.centre_code), None)

    @cached_property
    def centres(self) -> list[OtherCentre]:
        """All centres, each with where the switch leads, where there are several."""
        if not self.centre_code or not 1 < len(self._all) <= CENTRES_IN_SWITCH:
            return []
        return [
            OtherCentre(each, href, each.code == self.centre_code)
            for each in self._all
            if (href := self._address_in(each))
        ]

    @cached_property
    def navigation(self) -> list[Link]:
        """The pages of the person's role in their own centre; elsewhere what anyone finds."""
        own = self.signed_in is not None and self.signed_in.centre.code == self.centre_code
        return links(
            self.signed_in.role if own and self.signed_in else None,
            centre=self.centre_code if self.centre else "",
            here=self.here,
            receives=self.centre is None or self.centre.receives,
        )

    @cached_property
    def pages(self) -> Navigation:
        """The navigation as the header arranges it."""
        return arranged(self.navigation)

    @cached_property
    def home(self) -> str:
        """Where the name of the hall leads: the first page of the navigation, else the start."""
        return self.navigation[0].href if self.navigation else address("start") or "/"

    @cached_property
    def my_page(self) -> str:
        """Where whoever stands at counters finds their own duty; empty for others."""
        member = self.signed_in
        if member is None or not may(member, "serve", centre=member.centre_id):
            return ""
        return address("me", member.centre.code)

    @cached_property
    def appearance(self) -> str:
        """Where a choice of theme and text size is sent."""
        return address("appearance")

    @cached_property
    def _all(self) -> list[Centre]:
        return list(Centre.objects.order_by("pk")[: CENTRES_IN_SWITCH + 1])

    def _address_in(self, centre: Centre) -> str:
        if self.signed_in and self.signed_in.centre_id == centre.pk:
            own = links(self.signed_in.role, centre=centre.code)
            return own[0].href if own else ""
        for entry in ANYONE:
            if entry.url_name == self.here and (centre.receives or not entry.for_citizens):
                return address(self.here, centre.code)
        return address("public" if centre.receives else "standard", centre.code)


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``frame``, the frame of the page."""
    return {"frame": Frame(request), "demonstration": settings.DEMONSTRATION}
