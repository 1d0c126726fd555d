"""How a catalogue stands in the sheets of a workbook: which columns, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from servicehall.catalogue.forms import LANGUAGES
from servicehall.worktime.opening import WEEKDAYS

Cell = str | int


class Sheet(NamedTuple):
    """One sheet: a row for each part of an item."""

    name: str
    within: tuple[str, ...]
    """The columns that say to which item, and which question of it, a row belongs."""
    columns: tuple[str, ...]
    texts: frozenset[str]
    """Columns that stand for three, one a language: ``names`` is ``names_ko`` and so on."""
    whole: frozenset[str] = frozenset()
    """Columns of whole numbers; all others are text."""
    required: frozenset[str] = frozenset({"code"})

    @property
    def headings(self) -> tuple[str, ...]:
        """All columns as they are headed."""
        return (*self.within, *(each for name in self.columns for each in self._spread(name)))

    def _spread(self, name: str) -> tuple[str, ...]:
        if name in self.texts:
            return tuple(f"{name}_{language}" for language in LANGUAGES)
        return tuple(f"hours_{day}" for day in WEEKDAYS) if name == "hours" else (name,)

    def nested(self, row: Mapping[str, Cell]) -> dict[str, Any]:
        """A row as the file in YAML would have it; empty cells are left out."""
        found: dict[str, Any] = {}
        for heading, value in row.items():
            if heading in self.within:
                continue
            name, _, part = heading.rpartition("_")
            if name in self.texts or name == "hours":
                found.setdefault(name, {})[part] = value
            elif heading == "further_units":
                found[heading] = [each for each in str(value).replace(",", " ").split() if each]
            else:
                found[heading] = value
        return found

    def flat(self, part: Mapping[str, Any]) -> dict[str, Cell]:
        """The other way round: what belongs into the cells of a row."""
        found: dict[str, Cell] = {}
        for name in self.columns:
            value = part.get(name)
            if isinstance(value, Mapping):
                found |= {f"{name}_{key}": text for key, text in value.items()}
            elif isinstance(value, Sequence) and not isinstance(value, str):
                found[name] = ", ".join(value)
            elif value is not None:
                found[name] = value
        return found


SERVICES = Sheet(
    "services",
    (),
    (
        "code",
        "unit",
        "names",
        "summary",
        "icon",
        "case_class",
        "statutory_limit",
        "promised_limit",
        "fee",
        "next_unit",
        "further_units",
        "daily_quota",
        "hours",
    ),
    frozenset({"names", "summary"}),
    frozenset({"fee", "daily_quota"}),
)
PARTS = (
    Sheet(
        "legal_basis",
        ("service",),
        ("law", "article", "text"),
        frozenset({"law", "text"}),
        required=frozenset(),
    ),
    Sheet("eligibility", ("service",), ("text",), frozenset({"text"}), required=frozenset()),
    Sheet("questions", ("service",), ("code", "text"), frozenset({"text"})),
    Sheet("options", ("service", "question"), ("code", "names"), frozenset({"names"})),
    Sheet(
        "materials",
        ("service",),
        ("code", "names", "form", "copies", "issuer", "when", "condition", "sample", "weight"),
        frozenset({"names", "issuer", "when"}),
        frozenset({"copies"}),
    ),
    Sheet("stages", ("service",), ("code", "names", "limit", "unit"), frozenset({"names"})),
)
"""What an item consists of, a sheet each; options follow the questions that they belong to."""

SHEETS = (SERVICES, *PARTS)


def rows_of(item: Mapping[str, Any]) -> Iterator[tuple[Sheet, dict[str, Cell]]]:
    """Every row of an item, which is as the file in YAML has it."""
    yield SERVICES, SERVICES.flat(item)
    code = item["code"]
    for sheet in PARTS:
        if sheet.name == "options":
            for question in item.get("questions", ()):
                for option in question["options"]:
                    within = {"service": code, "question": question["code"]}
                    yield sheet, within | sheet.flat(option)
            continue
        for part in item.get(sheet.name, ()):
            yield sheet, {"service": code} | sheet.flat(part)
