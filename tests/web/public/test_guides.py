"""Limits and fees in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from servicehall.web.public.guides import fee_text, limit_text, short_limit_text


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("immediate", "At once, within 3 working hours"),
        ("1 hour", "1 working hour"),
        ("4 hours", "4 working hours"),
        ("1 day", "1 working day"),
        ("7 days", "7 working days"),
    ],
)
def test_a_limit_is_told_in_words(limit: str, words: str) -> None:
    with override("en"):
        assert limit_text(limit) == words


def test_a_limit_is_told_in_the_readers_language() -> None:
    with override("ko"):
        assert limit_text("7 days") == "근무일 7일"
    with override("zh-hans"):
        assert limit_text("7 days") == "7个工作日"


def test_where_there_is_little_room_at_once_is_enough() -> None:
    with override("en"):
        assert short_limit_text("immediate") == "At once"
        assert short_limit_text("2 days") == "2 working days"


def test_a_limit_that_is_none_is_not_told() -> None:
    with pytest.raises(ValueError, match="a limit is"):
        limit_text("soon")


@pytest.mark.parametrize(
    ("amount", "jurisdiction", "words"),
    [
        (0, "KR", "No fee"),
        (0, "CN", "No fee"),
        (50000, "KR", "50,000 won"),
        (20, "CN", "20 yuan"),
        (1234, "ZZ", "1,234"),
    ],
)
def test_a_fee_is_told_in_the_money_of_the_place(
    amount: int, jurisdiction: str, words: str
) -> None:
    with override("en"):
        assert fee_text(amount, jurisdiction) == words
