"""Reading a catalogue from a file, whatever it is called: its content says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from servicehall.catalogue.exchange.workbook import is_workbook, read_workbook
from servicehall.catalogue.forms import LANGUAGES, Contradictions, ItemForm
from servicehall.standard.messages import Telling, problems_of
from servicehall.standard.reading import read_yaml
from servicehall.standard.sources import PackError, Place, Problem
from servicehall.worktime.rules import Rule

MOST_BYTES = 2_000_000
"""Of a file."""
MOST_ITEMS = 2_000
"""In a file."""
MOST_PROBLEMS = 1_000
"""After so many the rest of a file is not looked at."""

YAML, XLSX = "yaml", "xlsx"
_NAMED: Mapping[str, str] = {"yaml": YAML, "yml": YAML, "xlsx": XLSX}
_STARTS = (
    (b"\xd0\xcf\x11\xe0", "is a workbook of an older kind: save it as .xlsx"),
    (b"PK\x03\x04", "is a packed file, but no workbook (.xlsx)"),
    (b"%PDF", "is a PDF file, not a catalogue"),
    (b"\x89PNG", "is a picture, not a catalogue"),
    (b"\xff\xd8\xff", "is a picture, not a catalogue"),
)


@dataclass(frozen=True)
class Entry:
    """One item of a file: what it says, or what is wrong with it."""

    code: str
    where: Problem
    """Where it stands; the message is empty."""
    item: ItemForm | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class CatalogueFile:
    """A file, read: its items in order, and what is wrong beside them."""

    name: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong."""
        return (*self.problems, *(each for entry in self.entries for each in entry.problems))

    @property
    def items(self) -> tuple[ItemForm, ...]:
        """The items; raises ``PackError`` unless all of the file is right."""
        if self.all_problems:
            raise PackError(self.all_problems)
        return tuple(entry.item for entry in self.entries if entry.item)


def kind_of(content: bytes, name: str) -> str:
    """``yaml`` or ``xlsx``, by the content; raises ``PackError`` for anything else.

    A file that is named as the one and holds the other is refused as well: whoever sent it
    meant another file.
    """

    def wrong(message: str) -> PackError:
        return PackError([Problem(name, 0, "", message)])

    if len(content) > MOST_BYTES:
        raise wrong(f"has more than {MOST_BYTES:,} bytes")
    if not content.strip():
        raise wrong("holds nothing")
    found = XLSX if is_workbook(content) else YAML
    if found == YAML:
        for start, message in _STARTS:
            if content.startswith(start):
                raise wrong(message)
    named = _NAMED.get(name.rpartition(".")[2].lower(), found)
    if named != found:
        held = "a workbook" if found == XLSX else "text"
        raise wrong(f"is named .{name.rpartition('.')[2]}, but holds {held}")
    return found


def read_catalogue(
    content: bytes, name: str, *, rule: Rule | None = None, units: Sequence[str] | None = None
) -> CatalogueFile:
    """Read a file of service items, every text in all languages.

    Limits are compared by ``rule``; ``units`` are the codes that there are, None for any.
    What is wrong with an item stands with it; raises ``PackError`` for what is no such file.
    """
    problems: list[Problem] = []
    if kind_of(content, name) == XLSX:
        book = read_workbook(content, name)
        problems += book.problems
        data: object = book.data
        tell: Telling = book.problem
    else:
        file = read_yaml(content, name)
        data, tell = file.data, file.problem
    given = data.get("services") if isinstance(data, dict) else None
    if not isinstance(given, list):
        raise PackError([tell((), "must hold 'services', a list of service items")])
    if len(given) > MOST_ITEMS:
        told = f"a file has at most {MOST_ITEMS:,} items, not {len(given):,}"
        raise PackError([tell(("services",), told)])
    if isinstance(data, dict):
        problems += [tell((key,), "is not a key here") for key in data if key != "services"]
    seen: set[str] = set()
    entries: list[Entry] = []
    found = len(problems)
    for index, each in enumerate(given):
        if found > MOST_PROBLEMS:
            told = f"more than {MOST_PROBLEMS:,} problems: from here on it was not looked at"
            problems.append(tell(("services", index), told))
            break
        entry = _entry(index, each, tell, rule, units)
        if entry.code in seen:
            twice = tell(("services", index, "code"), f"{entry.code!r} comes twice")
            entry = Entry(entry.code, entry.where, None, (*entry.problems, twice))
        seen.add(entry.code)
        entries.append(entry)
        found += len(entry.problems)
    return CatalogueFile(name, tuple(entries), tuple(problems))


def _entry(
    index: int, given: object, tell: Telling, rule: Rule | None, units: Sequence[str] | None
) -> Entry:
    here: Place = ("services", index)
    code = given.get("code") if isinstance(given, dict) else None
    where = tell(here, "")

    def told(place: Place, message: str, *, missing: bool = False) -> Problem:
        return tell((*here, *place), message, missing=missing)

    try:
        item = ItemForm.model_validate(given, context={"rule": rule} if rule else None)
    except ValidationError as error:
        wrong = tuple(_told(error, told))
        return Entry(code if isinstance(code, str) else "", where, None, wrong)
    wrong = (*_untranslated(item, told), *_unknown_units(item, told, units))
    return Entry(item.code, where, None if wrong else item, wrong)


def _told(error: ValidationError, tell: Telling) -> Iterator[Problem]:
    for each in error.errors(include_url=False):
        raised = each.get("ctx", {}).get("error")
        if isinstance(raised, Contradictions):
            for place, message in raised.found:
                yield tell(place, message)
            return
    yield from problems_of(error, tell)


def _untranslated(item: ItemForm, tell: Telling) -> Iterator[Problem]:
    for place, names, needed in item.texts:
        missing = [each for each in LANGUAGES if not names.get(each)]
        if missing and (needed or names):
            yield tell(place, f"no text in {', '.join(missing)}")


def _unknown_units(item: ItemForm, tell: Telling, units: Sequence[str] | None) -> Iterator[Problem]:
    for place, code in item.units if units is not None else ():
        if units is not None and code not in units:
            known = ", ".join(units) or "none"
            yield tell(place, f"the centre has no unit {code!r}; there is {known}")
