"""The service items of the demonstration: read from ``catalogue.yaml`` and published."""

from __future__ import annotations

from pathlib import Path

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.exchange.reading import read_catalogue
from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre
from servicehall.standard.reading import read_bytes

CATALOGUE = Path(__file__).with_name("catalogue.yaml")


def catalogue(path: Path = CATALOGUE) -> tuple[ItemForm, ...]:
    """The service items in a file, every text in all three languages.

    Raises ``PackError`` with all that is wrong, by file, line and key; then nothing is read.
    """
    return read_catalogue(read_bytes(path), path.name).items


def publish_catalogue(*, centre: Centre, path: Path = CATALOGUE) -> dict[str, ServiceItem]:
    """Publish every item of the file for the centre; the items by their code.

    What says the same already stays as it is. Raises as ``catalogue`` and ``publish_item``.
    """
    return {item.code: publish_item(centre=centre, item=item) for item in catalogue(path)}
