"""Addresses that messages go to: what is one in a jurisdiction, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_MOBILE: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "KR": ("82", re.compile(r"1(?:0\d{8}|[16789]\d{7,8})")),
    "CN": ("86", re.compile(r"1[3-9]\d{9}")),
}
"""By jurisdiction: the country's code, and a mobile number without the leading nought."""
_ANYWHERE = re.compile(r"[1-9]\d{7,14}")
"""Any number by ITU-T E.164, after the plus sign."""


class NoAddress(Exception):
    """What was given is no address of the kind."""


def mobile_number(given: str, jurisdiction: str) -> str:
    """The number as ``+`` and figures, whichever way it was written; raises ``NoAddress``.

    In Korea and China a mobile number of that country, with or without its code; elsewhere a
    number with ``+`` and the country's code.
    """
    figures = re.sub(r"[\s().\-·]", "", given.strip())
    figures = f"+{figures[2:]}" if figures.startswith("00") else figures
    if not re.fullmatch(r"\+?[0-9]{8,16}", figures, re.ASCII):
        raise NoAddress
    if jurisdiction not in _MOBILE:
        if figures[0] != "+" or not _ANYWHERE.fullmatch(figures[1:]):
            raise NoAddress
        return figures
    country, mobile = _MOBILE[jurisdiction]
    if figures[0] == "+":
        if not figures.startswith(f"+{country}"):
            raise NoAddress
        figures = figures[1 + len(country) :]
    if country == "82":
        figures = figures.removeprefix("0")
    if not mobile.fullmatch(figures):
        raise NoAddress
    return f"+{country}{figures}"


def email_address(given: str) -> str:
    """The address without spaces around it, its domain in small letters; raises ``NoAddress``."""
    found = given.strip()
    try:
        validate_email(found)
    except ValidationError:
        raise NoAddress from None
    if len(found) > 254:
        raise NoAddress
    name, _, domain = found.rpartition("@")
    return f"{name}@{domain.lower()}"


def masked(address: str) -> str:
    """The address so that its owner knows it and nobody else learns it: ``…5678``, ``k…@x.kr``."""
    if "@" in address:
        name, _, domain = address.rpartition("@")
        return f"{name[:1]}…@{domain}"
    # The word joiner keeps a line from ending before the figures.
    return f"…\u2060{address[-4:]}" if address else ""
