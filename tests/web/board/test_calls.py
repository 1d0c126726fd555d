"""A call as the board's voice says it."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import get_language, override

from servicehall.hall.models import Counter
from servicehall.reception.models import BoardLayout, Visit
from servicehall.web.board.calls import Call
from tests.world import MONDAY


def made(layout: BoardLayout | None = None, **but: object) -> Call:
    """A call that no database has seen."""
    given = {
        "day": MONDAY,
        "prefix": "B",
        "number": 7,
        "counter": Counter(pk=4, code="12"),
        "status": "called",
        "times_called": 1,
        "language": "ko",
    }
    return Call(Visit(**(given | but)), layout or BoardLayout())


@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_the_voice_begins_with_the_citizens_language(language: str) -> None:
    said = json.loads(made(language=language).said)
    assert said[0]["lang"] == language
    assert {each["lang"] for each in said} == {"ko", "zh", "en"}
    assert all("12" in each["text"] and "B 7" in each["text"] for each in said)


def test_what_is_said_leaves_the_pages_language_alone() -> None:
    with override("zh-hans"):
        _said = made().said
        assert get_language() == "zh-hans"


def test_a_call_is_named_by_ticket_counter_and_times() -> None:
    names = {
        made().name,
        made(number=8).name,
        made(times_called=2).name,
        made(counter=Counter(pk=5, code="13")).name,
    }
    assert len(names) == 4
    assert made().name == made(status="serving").name


def test_who_is_served_need_not_come() -> None:
    assert made().waits
    assert not made(status="serving").waits


def test_a_layout_says_in_which_languages_and_whether_the_citizen_s_comes_first() -> None:
    layout = BoardLayout(spoken=["en", "ko"], citizen_first=False)
    assert [each["lang"] for each in json.loads(made(layout).said)] == ["en", "ko"]
    layout.citizen_first = True
    assert [each["lang"] for each in json.loads(made(layout).said)] == ["ko", "en"]
    assert [each["lang"] for each in json.loads(made(layout, language="zh").said)] == ["en", "ko"]


def test_a_ticket_of_two_letters_is_written_smaller() -> None:
    assert made(prefix="AB").long
    assert made(number=1000).long
    assert not made().long
