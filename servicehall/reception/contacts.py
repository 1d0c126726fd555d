"""How somebody who books is reached: read from what they typed, and told apart by a keyed hash."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from servicehall.hall.models import Centre

_CODE_OF = {Centre.Jurisdiction.KOREA.value: "82", Centre.Jurisdiction.CHINA.value: "86"}
"""The country code that is left out within the country."""


class Reached(NamedTuple):
    """A telephone number (figures only) or an e-mail address; one of both is empty."""

    phone: str = ""
    email: str = ""

    @property
    def shown(self) -> str:
        """Enough of it to recognise as one's own: ``010-••••-5678``, ``h•••@example.org``."""
        if self.email:
            name, _, place = self.email.partition("@")
            return f"{name[:1]}•••@{place}"
        return f"{self.phone[:3]}-••••-{self.phone[-4:]}" if self.phone else ""


def reached_by(text: str, jurisdiction: str) -> Reached:
    """The number or address that was typed; raises ``ValueError`` for what is neither.

    However it is written, it becomes the same: ``+82 10-1234-5678`` is ``01012345678``.
    """
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError("no e-mail address") from None
        return Reached(email=text.casefold())
    if not re.fullmatch(r"[+0-9()./\s\-–]+", text):
        raise ValueError("neither a number nor an address")
    figures = re.sub(r"\D", "", text)
    home = _CODE_OF.get(jurisdiction)
    if text.startswith("+") or figures.startswith("00"):
        figures = figures.removeprefix("00")
        if home and figures.startswith(home):
            figures = figures.removeprefix(home)
            figures = figures if home == "86" or figures.startswith("0") else f"0{figures}"
    if not 8 <= len(figures) <= 15:
        raise ValueError("no telephone number")
    return Reached(phone=figures)


def person_of(centre: Centre, reached: Reached) -> str:
    """A keyed hash that is the same for the same contact in a centre; empty for none."""
    return (
        keyed("person", f"{centre.code} {reached.phone or reached.email}") if any(reached) else ""
    )


def keyed(purpose: str, text: str) -> str:
    """A hash that nobody without the hall's key can make or turn back; empty for nothing."""
    return salted_hmac(f"appointment {purpose}", text, algorithm="sha256").hexdigest()
