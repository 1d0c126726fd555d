"""What is chosen at the kiosk stands in the address."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from servicehall.web.kiosk.screens import Screen


def read(query: str) -> Screen:
    return Screen.read("hall", QueryDict(query))


def test_an_address_keeps_nothing_that_is_as_usual() -> None:
    assert read("").address == "/hall/kiosk/"
    assert read("priority=none&large=0&every=0").address == "/hall/kiosk/"


def test_the_start_keeps_nothing_of_the_person_before() -> None:
    screen = read("language=zh&priority=elderly&large=1&contrast=1&q=x&every=1")
    assert screen.start == "/hall/kiosk/"


def test_the_look_changes_on_the_screen_of_the_ticket_too() -> None:
    screen = Screen.read("hall", QueryDict("language=zh"), ticket="secret")
    assert screen.in_large_print == "/hall/kiosk/taken/secret/?language=zh&large=1"


def test_a_search_is_no_longer_than_anyone_would_type() -> None:
    assert len(read(f"q={'x' * 500}").words) == 80


@given(
    language=st.sampled_from(("", "ko", "zh", "en")),
    priority=st.sampled_from(("none", "elderly", "disabled", "pregnant", "infant")),
    words=st.text(max_size=80).map(str.strip),
    switches=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_an_address_leads_back_to_the_same_screen(
    language: str, priority: str, words: str, switches: tuple[bool, bool, bool]
) -> None:
    every, large, contrast = switches
    screen = Screen("hall", language, priority, every, words, large, contrast)
    assert read(screen.address.partition("?")[2]) == screen
