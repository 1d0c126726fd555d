"""How far two spellings lie apart, and what is left of an English word without its ending."""

from __future__ import annotations

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
    ``FAR``. (Sellers' algorithm, begun and ended at the marks of syllables.)
    """
    wanted = word.replace(MARK, "")
    column = [FAR] * (len(wanted) + 1)
    best = FAR
    for each in text:
        if each == MARK:
            # A syllable ends here, and another begins.
            best = min(best, column[-1])
            column[0] = 0
            continue
        diagonal, column[0] = column[0], FAR
        for row, letter in enumerate(wanted, start=1):
            here = diagonal if letter == each else 1 + min(diagonal, column[row], column[row - 1])
            if row == 1 and letter != each:
                here = 1 + column[row]
            diagonal, column[row] = column[row], here
    return best if best <= most else FAR


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
