"""What somebody can do who is refused: where, within what time, on what law; as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Remedy:
    """One way to have a refusal looked at again; see the head of ``remedies.yaml``."""

    code: str
    names: Mapping[str, str]
    to: Mapping[str, str]
    """To whom it is addressed."""
    days: int | None
    """Within how many days of receiving the refusal; None where it is told in months."""
    months: int | None
    source: str


@cache
def remedies_by_jurisdiction() -> Mapping[str, Sequence[Remedy]]:
    """The remedies of each jurisdiction that the file knows, in the order in which they are told.

    Raises ``ValueError`` for a remedy without a period, and ``KeyError`` for one that lacks
    anything else.
    """
    written: Any = yaml.safe_load(Path(__file__).with_name("remedies.yaml").read_text("utf-8"))
    found: dict[str, Sequence[Remedy]] = {}
    for entry in written.values():
        each = [_remedy(given) for given in entry["remedies"]]
        found |= dict.fromkeys(entry["jurisdictions"], each)
    return found


def remedies_of(jurisdiction: str) -> Sequence[Remedy]:
    """The remedies that the law of a jurisdiction gives; none where its law is not known."""
    return remedies_by_jurisdiction().get(jurisdiction, ())


def _remedy(given: Mapping[str, Any]) -> Remedy:
    days, months = given.get("days"), given.get("months")
    if not days and not months:
        raise ValueError(f"the remedy {given['code']!r} says no time within which it is sought")
    return Remedy(given["code"], given["names"], given["to"], days, months, given["source"])
