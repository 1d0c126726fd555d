"""Reads mappings: those in files, and those that come with the product, by name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from servicehall.evidence.importing.mapping import EventLogMapping
from servicehall.standard.messages import problems_of
from servicehall.standard.reading import read_file
from servicehall.standard.sources import PackError, Problem
from servicehall.standard.values import LANGUAGES

SHIPPED = Path(__file__).parent.parent / "mappings"
"""The folder of the mappings that come with the product."""

_TOLD = 3


class MappingError(ValueError):
    """A mapping that can't be used; ``problems`` says all that is wrong, by file and line.

    As text it is one line, with the first three problems.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        told = "; ".join(map(str, self.problems[:_TOLD])).replace("\n", " ")
        more = len(self.problems) - _TOLD
        return f"{told}; and {more} more" if more > 0 else told


def shipped_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def load_mapping(named: str | Path) -> EventLogMapping:
    """The mapping of that shipped name, else in that file; raises ``MappingError``."""
    path = Path(named)
    if str(named) in shipped_mappings():
        path = SHIPPED / f"{named}.yaml"
    elif not path.suffix and not path.exists():
        names = ", ".join(shipped_mappings())
        raise MappingError(
            [Problem(str(named), 0, "", f"neither a file nor a shipped mapping; shipped: {names}")]
        )
    try:
        file = read_file(path)
    except PackError as error:
        raise MappingError(error.problems) from None
    try:
        return EventLogMapping.model_validate(file.data, context={"languages": LANGUAGES})
    except ValidationError as error:
        raise MappingError(problems_of(error, file.problem)) from None
