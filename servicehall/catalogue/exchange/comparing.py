"""What a file would change: each of its items beside the version in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicehall.catalogue.exchange.reading import CatalogueFile, read_catalogue
from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.queries import services
from servicehall.catalogue.said import said_of
from servicehall.hall.models import Centre, Unit
from servicehall.standard.sources import Problem
from servicehall.worktime.rules import rule_of

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"


@dataclass(frozen=True)
class Line:
    """One item of the file: what becomes of it."""

    code: str
    where: Problem
    outcome: str
    item: ItemForm | None
    changes: tuple[str, ...] = ()
    """The keys that differ from the version in force."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a file would do to a centre's catalogue from a day on."""

    name: str
    since: date
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the file beside its items."""
    untouched: tuple[str, ...]
    """Codes that are in force and not in the file: they stay as they are."""

    @property
    def wrong(self) -> int:
        """How many things are wrong; with any of them nothing is published."""
        return len(self.problems) + sum(len(line.problems) for line in self.lines)

    @property
    def to_publish(self) -> Sequence[ItemForm]:
        """What is new or changed."""
        return [line.item for line in self.lines if line.item and line.outcome in (NEW, CHANGED)]

    def count(self, outcome: str) -> int:
        """How many items have that outcome."""
        return sum(line.outcome == outcome for line in self.lines)


def in_force(centre: Centre, day: date) -> list[ItemForm]:
    """What the versions in force on the day say, in the order of units and codes."""
    items = services(centre, day).defer(None).prefetch_related("materials")
    return [said_of(each) for each in items]


def looked_through(centre: Centre, content: bytes, name: str, since: date) -> Report:
    """Read a file and compare it with what is in force on the day; nothing is written.

    Raises ``PackError`` for what is no catalogue at all.
    """
    units = list(Unit.objects.filter(centre=centre).order_by("code").values_list("code", flat=True))
    file = read_catalogue(content, name, rule=rule_of(centre.jurisdiction), units=units)
    return compared(file, in_force(centre, since), since)


def compared(file: CatalogueFile, known: Sequence[ItemForm], since: date) -> Report:
    """The items of the file beside those that are known."""
    before = {item.code: item for item in known}
    lines = []
    for entry in file.entries:
        old = before.get(entry.code)
        changes: tuple[str, ...] = ()
        if entry.item is None:
            outcome = WRONG
        elif old is None:
            outcome = NEW
        else:
            changes = tuple(
                name
                for name in ItemForm.model_fields
                if getattr(entry.item, name) != getattr(old, name)
            )
            outcome = CHANGED if changes else UNCHANGED
        lines.append(Line(entry.code, entry.where, outcome, entry.item, changes, entry.problems))
    listed = {entry.code for entry in file.entries}
    untouched = tuple(code for code in before if code not in listed)
    return Report(file.name, since, tuple(lines), file.problems, untouched)
