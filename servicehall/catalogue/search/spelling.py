"""How far two spellings lie apart, and what is left of an English word without its ending."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from servicehall.catalogue.search.hangul import MARK

FAR = 99
"""Further apart than anything that is still taken for a slip."""


def slips(length: int) -> int:
    """How many slips are forgiven in so many Korean letters: about one in five, none in four."""
    return min(max(0, (length - 1) // 4), 3)


def distance_within(word: str, text: str, most: int) -> int:
    """The least number of letters to change for the word to be whole syllables of the text.

    Both are ``hangul.sounds``. A letter too many, too few, or another one counts as one; the first
    letter has to be right, since who mistakes it means another word. More than ``most`` is
    ``FAR``.
    """
    wanted = word.replace(MARK, "")
    syllables = text.strip(MARK).split(MARK)
    begins = (place for place, each in enumerate(syllables) if each[:1] == wanted[:1])
    best = min((_from(wanted, syllables[place:], most) for place in begins), default=FAR)
    return best if best <= most else FAR


def _from(wanted: str, syllables: Sequence[str], most: int) -> int:
    """The same where the word begins with the first of the syllables, and ends with any."""
    size, best, read = len(wanted), FAR, 0
    column = list(range(size + 1))
    for syllable in syllables:
        for letter in syllable:
            read += 1
            if read > size + most:
                return best
            # Further from the diagonal than this, nothing is within reach any more.
            low, high = max(1, read - most), min(size, read + most)
            diagonal, column[low - 1] = column[low - 1], read if low == 1 else FAR
            for row in range(low, high + 1):
                here = diagonal
                if wanted[row - 1] != letter:
                    here = 1 + min(diagonal, column[row], column[row - 1])
                diagonal, column[row] = column[row], here
        if read >= size - most:
            best = min(best, column[size])
    return best


def distance(one: str, other: str, most: int) -> int:
    """The least number of letters to change, two that are swapped being one; else ``FAR``."""
    if abs(len(one) - len(other)) > most:
        return FAR
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        row, last, before = [place], row, row if place == 1 else before
        for column, each in enumerate(other, start=1):
            cost = min(last[column] + 1, row[-1] + 1, last[column - 1] + (letter != each))
            swapped = (
                place > 1
                and column > 1
                and letter == other[column - 2]
                and one[place - 2] == each
            )  # fmt: skip
            row.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before = last
        if min(row) > most:
            return FAR
    return row[-1] if row[-1] <= most else FAR


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """An English word without the endings of number and time: ``moving`` and ``moves`` are one."""
    for ending, instead, least in (
        ("ies", "y", 5),
        ("sses", "ss", 5),
        ("ing", "", 6),
        ("ed", "", 5),
        ("es", "e", 4),
        ("s", "", 4),
    ):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsaeo":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
