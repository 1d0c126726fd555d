"""Reading packs from folders: the whole pack or, with file, line and key, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from servicehall.standard.document import (
    assembled,
    document,
    fingerprint,
    from_document,
    languages_of,
)
from servicehall.standard.messages import problems_of
from servicehall.standard.pack import Chapter, Form, Header, Pack, Phrase
from servicehall.standard.reading import read_file
from servicehall.standard.sources import (
    PackError,
    Place,
    Problem,
    SourceFile,
    Sources,
    check_place,
    clause_place,
)

__all__ = (
    "SHIPPED",
    "Coverage",
    "PackError",
    "Place",
    "Problem",
    "Sources",
    "check_place",
    "clause_place",
    "coverage",
    "document",
    "fingerprint",
    "from_document",
    "load",
    "read",
    "shipped",
    "shipped_names",
)

SHIPPED = Path(__file__).parent / "packs"
"""The folder of the packs that come with the product."""

HEADER, PHRASES = "pack.yaml", "phrases.yaml"

AnyForm = TypeVar("AnyForm", bound=Form)


class PhraseList(Form):
    """The file ``phrases.yaml``."""

    phrases: tuple[Phrase, ...]


class Coverage(NamedTuple):
    """How many clauses of a pack are watched, and how; a clause may be watched in many ways."""

    clauses: int
    checked: int
    """Facts decide, wholly or in part."""
    observed: int
    """People who inspect decide."""
    spoken: int
    """What staff say decides."""
    not_checked: int
    """Something in it, or all of it, can't be decided; the reason is given."""
    watched: int
    """Checked, observed or spoken."""


def coverage(pack: Pack) -> Coverage:
    """How much of the standard is watched."""
    clauses = tuple(pack.clauses)
    return Coverage(
        clauses=len(clauses),
        checked=sum(bool(each.checks) for each in clauses),
        observed=sum(bool(each.observed) for each in clauses),
        spoken=sum(bool(each.spoken) for each in clauses),
        not_checked=sum(each.not_checked is not None for each in clauses),
        watched=sum(bool(each.checks or each.observed or each.spoken) for each in clauses),
    )


def load(folder: Path) -> Pack:
    """The pack in a folder; raises ``PackError`` with all that is wrong, and then loads nothing.

    The folder holds ``pack.yaml``, the chapter files that it lists, and ``phrases.yaml``.
    First each file is looked at by itself; where all are right, what they say of one another.
    """
    return read(folder)[0]


def read(folder: Path) -> tuple[Pack, Sources]:
    """The pack in a folder, and where each part of it is written; raises as ``load``.

    ``Sources`` is for a layer above that has more to ask of a pack.
    """
    if not folder.is_dir():
        raise PackError([Problem(str(folder), 0, "", "no such folder")])
    problems: list[Problem] = []
    header_file = _read(folder / HEADER, problems)
    context = {"languages": languages_of(header_file and header_file.data)}
    header = _validated(Header, header_file, context, problems)
    names = list(_chapter_names(header_file, problems)) if header_file else []
    chapter_files = [_read(folder / name, problems) for name in names]
    chapters = [_validated(Chapter, file, context, problems) for file in chapter_files]
    phrase_file = _read(folder / PHRASES, problems)
    listed = _validated(PhraseList, phrase_file, context, problems)
    if header_file:
        problems += _unlisted(folder, names)
    if problems or not (header and header_file and phrase_file and listed):
        raise PackError(problems)
    sources = Sources(header_file, tuple(filter(None, chapter_files)), phrase_file)
    pack = assembled(header, tuple(filter(None, chapters)), listed.phrases, sources)
    return pack, sources


@lru_cache(maxsize=8)
def shipped(name: str) -> Pack:
    """The pack of that name that comes with the product; raises ``LookupError``."""
    if name not in shipped_names():
        raise LookupError(f"no pack {name!r} is shipped; there are {', '.join(shipped_names())}")
    return load(SHIPPED / name)


def shipped_names() -> tuple[str, ...]:
    """The names of the packs that come with the product."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob(f"*/{HEADER}")))


def _read(path: Path, problems: list[Problem]) -> SourceFile | None:
    try:
        return read_file(path)
    except PackError as error:
        problems += error.problems
        return None


def _validated(
    form: type[AnyForm],
    file: SourceFile | None,
    context: dict[str, tuple[str, ...]],
    problems: list[Problem],
) -> AnyForm | None:
    if file is None:
        return None
    try:
        return form.model_validate(file.data, context=context)
    except ValidationError as error:
        problems += problems_of(error, file.problem)
        return None


def _chapter_names(header: SourceFile, problems: list[Problem]) -> Iterator[str]:
    """The files that the header lists, so far as they can be files of this folder."""
    given = header.data.get("chapters") if isinstance(header.data, dict) else None
    seen: set[str] = set()
    for index, name in enumerate(given if isinstance(given, list) else ()):
        place: Place = ("chapters", index)
        if not isinstance(name, str):
            continue
        if name in {HEADER, PHRASES}:
            problems.append(header.problem(place, f"{name} is not a chapter"))
        elif Path(name).name != name or not name.endswith((".yaml", ".yml")):
            problems.append(
                header.problem(place, f"{name!r} is not the name of a YAML file in this folder")
            )
        elif name in seen:
            problems.append(header.problem(place, f"{name} is listed twice"))
        else:
            seen.add(name)
            yield name


def _unlisted(folder: Path, names: list[str]) -> Iterator[Problem]:
    known = {HEADER, PHRASES, *names}
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".yml"} and path.name not in known:
            yield Problem(path.name, 1, "", f"is not listed under chapters in {HEADER}")
