"""What is looked through, word by word, and how what is found is ranked.

A word of the citizen's is held against the words of each item's names, against other words for it
(see ``vocabulary``), and against its summary. How near it comes is a number up to 1: the same word,
its beginning, a part of it, half typed, sounding alike, a slip or two away (``NEARNESS``), times
what the place is worth (``WORTH``). An item's score is the mean over the citizen's words, and the
whole written together is tried as well. Of the same score, the catalogue's order decides.

Words of asking (“how do I get”) are left out where others remain. Of several words more than half
must be found. What only a slip away was found with is left out where anything was found as it was
written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from servicehall.catalogue.search.hangul import MARK, initials, is_initials, letters, sounds
from servicehall.catalogue.search.spelling import FAR, distance, distance_within, slips, stem
from servicehall.catalogue.search.vocabulary import Language, Vocabularies, compact, shipped


class By(StrEnum):
    """By what an item was found."""

    NAME = "name"
    WORD = "word"
    SUMMARY = "summary"
    SPELLING = "spelling"


WORTH: Mapping[By, float] = {By.NAME: 1.0, By.WORD: 0.95, By.SUMMARY: 0.6}
"""What a word is worth by where it stands."""
NEARNESS = {"same": 1.0, "begins": 0.95, "within": 0.9, "typing": 0.88, "holds": 0.75, "like": 0.8}
"""What a word is worth by how near it comes; each slip takes ``SLIP`` more."""
SLIP = 0.1
MOST_TRIED = 40
"""So many words are held against a misspelled one by letters: those that share most with it."""
LONGEST = 80
"""More than so many signs nobody types to search."""

_RUNS: Mapping[Language, str] = {"ko": "ㄱ-ㅣ가-힣", "zh": "㐀-䶿一-鿿", "en": "a-z0-9"}
_ACCENTS = re.compile("[\u0300-\u036f'’]")
"""What is left out: the accents of letters, and the apostrophe within a word."""
_WIDE = {0xFF01 + each: 0x21 + each for each in range(94)}
"""Letters and digits as wide as a Chinese sign. (NFKC would take Korean letters apart.)"""
_RUN = re.compile("|".join(f"(?P<{name}>[{signs}]+)" for name, signs in _RUNS.items()))


@dataclass(frozen=True)
class Entry:
    """An item as it is looked for: its names and summaries by language."""

    names: Mapping[str, str]
    summary: Mapping[str, str]


@dataclass(frozen=True)
class Match:
    """An item that was found: its place among the entries, how well, and by what."""

    place: int
    score: float
    by: By


@dataclass(frozen=True)
class _Word:
    """A stretch of one script in what was typed, or in an item."""

    language: Language
    text: str


class Index:
    """Items that can be looked through; made once for a catalogue, asked often."""

    def __init__(self, entries: Sequence[Entry], vocabularies: Vocabularies | None = None) -> None:
        self._vocabularies = vocabularies or shipped()
        self._of: dict[Language, _Terms] = {
            language: _Terms(language, self._vocabularies) for language in _RUNS
        }
        self._size = len(entries)
        for place, entry in enumerate(entries):
            self._take_in(place, entry)

    def _take_in(self, place: int, entry: Entry) -> None:
        for name in entry.names.values():
            words = list(_words(name))
            for word in words:
                self._of[word.language].add(word.text, place, By.NAME)
            for language in _RUNS:
                whole = "".join(word.text for word in words if word.language == language)
                self._of[language].add(whole, place, By.NAME)
        for language in _RUNS:
            name = compact(entry.names.get(language, ""))
            for other in self._vocabularies.others(language, name):
                self._of[language].add(_plain(other), place, By.WORD)
        for text in entry.summary.values():
            for word in _words(text):
                self._of[word.language].add(word.text, place, By.SUMMARY)

    def search(self, text: str) -> list[Match]:
        """What is meant by these words, the best first; nothing for a text without a word."""
        words = list(_words(text[:LONGEST]))
        if not words:
            return []
        asked = self._asked(words)
        found = self._by_each(asked)
        if len(asked) > 1 and len({word.language for word in asked}) == 1:
            whole = self._of[asked[0].language].hits("".join(word.text for word in asked))
            for place, hit in whole.items():
                if place not in found or found[place][0] < hit[0]:
                    found[place] = hit
        if any(by is not By.SPELLING for _, by in found.values()):
            found = {place: hit for place, hit in found.items() if hit[1] is not By.SPELLING}
        ranked = sorted(found.items(), key=lambda each: (-each[1][0], each[0]))
        return [Match(place, round(score, 3), by) for place, (score, by) in ranked]

    def _asked(self, words: list[_Word]) -> list[_Word]:
        """The words without those of asking, unless there are no others."""
        left = [word for word in words if not self._of[word.language].is_filler(word.text)]
        return left or words

    def _by_each(self, words: list[_Word]) -> dict[int, tuple[float, By]]:
        sums: dict[int, float] = defaultdict(float)
        many: Counter[int] = Counter()
        least: dict[int, By] = {}
        for word in words:
            for place, (score, by) in self._of[word.language].hits(word.text).items():
                sums[place] += score
                many[place] += 1
                if place not in least or _ORDER[by] > _ORDER[least[place]]:
                    least[place] = by
        return {
            place: (total / len(words), least[place])
            for place, total in sums.items()
            if 2 * many[place] > len(words)
        }


_ORDER = {by: order for order, by in enumerate(By)}
_Hits = dict[int, tuple[float, By]]


class _Terms:
    """The words of one language, each with the items that it stands for."""

    def __init__(self, language: Language, vocabularies: Vocabularies) -> None:
        known = vocabularies.of[language]
        self.language = language
        self._places: dict[str, dict[int, By]] = {}
        self._others: set[str] = set()
        """Other words for an item, each of which says by itself what is meant."""
        self._fillers = {_plain(each) for each in known.fillers}
        self._endings = sorted(known.endings, key=len, reverse=True)
        self._alike = str.maketrans(
            {sign: group[0] for group in known.alike for sign in group[1:]}
        )  # fmt: skip

    def add(self, text: str, place: int, by: By) -> None:
        """Let the word stand for the item; where it does already, by what is worth more."""
        if not text:
            return
        places = self._places.setdefault(text, {})
        places[place] = min(places.get(place, by), by, key=_ORDER.__getitem__)
        if by is By.WORD and len(text) > 1:
            self._others.add(text)

    def is_filler(self, word: str) -> bool:
        """Whether the word is one of asking, and says nothing of an item."""
        return word in self._fillers or word.isdigit()

    def hits(self, word: str) -> _Hits:
        """The items that the word finds: as written, else as part of it, else nearly written so.

        Where it finds nothing, it is tried without its ending, and without words of asking.
        """
        forms = list(dict.fromkeys(self._forms(word)))
        for form in forms:
            if found := self._noted(self._written(form)):
                return found
        if found := self._noted(self._held(word)):
            return found
        for form in forms:
            if found := self._noted(self._spelled(form), By.SPELLING):
                return found
        return {}

    def _forms(self, word: str) -> Iterator[str]:
        """The word, then without an ending and without words of asking written together with it."""
        yield word
        if self.language == "en":
            return
        bare = self._without_asking(word)
        yield bare
        for ending in self._endings:
            if bare.endswith(ending) and len(bare) - len(ending) >= 2:
                yield self._without_asking(bare[: -len(ending)])

    def _without_asking(self, word: str) -> str:
        """The word without the words of asking at its ends, as long as two signs are left."""
        again = True
        while again:
            again = False
            for filler in sorted(self._fillers, key=len, reverse=True):
                if len(word) - len(filler) >= 2:
                    if word.endswith(filler):
                        word, again = word[: -len(filler)], True
                    elif word.startswith(filler):
                        word, again = word[len(filler) :], True
        return word

    def _noted(self, found: Iterator[tuple[str, float]], by: By | None = None) -> _Hits:
        """The items for which the words stand that were found, each by the best of them."""
        hits: _Hits = {}
        for text, near in found:
            for place, where in self._places[text].items():
                hit = (near * WORTH[where], by or where)
                if place not in hits or hits[place][0] < hit[0]:
                    hits[place] = hit
        return hits

    # As it is written ----------------------------------------------------------------------

    def _written(self, word: str) -> Iterator[tuple[str, float]]:
        if self.language == "en":
            yield from self._written_in_letters(word)
        elif is_initials(word) and self.language == "ko":
            for text in self._named:
                begins = initials(text)
                if begins.startswith(word):
                    yield text, NEARNESS["begins" if begins == word else "typing"]
        else:
            yield from self._written_in_signs(word)

    def _written_in_letters(self, word: str) -> Iterator[tuple[str, float]]:
        bare, first = stem(word), word[0]
        for text in self._places:
            if text[0] != first:
                continue
            if text == word:
                yield text, NEARNESS["same"]
            elif stem(text) == bare:
                yield text, NEARNESS["begins"]
            elif len(word) > 2 and (text.startswith(word) or _continues(text, bare)):
                yield text, NEARNESS["within"]

    def _written_in_signs(self, word: str) -> Iterator[tuple[str, float]]:
        several, korean = len(word) > 1, self.language == "ko"
        typed = letters(word) if korean and several else ""
        for text, by in self._where.items():
            # A Korean summary has words, a Chinese one has stretches between its commas.
            inside = several and not (korean and by is By.SUMMARY)
            if word in text:
                if text == word:
                    yield text, NEARNESS["same"]
                elif text.startswith(word):
                    yield text, NEARNESS["begins"]
                elif inside:
                    yield text, NEARNESS["within"]
            elif typed and inside and letters(text).startswith(typed):
                yield text, NEARNESS["typing"]

    def _held(self, word: str) -> Iterator[tuple[str, float]]:
        """Other words for an item that stand in what was typed in one, such as 아이여권."""
        if self.language != "en":
            for text in self._others:
                if word.endswith(text) or (text in word and self.language == "zh"):
                    yield text, NEARNESS["holds"]

    # As it is nearly written ---------------------------------------------------------------

    def _spelled(self, word: str) -> Iterator[tuple[str, float]]:
        if self.language == "en":
            most, own = 0 if len(word) < 4 else 1 if len(word) < 8 else 2, set(word)
            for text in self._named if most else ():
                # Each letter that is not in the other word at all is a slip by itself. One in the
                # first letter is rare, and in a short word makes another word of it.
                if len(own.difference(text)) > most or (text[0] != word[0] and len(word) < 6):
                    continue
                apart = distance(word, text, most)
                if apart != FAR:
                    yield text, NEARNESS["like"] - SLIP * apart
        elif self.language == "zh":
            yield from self._sounding_alike(word)
        elif len(word) > 1:
            yield from self._misspelled(word)

    def _sounding_alike(self, word: str) -> Iterator[tuple[str, float]]:
        wanted = word.translate(self._alike)
        for text in self._named:
            if len(wanted) > 1 and wanted in text.translate(self._alike):
                yield text, NEARNESS["like"]
            elif len(wanted) > 3 and _shared(wanted, text.translate(self._alike)) >= 0.75:
                yield text, NEARNESS["like"] - SLIP

    def _misspelled(self, word: str) -> Iterator[tuple[str, float]]:
        wanted = sounds(word)
        pairs, most = _pairs(wanted), slips(len(wanted.replace(MARK, "")))
        met: Counter[str] = Counter()
        for pair in pairs:
            met.update(self._pairs.get(pair, ()))
        for text, many in met.most_common(MOST_TRIED):
            # Each slip changes two pairs at most, so who shares fewer is too far away.
            if many >= len(pairs) - 2 * most:
                apart = distance_within(wanted, sounds(text), most)
                if apart != FAR:
                    yield text, NEARNESS["like"] - SLIP * apart

    @cached_property
    def _where(self) -> dict[str, By]:
        """Each word by the best place in which it stands."""
        return {
            text: min(places.values(), key=_ORDER.__getitem__)
            for text, places in self._places.items()
        }

    @cached_property
    def _named(self) -> list[str]:
        """The words of names, and other words for them."""
        return [text for text, by in self._where.items() if by is not By.SUMMARY]

    @cached_property
    def _pairs(self) -> dict[str, list[str]]:
        """The words in which two letters follow one another."""
        found: dict[str, list[str]] = defaultdict(list)
        for text in self._named:
            for pair in _pairs(sounds(text)):
                found[pair].append(text)
        return found


def _plain(text: str) -> str:
    """The text as it is compared: in one form, in lower case, without spaces and signs."""
    return "".join(word.text for word in _words(text))


def _words(text: str) -> Iterator[_Word]:
    """The stretches of each script in a text, in their order."""
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    for run in _RUN.finditer(plain.translate(_WIDE).casefold()):
        yield _Word(run.lastgroup, run.group())  # type: ignore[arg-type]


def _continues(text: str, bare: str) -> bool:
    """Whether the word goes on from that stem: ``registration`` from ``registr``."""
    return len(bare) > 3 and text.startswith(bare)


def _pairs(sound: str) -> list[str]:
    """Each two letters that follow one another, none twice."""
    plain = sound.replace(MARK, "")
    return [*dict.fromkeys(plain[at : at + 2] for at in range(len(plain) - 1))]


def _shared(wanted: str, text: str) -> float:
    """How much of what is wanted stands in the text, two signs at a time."""
    pairs = [wanted[at : at + 2] for at in range(len(wanted) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs)
