"""The record and its verdicts are told in the reader's words, in all three languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone, translation

from servicehall.checks.traces import MARKS, Mark
from servicehall.checks.verdicts import REASONS, VALUES
from servicehall.evidence.kinds import FIELDS, KINDS, OBJECTS
from servicehall.evidence.models import Fact
from servicehall.hall.models import Closure
from servicehall.reception.actions import CHOSEN_REASONS
from servicehall.reception.models import Channel, Message, Visit
from servicehall.web import wording
from servicehall.web.directory import Directory
from servicehall.web.wording import object_text, reason_text, told_fact, value_text
from tests.web.judged import LANGUAGES
from tests.world import at, names

OF_LANGUAGE = {
    "ko": re.compile("[가-힣]"),
    "zh-hans": re.compile("[一-鿿]"),
    "en": re.compile("[a-z]"),
}

VALUE_OF: dict[str, Any] = {
    "kind": "notice.given",
    "kinds": ["case.decided", "case.refused"],
    "moment": "2026-11-09T00:30:00+00:00",
    "day": "2026-11-09",
    "field": "minutes_late",
    "plain": 3,
}


def values(code: str) -> dict[str, Any]:
    """A value for every place in a reason's message."""
    return {name: VALUE_OF[VALUES[name]] for name in re.findall(r"%\((\w+)\)s", REASONS[code])}


@pytest.fixture(autouse=True)
def _in_seoul() -> object:
    with timezone.override("Asia/Seoul"):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_a_sentence_in_every_language(code: str, language: str) -> None:
    with translation.override(language):
        text = reason_text({"code": code, "values": values(code)})
        english = REASONS[code]
    assert text
    assert "%" not in text
    assert text[-1] in ".。)）" or "message" in values(code)
    words = re.sub(r"[“‘][^”’]*[”’]", "", text)
    assert OF_LANGUAGE[language].search(words), text
    if language != "en":
        assert not re.search(r"[a-z]{3}", words), f"{text!r} still has English of {english!r}"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ko", "(같은 담당 직원)"),
        ("zh-hans", "（工作人员相同）"),
        ("en", "(same staff member)"),
    ],
)
def test_a_reason_says_what_was_to_be_the_same(language: str, told: str) -> None:
    reason = {"code": "never_came", "values": {**values("never_came"), "same": "staff"}}
    with translation.override(language):
        assert told in reason_text(reason)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ko", "2026년 11월 9일 12:39에 있어서는 안 되는 “중지 공지 게시” 기록이 있습니다."),
        ("zh-hans", "2026年11月9日 12:39出现了不应有的“已张贴暂停告示”。"),
        ("en", "“Closure notice posted” came at 9 Nov 2026, 12:39; it must not."),
    ],
)
def test_a_reason_tells_its_values_as_people_say_them(language: str, told: str) -> None:
    values = {"target": "closure.notice_posted", "came": "2026-11-09T03:39:00+00:00"}
    with translation.override(language):
        assert reason_text({"code": "forbidden", "values": values}) == told


def test_a_reason_that_is_not_known_is_left_out() -> None:
    assert reason_text({"code": "invented", "values": {}}) == ""
    assert reason_text({}) == ""


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
@pytest.mark.parametrize(
    "texts",
    [
        {code: kind.label for code, kind in KINDS.items()},
        FIELDS,
        OBJECTS,
        MARKS,
    ],
    ids=["kinds", "fields", "objects", "marks"],
)
def test_everything_in_the_record_has_a_name_in_every_language(
    language: str, texts: dict[str, str]
) -> None:
    with translation.override(language):
        told = {code: translation.gettext(text) for code, text in texts.items()}
    assert [text for text in told.values() if not OF_LANGUAGE[language].search(text)] == []


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_every_code_has_a_word_in_every_language(language: str) -> None:
    with translation.override(language):
        told = [str(word) for word in wording.CODES.values()]
    assert [word for word in told if not OF_LANGUAGE[language].search(word)] == []


def test_every_field_of_every_kind_has_a_name() -> None:
    fields = {name for kind in KINDS.values() for name in (*kind.fields, *kind.personal)}
    assert fields <= set(FIELDS)


def test_every_code_that_actions_write_has_a_word() -> None:
    written = {
        *CHOSEN_REASONS,
        *Closure.Reason.values,
        *(each for each in Visit.Priority.values if each != "none"),
        *("ko", "zh", "en", "granted", "counter"),
    }
    written |= {*Message.Occasion.values, *Channel.values}
    assert written <= set(wording.CODES)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (10.0, "10"),
        (2.25, "2.25"),
        (["ko", "en"], "Korean, English"),
        ("elderly", "elderly"),
        ("as it is written", "as it is written"),
    ],
)
def test_values_are_told_as_people_say_them(value: Any, text: str) -> None:
    with translation.override("en"):
        assert value_text(value) == text


KNOWN = Directory(
    staff={"clerk": "Member clerk"},
    units={"roads": names("Roads")},
    services={"register": names("Register")},
    materials={("M/1", "form"): names("Application form"), ("M/2", "form"): names("Other form")},
    checks={"told_twice": names("Told twice")},
)


def fact(kind: str, **data: Any) -> Fact:
    return Fact(pk=7, kind=kind, happened=at(9), centre="testhall", staff="clerk", data=data)


def details(kind: str, case: str = "", **data: Any) -> dict[str, str]:
    with translation.override("en"):
        return dict(told_fact(fact(kind, **data), KNOWN, case=case).details)


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("ticket.taken", {"service": "register"}, {"service": "Register"}),
        ("ticket.taken", {"service": "unknown"}, {"service": "unknown"}),
        ("ticket.taken", {"language": "zh"}, {"language": "Chinese"}),
        ("visit.directed", {"to_unit": "roads"}, {"to unit": "Roads"}),
        ("ticket.called", {"reason": "other"}, {"reason": "another reason"}),
        ("case.refused", {"reason": "other"}, {"reason": "other"}),
        ("case.step_done", {"step": "post"}, {"step": "post"}),
        ("closure.notice_posted", {"alternative": "3"}, {"other counter": "Counter 3"}),
        ("finding.opened", {"check": "told_twice"}, {"check": "Told twice"}),
        ("finding.opened", {"outcome": "fail"}, {"outcome": "Broken"}),
        ("case.decided", {"outcome": "granted"}, {"outcome": "granted"}),
        ("shift.planned", {"starts": "2026-11-09T00:00:00Z"}, {"starts": "9 Nov 2026, 09:00"}),
        ("shift.clocked_in", {"minutes_late": 0}, {"minutes late": "0"}),
        ("badge.checked", {"worn": False}, {"badge worn": "no"}),
    ],
)
def test_codes_in_a_fact_are_told_in_words(
    kind: str, data: dict[str, Any], told: dict[str, str]
) -> None:
    assert details(kind, **data) == told


def test_a_material_is_called_what_the_case_s_own_service_calls_it() -> None:
    assert details("notice.given", "M/1", items=["form", "x"]) == {
        "materials": "Application form, x"
    }
    assert details("notice.given", "M/2", items=["form"]) == {"materials": "Other form"}
    assert details("notice.given", items=["form"]) == {"materials": "form"}


def test_what_tells_nothing_is_left_out() -> None:
    assert details("ticket.called", reason="", passed_over=0) == {"people passed over": "0"}
    assert details("ticket.taken", priority="none", language=None) == {}
    assert details("notice.given", items=[]) == {}


def test_a_fact_of_a_kind_that_is_not_declared_any_more_is_still_told() -> None:
    assert details("old.kind", words="said") == {"words": "said"}


def test_a_fact_is_marked_by_its_part_in_the_check_and_as_proof() -> None:
    with translation.override("en"):
        told = told_fact(fact("notice.given"), KNOWN, proof=[7], marks={Mark.LATE, Mark.TARGET})
        other = told_fact(fact("notice.given"), KNOWN, proof=[8])
    assert told.proves
    assert [(mark.text, mark.wrong) for mark in told.marks] == [
        ("What was asked for", False),
        ("Came too late", True),
    ]
    assert told.staff == "Member clerk"
    assert not other.proves
    assert not other.marks


@pytest.mark.parametrize(
    ("object_type", "reference", "text"),
    [
        ("visit", "2026-11-09/A001", "2026-11-09/A001"),
        ("shift", "2026-11-09/clerk", "2026-11-09 Member clerk"),
        ("shift", "2026-11-09/gone", "2026-11-09/gone"),
        ("closure", "5/2026-11-09T12:39:21.000000", "Counter 5, 9 Nov 2026, 12:39"),
        ("closure", "5/later", "Counter 5, later"),
        ("case", "2026-11-09/A001/register", "2026-11-09/A001 Register"),
        ("case", "2026-11-09/A001/gone", "2026-11-09/A001/gone"),
        ("case", "case-10011", "case-10011"),
        ("standard", "0123456789abcdef", "0123456789"),
    ],
)
def test_objects_are_told_by_what_names_them_to_a_reader(
    object_type: str, reference: str, text: str
) -> None:
    with translation.override("en"):
        assert object_text(object_type, reference, KNOWN) == text


def test_a_day_in_a_reason_is_written_as_the_language_writes_it() -> None:
    reason = {"code": "no_limit_yet", "values": {"day": date(2026, 11, 9).isoformat()}}
    with translation.override("ko"):
        assert reason_text(reason).startswith("2026년 11월 9일")
