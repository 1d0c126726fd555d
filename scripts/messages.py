"""Keeps the message catalogues in step with the code; needs no gettext on the machine.

English texts stand in the code and the templates. Their Korean and Chinese are kept in
``servicehall/web/locale/*/LC_MESSAGES/django.po``, beside the compiled ``django.mo``.

    messages.py                   update both catalogues from the code, compile them
    messages.py --check           fail if a text is missing, untranslated, fuzzy or misformed
    messages.py --missing         print what is untranslated, as JSON to fill in
    messages.py --add FILE.json   take translations from such a file (- reads standard input)

The JSON maps each English text to its translations; a text with a plural has it in
``plural``, and one with a context has the key ``context\\u0004text``, as gettext has:

    {"Ticket": {"ko": "번호표", "zh": "号票"}}
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import os
import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "servicehall"
LOCALE = PACKAGE / "web" / "locale"
LANGUAGES: Mapping[str, str] = {"ko": "ko", "zh": "zh_Hans"}
"""The languages by their short code, with the folder of their catalogue."""

KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""The functions that mark a text, with the places of context, text and plural."""

PLACEHOLDER = re.compile(r"%\(\w+\)[#0+ -]*[\d.]*[a-zA-Z]|%[a-zA-Z]|\{\w*\}")

PO_LINE = re.compile(
    r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d+\])\s+)?"(?:[^"\\]|\\.)*"\s*)?'
)
"""A line of a catalogue: empty, a comment, or a text in quotes after its keyword or alone."""

HEADER = """\
# The texts of servicehall; `make messages` keeps this file in step with the code.
msgid ""
msgstr ""
"Project-Id-Version: servicehall\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

COMPILED_HEADER = "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=1; plural=0;\n"

Forms: TypeAlias = str | tuple[str, ...] | list[str]
"""One text, or the forms of a text that has a plural."""


class BadInput(Exception):
    """What was given can't be used; the message says what and where."""


def texts(package: Path = PACKAGE) -> Catalog:
    """Every text that the package marks for translation, with the files that it stands in."""
    catalog = Catalog()
    for path in sorted(package.rglob("*.py")):
        _gather(catalog, path, path.read_text(encoding="utf-8"), package)
    for folder in sorted(package.rglob("templates")):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # What remains is calls on lines of their own; their indentation means nothing.
            lines = "\n".join(line.strip() for line in code.splitlines())
            _gather(catalog, path, lines, package)
    return catalog


def _gather(catalog: Catalog, path: Path, code: str, package: Path) -> None:
    place = path.relative_to(package.parent).as_posix()
    found = extract_python(io.BytesIO(code.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for line, function, given, _comments in found:
        if (marked := _marked(KEYWORDS[str(function)], given, f"{place}:{line}")) is not None:
            context, text = marked
            catalog.add(text, context=context, locations=[(place, 0)])


def _marked(
    shape: Any, given: object, place: str
) -> tuple[str | None, str | tuple[str, str]] | None:
    """The context and the text (with its plural) of one call, or nothing if it marks none."""
    parts: Sequence[Any] = given if isinstance(given, (list, tuple)) else [given]
    positions = shape or (1,)
    context: str | None = None
    chosen: list[str] = []
    for position in positions:
        number = position[0] if isinstance(position, tuple) else position
        part = parts[number - 1] if len(parts) >= number else None
        if not isinstance(part, str):
            # A variable: whatever gave it its value has marked the text.
            return None
        if isinstance(position, tuple):
            context = part
        else:
            chosen.append(part)
    if not all(chosen):
        raise BadInput(f"{place}: an empty text can't be translated")
    return context, chosen[0] if len(chosen) == 1 else (chosen[0], chosen[1])


def po_path(language: str, locale: Path = LOCALE) -> Path:
    """The catalogue of a language given by its short code."""
    return locale / LANGUAGES[language] / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue at that path, empty if there is none; raises ``BadInput`` if it is broken."""
    language = path.parent.parent.name
    content = path.read_bytes() if path.exists() else HEADER.format(language=language).encode()
    for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
        # Babel drops the last letter of a text whose quotes do not close, and says nothing.
        if not PO_LINE.fullmatch(line):
            raise BadInput(f"{_told(path)}:{number}: not a line of a catalogue: {line}")
    try:
        return read_po(
            io.BytesIO(content), locale=language, ignore_obsolete=True, abort_invalid=True
        )
    except (PoFileError, UnicodeDecodeError) as error:
        raise BadInput(f"{_told(path)}: {error}") from None


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue and compile it: sorted, with files but no lines, without dates."""
    body = io.BytesIO()
    write_po(
        body, catalog, width=100, omit_header=True, sort_output=True, ignore_obsolete=True,
        include_lineno=False,
    )  # fmt: skip
    language = path.parent.parent.name
    text = HEADER.format(language=language) + body.getvalue().decode().strip() + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, text.encode())
    _replace(path.with_suffix(".mo"), compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it at run time; what is fuzzy or empty is left out.

    The form is that of GNU gettext's .mo files: a header of seven numbers, a table of lengths
    and places for the texts, which are sorted, one for their translations, and both.
    """
    entries = {b"": COMPILED_HEADER.encode()}
    for message in catalog:
        if message.id and _translated(message) and not message.fuzzy:
            text = "\0".join([message.id] if isinstance(message.id, str) else message.id)
            context = f"{message.context}\x04" if message.context else ""
            entries[f"{context}{text}".encode()] = "\0".join(_forms(message)).encode()
    texts_in_order = sorted(entries)
    tables, content = b"", b""
    beginning = 28 + 16 * len(entries)
    for piece in [*texts_in_order, *(entries[text] for text in texts_in_order)]:
        tables += struct.pack("<II", len(piece), beginning + len(content))
        content += piece + b"\0"
    count = len(entries)
    return (
        struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, beginning)
        + tables
        + content
    )


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)


def update(locale: Path = LOCALE, package: Path = PACKAGE) -> None:
    """Bring both catalogues in step with the code; translations of texts still there stay."""
    wanted = texts(package)
    for language in LANGUAGES:
        path = po_path(language, locale)
        catalog = read(path)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(path, catalog)


def faults(locale: Path = LOCALE, package: Path = PACKAGE) -> list[str]:
    """What keeps the catalogues from being complete, one line a fault."""
    found: list[str] = []
    wanted = {_key(message): message for message in texts(package) if message.id}
    for language in LANGUAGES:
        path = po_path(language, locale)
        catalog = read(path)
        present = {_key(message): message for message in catalog if message.id}
        for key, message in wanted.items():
            known = present.get(key)
            place = f"{_told(path)}: {key!r}"
            if known is None or known.id != message.id:
                found.append(f"{place}: missing; run make messages")
            elif not _translated(known):
                found.append(f"{place}: untranslated")
            elif known.fuzzy:
                found.append(f"{place}: fuzzy")
            elif wrong := misformed(message.id, known.string):
                found.append(f"{place}: {wrong}")
        found += [
            f"{_told(path)}: {key!r}: not in the code; run make messages"
            for key in present
            if key not in wanted
        ]
        result = path.with_suffix(".mo")
        if not result.exists() or result.read_bytes() != compiled(catalog):
            found.append(f"{_told(result)}: not in step with the .po; run make messages")
    return found


def misformed(text: Forms, translation: Forms | None) -> str:
    """What is wrong with the placeholders of a translation, or an empty text.

    A translation has just the placeholders of its text; of a text with a plural, those that
    singular or plural have, for Korean and Chinese use one form for both.
    """
    forms = [text] if isinstance(text, str) else [*text]
    expected = [sorted(set(_placeholders(form))) for form in forms]
    allowed = [*expected, sorted({each for form in expected for each in form})]
    for given in [translation] if isinstance(translation, str) else translation or []:
        has = sorted(set(_placeholders(given)))
        if has not in allowed:
            return f"placeholders {has} where the text has {allowed[-1]}"
    return ""


def _placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(text.replace("%%", ""))


def missing(locale: Path = LOCALE, package: Path = PACKAGE) -> dict[str, dict[str, Any]]:
    """The texts that lack a usable translation, in the form that ``add`` takes."""
    lacking: dict[str, dict[str, Any]] = {}
    catalogues = {language: read(po_path(language, locale)) for language in LANGUAGES}
    for message in sorted(texts(package), key=_key):
        if not message.id:
            continue
        entry: dict[str, Any] = {}
        if message.pluralizable:
            entry["plural"] = message.id[1]
        lacks = False
        for language, catalog in catalogues.items():
            known = catalog.get(_id(message), message.context)
            usable = known is not None and _translated(known) and not known.fuzzy
            lacks = lacks or not usable
            if usable and known is not None:
                entry[language] = known.string
            else:
                entry[language] = [""] if message.pluralizable else ""
        if lacks:
            lacking[_key(message)] = {**entry, "in": [place for place, _ in message.locations]}
    return lacking


def add(given: object, locale: Path = LOCALE, package: Path = PACKAGE) -> tuple[int, list[str]]:
    """Take translations into the catalogues: how many, and the texts that the code lacks.

    Either all that is well-formed is taken or nothing: raises ``BadInput`` naming every entry
    that is not. Empty translations are left out, and so are texts that the code does not have.
    """
    wanted = {_key(message): message for message in texts(package) if message.id}
    if not isinstance(given, dict):
        raise BadInput("expected an object of texts")
    wrong: list[str] = []
    unknown: list[str] = []
    taken: list[tuple[str, Message, str | tuple[str]]] = []
    for key, entry in given.items():
        if not isinstance(entry, dict) or not set(LANGUAGES).intersection(entry):
            wrong.append(f"{key!r}: expected an object with {' and '.join(LANGUAGES)}")
            continue
        if strange := sorted(set(entry) - set(LANGUAGES) - {"plural", "in"}):
            wrong.append(f"{key!r}: unknown key {strange[0]!r}")
            continue
        if key not in wanted:
            unknown.append(key)
            continue
        for language in LANGUAGES:
            form = entry.get(language) or ""
            if isinstance(form, list) and len(form) == 1:
                form = form[0]
            if not isinstance(form, str):
                wrong.append(f"{key!r}: {language}: expected one text")
            elif form and (fault := misformed(wanted[key].id, form)):
                wrong.append(f"{key!r}: {language}: {fault}")
            elif form:
                plural = wanted[key].pluralizable
                taken.append((language, wanted[key], (form,) if plural else form))
    if wrong:
        raise BadInput("nothing was taken:\n  " + "\n  ".join(wrong))
    update(locale, package)
    for language in LANGUAGES:
        catalog = read(po_path(language, locale))
        for of, message, form in taken:
            if of == language and (known := catalog.get(_id(message), message.context)):
                known.string = form
                known.flags.discard("fuzzy")
        write(po_path(language, locale), catalog)
    return len(taken), unknown


def _id(message: Message) -> str:
    """The text itself, or the singular of one that has a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _key(message: Message) -> str:
    return f"{message.context}\x04{_id(message)}" if message.context else _id(message)


def _translated(message: Message) -> bool:
    # A text with a plural has a tuple of forms, the others one text.
    return message.pluralizable != isinstance(message.string, str) and all(_forms(message))


def _forms(message: Message) -> tuple[str, ...]:
    given = message.string or ""
    return (given,) if isinstance(given, str) else tuple(given)


def _told(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


@contextmanager
def _alone(locale: Path) -> Iterator[None]:
    """Have one process at a time change the catalogues."""
    locale.mkdir(parents=True, exist_ok=True)
    folder = os.open(locale, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0 done, 1 the check found faults, 2 bad input."""
    summary, _, details = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        description=summary,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--check", action="store_true", help="fail if a translation is missing")
    one.add_argument("--missing", action="store_true", help="print what is untranslated, as JSON")
    one.add_argument("--add", metavar="FILE", help="take translations from a JSON file")
    options = parser.parse_args(arguments)
    if not settings.configured:
        # Reading templates asks only for this.
        settings.configure(USE_I18N=True)
    try:
        if options.check:
            return _check()
        if options.missing:
            print(json.dumps(missing(), ensure_ascii=False, indent=2))
            return 0
        with _alone(LOCALE):
            if options.add:
                return _add(options.add)
            update()
    except BadInput as error:
        print(f"messages: {error}", file=sys.stderr)
        return 2
    print(f"{len(missing())} texts lack a translation.")
    return 0


def _check() -> int:
    found = faults()
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"messages: {len(found)} faults" if found else "messages: complete", file=sys.stderr)
    return 1 if found else 0


def _add(name: str) -> int:
    try:
        content = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        given = json.loads(content)
    except (OSError, ValueError) as error:
        raise BadInput(f"{name}: {error}") from None
    count, unknown = add(given)
    for text in unknown:
        print(f"messages: not in the code, left out: {text!r}", file=sys.stderr)
    print(f"{count} translations taken; {len(missing())} texts lack a translation.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
