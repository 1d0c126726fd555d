"""Other words for what a hall offers, and words that say nothing of it: a file a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from servicehall.standard.reading import read_file

Language = Literal["ko", "zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).with_name("words")


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OtherWords(_Read):
    """What people say, and the part of a name that they mean by it."""

    of: str
    """What stands in the name of the item, such as ``전입``."""
    means: tuple[str, ...] = Field(min_length=1)
    """What people say instead, such as ``이사``."""


class Vocabulary(_Read):
    """The words of one language."""

    words: tuple[OtherWords, ...]
    fillers: tuple[str, ...] = ()
    """Words of asking, which say nothing of the item: left out where others remain."""
    endings: tuple[str, ...] = ()
    """Particles that are written together with a word."""
    alike: tuple[str, ...] = ()
    """Signs that are typed for one another, each group one text."""


@dataclass(frozen=True)
class Vocabularies:
    """The words of all languages."""

    of: Mapping[Language, Vocabulary]

    def others(self, language: Language, name: str) -> list[str]:
        """What people say for an item of that name (compact, in lower case)."""
        return [
            word
            for each in self.of[language].words
            if compact(each.of) in name
            for word in (each.of, *each.means)
        ]


def compact(text: str) -> str:
    """The text in lower case and without its spaces."""
    return "".join(text.casefold().split())


@cache
def shipped() -> Vocabularies:
    """The words that come with the product, from the folder beside this file.

    Raises ``PackError`` for a file that can't be read, ``ValidationError`` for one that says
    something else than it should.
    """
    read: dict[Language, Vocabulary] = {}
    for language in LANGUAGES:
        path = FOLDER / f"{language}.yaml"
        read[language] = Vocabulary.model_validate(read_file(path).data)
    return Vocabularies(read)
