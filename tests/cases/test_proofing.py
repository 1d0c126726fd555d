"""What is looked over in a document before it is issued, as a table of drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servicehall.cases.proofing import Draft, Fault, faults, placeholder_in, same_name

SEOUL = ZoneInfo("Asia/Seoul")
DECIDED = datetime(2026, 11, 12, 15, tzinfo=SEOUL)
GOOD = Draft(
    kind="refusal",
    holder="홍길동",
    text="The address lies in another city.",
    basis=["건축법 제11조"],
    remedies=["이의신청"],
    officer="Member clerk",
    fee=1000,
    received=datetime(2026, 11, 9, 10, tzinfo=SEOUL),
    accepted=datetime(2026, 11, 9, 10, 20, tzinfo=SEOUL),
    decided=DECIDED,
    issued=DECIDED + timedelta(minutes=5),
    valid_until=None,
    applicant="홍길동",
    fee_of_item=1000,
)


def test_nothing_is_wrong_with_a_good_draft() -> None:
    assert faults(GOOD) == []
    assert faults(replace(GOOD, kind="decision", remedies=[], valid_until=date(2026, 11, 12))) == []


@pytest.mark.parametrize(
    ("but", "code", "field"),
    [
        ({"holder": "  "}, "field_empty", "holder"),
        ({"text": ""}, "field_empty", "text"),
        ({"officer": ""}, "field_empty", "officer"),
        ({"decided": None}, "field_empty", "decided"),
        ({"text": "for ___ days"}, "placeholder_left", "text"),
        ({"text": "{{ reason }}"}, "placeholder_left", "text"),
        ({"text": "TODO: reason"}, "placeholder_left", "text"),
        ({"text": "根据××规定"}, "placeholder_left", "text"),
        ({"text": "ＸＸ규정"}, "placeholder_left", "text"),
        ({"text": "○○규정에 따라"}, "placeholder_left", "text"),
        ({"basis": ["Act XX, art. 1"]}, "placeholder_left", "basis"),
        ({"remedies": ["within __ days"]}, "placeholder_left", "remedies"),
        ({"officer": "XX"}, "placeholder_left", "officer"),
        ({"accepted": GOOD.received - timedelta(days=1)}, "accepted_before_received", ""),
        ({"decided": GOOD.received}, "decided_before_accepted", ""),
        ({"issued": DECIDED - timedelta(seconds=1)}, "issued_before_decided", ""),
        ({"valid_until": date(2026, 11, 11)}, "ends_before_issued", ""),
        ({"fee": 1001}, "fee_differs", "fee"),
        ({"basis": []}, "basis_not_cited", ""),
        ({"basis": [" "]}, "basis_not_cited", ""),
        ({"basis": ["the law"]}, "no_article_cited", "basis"),
        ({"remedies": []}, "remedy_not_told", ""),
        ({"holder": "홍길순"}, "name_differs", "holder"),
    ],
)
def test_a_fault_is_found_and_named(but: dict[str, Any], code: str, field: str) -> None:
    assert [(each.code, each.field) for each in faults(replace(GOOD, **but))] == [(code, field)]


def test_all_faults_are_told_at_once() -> None:
    bad = replace(GOOD, holder="", text="___", fee=0, basis=[])
    assert [each.code for each in faults(bad)] == [
        "field_empty",
        "placeholder_left",
        "fee_differs",
        "basis_not_cited",
    ]


def test_a_fault_shows_the_words_that_it_lies_in() -> None:
    assert Fault("placeholder_left", "text", "____") in faults(replace(GOOD, text="by ____ 2026"))


@pytest.mark.parametrize(
    "text",
    [
        "a 2 × 3 m sign",
        "snake_case",
        "MAXX Ltd",
        "EXXON",
        "Go {on}",
        "xx small",
        "todo list",
        "○ 1",
    ],
)
def test_ordinary_words_are_no_places_to_fill_in(text: str) -> None:
    assert placeholder_in(text) == ""


@pytest.mark.parametrize("rule", ["Act, 7", "行政许可法第三十八条", "三十八条", "건축법 제11조"])
def test_an_article_is_known_in_each_language(rule: str) -> None:
    assert faults(replace(GOOD, basis=[rule])) == []


def test_names_are_the_same_but_for_how_they_are_typed() -> None:
    assert same_name("Kim  Min-su", "kim min-su")
    assert same_name("ＫＩＭ", "Kim")
    assert not same_name("Kim", "Kin")


def test_an_application_without_a_name_has_none_to_differ_from() -> None:
    assert faults(replace(GOOD, applicant="")) == []
