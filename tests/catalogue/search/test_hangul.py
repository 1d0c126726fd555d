"""Syllables taken apart: by letters, by sound, by their beginnings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.catalogue.search.hangul import MARK, initials, is_initials, letters, sounds
from servicehall.catalogue.search.spelling import FAR, distance, distance_within, stem


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("주민", ".ㅈㅜ.ㅁㅣㄴ"),
        ("권", ".ㄱㅜㅓㄴ"),
        ("값", ".ㄱㅏㅂㅅ"),
        ("ㅈ", ".ㅈ"),
        ("a", ".a"),
        ("", ""),
    ],
)
def test_a_syllable_is_its_letters(text: str, apart: str) -> None:
    assert letters(text) == apart


@pytest.mark.parametrize(
    ("one", "other"), [("등뽄", "등본"), ("관게", "관개"), ("왠", "웬"), ("희", "히"), ("써", "서")]
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_the_initials_of_a_word_are_its_beginnings() -> None:
    assert initials("주민등록") == "ㅈㅁㄷㄹ"
    assert is_initials("ㅈㅁㄷㄹ")
    assert not is_initials("ㅏ")
    assert not is_initials("주ㅁ")


@pytest.mark.parametrize(
    ("word", "text", "apart"),
    [
        ("등본", "주민등록표등본", 0),
        ("등봄", "주민등록표등본", 1),
        ("주민등록등본", "주민등록표등본", 2),
        ("표", "주민등록표등본", 0),
        ("여관", "여권", FAR),
    ],
)
def test_the_distance_is_that_to_whole_syllables(word: str, text: str, apart: int) -> None:
    assert distance_within(sounds(word), sounds(text), 2 if len(word) > 2 else 1) == apart


def by_hand(one: str, other: str) -> int:
    """The distance between two texts by its definition."""
    row: list[int] = [*range(len(other) + 1)]
    for place, letter in enumerate(one, start=1):
        last, row = row, [place]
        for column, each in enumerate(other):
            row.append(min(last[column + 1] + 1, row[-1] + 1, last[column] + (letter != each)))
    return row[-1]


@given(st.text("가나다란만받살", min_size=1, max_size=5), st.text("가나다란만받살", max_size=7))
def test_the_distance_is_the_least_over_all_stretches_of_syllables(word: str, text: str) -> None:
    plain = sounds(word).replace(MARK, "")
    stretches = [
        sounds(text[begin:end]).replace(MARK, "")
        for begin in range(len(text))
        for end in range(begin + 1, len(text) + 1)
    ]
    least = min((by_hand(plain, each) for each in stretches if each[0] == plain[0]), default=FAR)
    assert distance_within(sounds(word), sounds(text), 3) == (least if least <= 3 else FAR)


def test_the_end_of_one_syllable_and_the_beginning_of_the_next_are_no_syllable() -> None:
    """In 민등, the letters ㄴㄷ stand side by side without being a word."""
    assert distance_within(sounds("인두"), sounds("민둥"), 0) == FAR


@pytest.mark.parametrize(
    ("one", "other", "most", "apart"),
    [
        ("passport", "passport", 2, 0),
        ("pasport", "passport", 2, 1),
        ("passprot", "passport", 2, 1),
        ("passion", "passport", 2, FAR),
        ("ab", "ba", 1, 1),
        ("", "ab", 2, 2),
        ("a", "abcd", 2, FAR),
    ],
)
def test_letters_swapped_are_one_slip(one: str, other: str, most: int, apart: int) -> None:
    assert distance(one, other, most) == apart
    assert distance(other, one, most) == apart


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("moves", "mov"),
        ("moving", "mov"),
        ("moved", "mov"),
        ("move", "mov"),
        ("copies", "copy"),
        ("business", "business"),
        ("businesses", "business"),
        ("permits", "permit"),
        ("stopping", "stop"),
        ("bus", "bus"),
        ("use", "use"),
    ],
)
def test_what_is_left_of_an_english_word_is_its_stem(word: str, left: str) -> None:
    assert stem(word) == left
