"""Long lists: the first rows at once, the rest folded below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Folded(Generic[Row]):
    """Rows of which the first are shown at once and the rest folded below."""

    first: Sequence[Row]
    rest: Sequence[Row]
    more: bool = False
    """Whether there are rows beyond those that were read."""

    @property
    def all(self) -> list[Row]:
        """All that were read."""
        return [*self.first, *self.rest]

    @property
    def count(self) -> str:
        """How many there are, such as ``60+`` where not all were read."""
        return f"{len(self.first) + len(self.rest)}{'+' if self.more else ''}"


def folded(rows: Iterable[Row], *, shown: int, most: int) -> Folded[Row]:
    """Fold rows after the first ``shown``, and leave out those after ``most``."""
    read = list(rows)
    return Folded(read[:shown], read[shown:most], more=len(read) > most)
