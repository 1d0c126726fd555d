"""A pack as one plain document, and the hash that names its content for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from servicehall.standard.consistency import contradictions
from servicehall.standard.messages import problems_of
from servicehall.standard.pack import LANGUAGES, Chapter, Form, Header, Pack, Phrase
from servicehall.standard.sources import UNPRINTABLE, PackError, Place, SourceFile, Sources


class _Content(Form):
    header: Header
    chapters: tuple[Chapter, ...]
    phrases: tuple[Phrase, ...] = ()


def document(pack: Pack) -> dict[str, Any]:
    """The pack as plain data that JSON can hold; what is left at its default is left out.

    So the document, and with it the hash, stays the same when a later release knows more
    keys than this pack uses.
    """
    content = _Content(header=pack.header, chapters=pack.chapters, phrases=pack.phrases)
    return content.model_dump(mode="json", exclude_defaults=True)


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of a document as canonical JSON: keys sorted, no spaces, UTF-8; hexadecimal."""
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def assembled(
    header: Header, chapters: tuple[Chapter, ...], phrases: tuple[Phrase, ...], sources: Sources
) -> Pack:
    """The pack made of its parts; raises ``PackError`` where they contradict one another."""
    if problems := [
        sources.problem(place, message)
        for place, message in contradictions(header, chapters, phrases)
    ]:
        raise PackError(problems)
    pack = Pack(header=header, chapters=chapters, phrases=phrases, sha256="")
    return pack.model_copy(update={"sha256": fingerprint(document(pack))})


def from_document(given: Mapping[str, Any], *, name: str = "document") -> Pack:
    """The pack that a stored document tells of, identical to the one that was stored.

    ``name`` stands for the file in what is reported. Raises ``PackError``.
    """
    sources = Sources(SourceFile(name, data=given))
    if problems := [
        sources.problem(place, f"the character U+{ord(found[0]):04X} is not allowed")
        for place, text in _texts(given)
        if (found := UNPRINTABLE.search(text))
    ]:
        raise PackError(problems)
    header = given.get("header") if isinstance(given, Mapping) else None
    try:
        content = _Content.model_validate(given, context={"languages": languages_of(header)})
    except ValidationError as error:
        raise PackError(problems_of(error, sources.problem)) from None
    return assembled(content.header, content.chapters, content.phrases, sources)


def _texts(part: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text in a document, keys among them, and where it stands."""
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield place, str(key)
            yield from _texts(value, (*place, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from _texts(value, (*place, index))


def languages_of(header: object) -> tuple[str, ...]:
    """The languages that a header, not yet known to be right, declares; all where it has none."""
    given = header.get("languages") if isinstance(header, Mapping) else None
    declared = given if isinstance(given, list | tuple) else ()
    return tuple(each for each in declared if each in LANGUAGES) or LANGUAGES
