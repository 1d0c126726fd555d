"""Limits and fees in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from servicehall.web.public.guides import fee_text, limit_text, short_limit_text


@pytest.mark.parametrize(
    ("limit", "jurisdiction", "words"),
    [
        ("immediate", "KR", "At once, within 3 working hours"),
        ("immediate", "CN", "At once, the same day"),
        ("1 hour", "KR", "1 working hour"),
        ("4 hours", "KR", "4 working hours"),
        ("1 day", "KR", "1 working day"),
        ("7 days", "KR", "7 working days"),
        ("2 weeks", "KR", "2 weeks"),
        ("1 month", "KR", "1 month"),
        ("1 year", "KR", "1 year"),
    ],
)
def test_a_limit_is_told_in_words(limit: str, jurisdiction: str, words: str) -> None:
    with override("en"):
        assert limit_text(limit, jurisdiction) == words


def test_a_limit_is_told_in_the_readers_language() -> None:
    with override("ko"):
        assert limit_text("7 days", "KR") == "근무일 7일"
    with override("zh-hans"):
        assert limit_text("7 days", "KR") == "7个工作日"


def test_where_there_is_little_room_at_once_is_enough() -> None:
    with override("en"):
        assert short_limit_text("immediate", "KR") == "At once"
        assert short_limit_text("2 days", "KR") == "2 working days"


def test_a_limit_that_is_none_is_not_told() -> None:
    with pytest.raises(ValueError, match="a limit is"):
        limit_text("soon", "KR")


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
