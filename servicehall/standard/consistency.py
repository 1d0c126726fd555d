"""What must hold across the files of a pack, once each file is right by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from servicehall.standard.pack import Chapter, Clause, Header, Phrase, Scoring
from servicehall.standard.sources import Place

Contradiction = tuple[Place, str]


def contradictions(
    header: Header, chapters: tuple[Chapter, ...], phrases: tuple[Phrase, ...]
) -> Iterator[Contradiction]:
    """Each place where the pack contradicts itself, with what is wrong there."""
    yield from _chapters(header, chapters)
    clauses: list[tuple[Place, Clause]] = [
        (("chapters", i, "clauses", j), clause)
        for i, chapter in enumerate(chapters)
        for j, clause in enumerate(chapter.clauses)
    ]
    yield from _twice(
        "the clause number", (((*place, "number"), clause.number) for place, clause in clauses)
    )
    yield from _twice("the code", _codes(clauses))
    yield from _unit_types(header, clauses)
    yield from _phrases(clauses, phrases)
    yield from _scoring(header.scoring, clauses)


def _twice(what: str, named: Iterable[tuple[Place, str]]) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield place, f"{what} {name!r} is there twice"
        seen.add(name)


def _codes(clauses: Sequence[tuple[Place, Clause]]) -> Iterator[tuple[Place, str]]:
    """The codes that findings cite; checks, observed and spoken items share one space."""
    for place, clause in clauses:
        for key, items in (
            ("checks", clause.checks),
            ("observed", clause.observed),
            ("spoken", clause.spoken),
        ):
            for index, item in enumerate(items):
                yield (*place, key, index, "code"), item.code


def _chapters(header: Header, chapters: tuple[Chapter, ...]) -> Iterator[Contradiction]:
    yield from _twice(
        "the chapter number",
        ((("chapters", i, "number"), chapter.number) for i, chapter in enumerate(chapters)),
    )
    for i, (file, chapter) in enumerate(zip(header.chapters, chapters, strict=True)):
        if (named := _number_of(file)) and named != chapter.number:
            yield (
                ("chapters", i, "number"),
                f"the chapter is {chapter.number!r}, but the file's name says {named!r}",
            )
        for j, clause in enumerate(chapter.clauses):
            if not re.match(rf"{re.escape(chapter.number)}(\.|[a-z]$|$)", clause.number):
                yield (
                    ("chapters", i, "clauses", j, "number"),
                    f"the clause {clause.number!r} is not of the chapter {chapter.number!r}",
                )


def _number_of(file: str) -> str:
    """The chapter number that a file's name starts with; empty where it starts with none."""
    found = re.match(r"\d+(-\d+)*(?![^.-])", file)
    if not found:
        return ""
    return "preamble" if found[0] == "0" else found[0].replace("-", ".")


def _unit_types(header: Header, clauses: Sequence[tuple[Place, Clause]]) -> Iterator[Contradiction]:
    for place, clause in clauses:
        given = [((*place, "unit_types"), clause.unit_types)]
        given += [
            ((*place, "observed", index, "unit_types"), item.unit_types)
            for index, item in enumerate(clause.observed)
        ]
        for where, unit_types in given:
            for index, unit_type in enumerate(unit_types):
                if unit_type not in header.unit_types:
                    yield (
                        (*where, index),
                        f"the unit type {unit_type!r} is not declared in pack.yaml",
                    )


def _phrases(
    clauses: Sequence[tuple[Place, Clause]], phrases: tuple[Phrase, ...]
) -> Iterator[Contradiction]:
    yield from _twice(
        "the phrase", ((("phrases", i, "code"), phrase.code) for i, phrase in enumerate(phrases))
    )
    numbers = {clause.number for _, clause in clauses}
    for i, phrase in enumerate(phrases):
        if phrase.clause not in numbers:
            yield ("phrases", i, "clause"), f"there is no clause {phrase.clause!r}"
    codes = {phrase.code for phrase in phrases}
    for place, clause in clauses:
        for i, spoken in enumerate(clause.spoken):
            for j, code in enumerate(spoken.phrases):
                if code not in codes:
                    yield (*place, "spoken", i, "phrases", j), f"there is no phrase {code!r}"


def _scoring(scoring: Scoring, clauses: Sequence[tuple[Place, Clause]]) -> Iterator[Contradiction]:
    parts: Place = ("header", "scoring", "parts")
    yield from _twice(
        "the part", (((*parts, i, "code"), part.code) for i, part in enumerate(scoring.parts))
    )
    owner: dict[str, str] = {}
    for i, part in enumerate(scoring.parts):
        for j, prefix in enumerate(part.clauses):
            where = (*parts, i, "clauses", j)
            if not any(scoring.takes_in(prefix, clause.number) for _, clause in clauses):
                yield where, f"there is no clause {prefix!r}"
            if prefix in owner:
                yield where, f"the clause {prefix!r} is in the part {owner[prefix]!r} already"
            owner.setdefault(prefix, part.code)
    for place, clause in clauses:
        if clause.costs and scoring.part_of(clause.number) is None:
            yield (
                (*place, "number"),
                f"the clause {clause.number!r} costs points but is in no part of the score",
            )
