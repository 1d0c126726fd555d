"""The thread: six stations from the clause to the score, walkable from each to both ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "clause": _("Clause"),
        "check": pgettext_lazy("thread", "Check"),
        "facts": _("Facts"),
        "finding": _("Finding"),
        "rectification": _("Rectification"),
        "score": _("Score"),
    }
)
"""The six stations in the order of the thread, each with the name that people read."""


@dataclass(frozen=True)
class Station:
    """One station of a thread; without ``href`` there is nothing there yet."""

    name: str
    """One of ``LABELS``; it chooses the icon."""
    label: str | Promise
    href: str = ""
    state: str | Promise = ""
    """A count or a state in a few words, such as ``12 facts`` or ``confirmed``."""
    current: bool = False


def thread(*, current: str = "", **steps: tuple[str, str | Promise]) -> list[Station]:
    """The six stations in order; each of ``steps`` is ``name=(href, state)``.

    ``current`` names the station that the page is about. A station that is not given has
    nothing yet and is no link. Raises ``ValueError`` for a name that is no station.
    """
    if unknown := sorted({*steps, current} - {*LABELS, ""}):
        raise ValueError(f"no station of the thread: {unknown[0]!r}")
    return [
        Station(name, label, *steps.get(name, ("", "")), current=name == current)
        for name, label in LABELS.items()
    ]


def is_whole(stations: Iterable[Station]) -> bool:
    """Whether these are the six stations in their order, at most one of them the present one."""
    given = list(stations)
    return [each.name for each in given] == [*LABELS] and sum(each.current for each in given) <= 1
