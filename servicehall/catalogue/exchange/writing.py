"""Writing a catalogue as a file that can be read again, and then changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from servicehall.catalogue.exchange.reading import XLSX
from servicehall.catalogue.exchange.workbook import written_workbook
from servicehall.catalogue.forms import ItemForm

KINDS = {
    "yaml": "application/yaml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file, by their endings, with the media type of each."""


def written(items: Iterable[ItemForm], kind: str) -> bytes:
    """The items as a file of that kind; what is left at its default is left out."""
    said = [_said(item) for item in items]
    if kind == XLSX:
        return written_workbook(said)
    text: str = yaml.safe_dump(
        {"services": said}, allow_unicode=True, sort_keys=False, width=100, indent=2
    )
    return text.encode()


def _said(item: ItemForm) -> dict[str, Any]:
    return item.model_dump(mode="json", exclude_defaults=True)
