"""An appointment as a calendar file (iCalendar, RFC 5545; methods after RFC 5546); pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75
"""Octets of a line, its ending not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Event:
    """What the calendar of whoever booked is told."""

    uid: str
    starts: datetime
    ends: datetime
    stamp: datetime
    """When this form of it was made."""
    sequence: int
    """How often it was changed: a calendar keeps the highest."""
    summary: str
    location: str
    description: str
    url: str
    """Where it is shown; empty where that is not known."""
    organizer: str
    """The address (URI) of the hall."""
    organizer_name: str
    language: str
    cancelled: bool = False
    tentative: bool = False
    """Whether it is not confirmed yet."""


def calendar_file(event: Event) -> bytes:
    """The file, in UTF-8 with the line endings that the format asks for."""
    return "".join(f"{line}\r\n" for each in _lines(event) for line in folded(each)).encode()


def escaped(text: str) -> str:
    """A text as a value of the format (3.3.11): nothing in it ends or divides the line."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, written)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(each for each in line if each >= " ") for line in lines)


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, all but the first begun by a space.

    No character is cut in two.
    """
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece


def moment(value: datetime) -> str:
    """A moment in UTC (3.3.5), which needs no definition of a zone."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _lines(event: Event) -> Iterator[str]:
    status = "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED"
    text = f";LANGUAGE={event.language}:"
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//servicehall//appointments//EN"
    yield f"METHOD:{'CANCEL' if event.cancelled else 'PUBLISH'}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{moment(event.stamp)}"
    yield f"DTSTART:{moment(event.starts)}"
    yield f"DTEND:{moment(event.ends)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{status}"
    yield f"SUMMARY{text}{escaped(event.summary)}"
    yield f"LOCATION{text}{escaped(event.location)}"
    yield f"DESCRIPTION{text}{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f'ORGANIZER;CN="{_quoted(event.organizer_name)}":{event.organizer}'
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _quoted(text: str) -> str:
    """A text within quotation marks, which has none of its own and no line ends (3.2)."""
    return "".join(each for each in text.replace('"', "'") if each >= " ")
