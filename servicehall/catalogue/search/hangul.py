"""Korean syllables taken apart into letters, for spellings that are only nearly right."""

from __future__ import annotations

from functools import lru_cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _LAST = ord("가"), ord("힣")
_PAIRS = {
    "ㅘ": "ㅗㅏ", "ㅝ": "ㅜㅓ", "ㅟ": "ㅜㅣ",
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
"""Letters that are typed as two."""
_ALIKE = str.maketrans("ㄲㄸㅃㅆㅉㅔㅖㅒㅙㅞㅢ", "ㄱㄷㅂㅅㅈㅐㅐㅐㅚㅚㅣ")
"""Letters that are easily taken for one another by ear: ㅔ for ㅐ, ㅙ for ㅚ, ㅃ for ㅂ."""

MARK = "."
"""Stands before each syllable, and behind the last."""


def is_initials(text: str) -> bool:
    """Whether the text is initial consonants alone, such as ``ㅈㅁㄷㄹ``."""
    return all(each in INITIALS for each in text)


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """The initial consonants of the syllables: ``ㅈㅁㄷㄹ`` of 주민등록."""
    return "".join(
        INITIALS[(ord(each) - _FIRST) // 588] if _FIRST <= ord(each) <= _LAST else each
        for each in text
    )


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """The letters, a mark before each syllable: ``.ㅈㅜ.ㅁㅣㄴ`` of 주민.

    So what is still being typed (``주미``) is the beginning of what it becomes.
    """
    return "".join(MARK + _apart(each) for each in text)


@lru_cache(maxsize=8192)
def sounds(text: str) -> str:
    """As ``letters``, with letters that sound alike made one, and a mark behind the last."""
    return letters(text).translate(_ALIKE) + MARK


def _apart(syllable: str) -> str:
    if not _FIRST <= ord(syllable) <= _LAST:
        return syllable
    number = ord(syllable) - _FIRST
    parts = INITIALS[number // 588], _VOWELS[number // 28 % 21], _FINALS[number % 28].strip()
    return "".join(_PAIRS.get(each, each) for each in parts)
