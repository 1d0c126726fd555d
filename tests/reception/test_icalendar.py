"""The calendar file: folded where the format wants it, escaped, one event with its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.reception.icalendar import Event, calendar_file, escaped, folded
from tests.world import at

EVENT = Event(
    uid="261110-001.testhall@example.org",
    starts=at(10, 30),
    ends=at(11),
    stamp=datetime(2026, 11, 9, 0, 0, tzinfo=UTC),
    sequence=2,
    summary="여권 발급",
    location="한빛시 행정서비스센터",
    description="Number 261110-001; bring it, please.\nSee https://example.org/x",
    url="https://example.org/x/",
    organizer="https://example.org/",
    organizer_name='The "hall"',
    language="ko",
)


def unfolded(file: bytes) -> dict[str, str]:
    """The lines of a file as name (without its parameters) and value."""
    text = file.decode().replace("\r\n ", "")
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    found = {}
    for line in lines:
        assert "\n" not in line
        head, _, value = line.partition(":")
        if line.startswith("ORGANIZER"):
            head, _, value = line.partition('":')
        found[head.partition(";")[0]] = value
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    return found


def test_an_event_says_when_where_and_in_which_form() -> None:
    found = unfolded(calendar_file(EVENT))
    assert found["VERSION"] == "2.0"
    assert (found["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", "2")
    assert (found["DTSTART"], found["DTEND"]) == ("20261109T013000Z", "20261109T020000Z")
    assert found["DTSTAMP"] == "20261109T000000Z"
    assert found["UID"] == EVENT.uid
    assert found["SUMMARY"] == "여권 발급"
    assert found["DESCRIPTION"] == (
        "Number 261110-001\\; bring it\\, please.\\nSee https://example.org/x"
    )
    assert found["ORGANIZER"] == "https://example.org/"


@pytest.mark.parametrize(
    ("change", "method", "status"),
    [
        ({"cancelled": True}, "CANCEL", "CANCELLED"),
        ({"tentative": True}, "PUBLISH", "TENTATIVE"),
    ],
)
def test_what_became_of_it_is_its_method_and_status(
    change: dict[str, Any], method: str, status: str
) -> None:
    found = unfolded(calendar_file(replace(EVENT, **change)))
    assert (found["METHOD"], found["STATUS"], found["UID"]) == (method, status, EVENT.uid)


def test_quotation_marks_end_no_parameter() -> None:
    assert b"ORGANIZER;CN=\"The 'hall'\":" in calendar_file(EVENT)


@given(st.text())
def test_lines_are_no_longer_than_75_octets_and_lose_nothing(text: str) -> None:
    pieces = list(folded(text))
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_begins_a_line_of_its_own(text: str) -> None:
    file = calendar_file(replace(EVENT, description=text, summary=text, organizer_name=text))
    found = unfolded(file)
    assert len(found) == 16
    assert "\r" not in found["DESCRIPTION"]


@pytest.mark.parametrize(
    ("text", "written"),
    [("a;b", "a\\;b"), ("a\\,", "a\\\\\\,"), ("a\r\nb\rc", "a\\nb\\nc"), ("a\x07b", "ab")],
)
def test_what_divides_lines_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written
