"""The service items of the demonstration: read from ``catalogue.yaml`` and published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.forms import Form, ItemForm
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre
from servicehall.standard.messages import problems_of
from servicehall.standard.reading import read_file
from servicehall.standard.sources import PackError, Place, Problem, SourceFile

Language = Literal["zh", "ko", "en"]
CATALOGUE = Path(__file__).with_name("catalogue.yaml")


class CatalogueForm(Form):
    """A file of service items."""

    services: tuple[ItemForm, ...]


def catalogue(path: Path = CATALOGUE) -> tuple[ItemForm, ...]:
    """The service items in a file, every text in all three languages.

    Raises ``PackError`` with all that is wrong, by file, line and key; then nothing is read.
    """
    file = read_file(path)
    try:
        services = CatalogueForm.model_validate(file.data).services
    except ValidationError as error:
        raise PackError(problems_of(error, file.problem)) from None
    if problems := [*_twice(file, services), *_untranslated(file, services)]:
        raise PackError(problems)
    return services


def publish_catalogue(*, centre: Centre, path: Path = CATALOGUE) -> dict[str, ServiceItem]:
    """Publish every item of the file for the centre; the items by their code.

    What says the same already stays as it is. Raises as ``catalogue`` and ``publish_item``.
    """
    return {item.code: publish_item(centre=centre, item=item) for item in catalogue(path)}


def _twice(file: SourceFile, services: Sequence[ItemForm]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(services):
        if item.code in seen:
            yield file.problem(("services", index, "code"), f"{item.code!r} comes twice")
        seen.add(item.code)


def _untranslated(file: SourceFile, services: Sequence[ItemForm]) -> Iterator[Problem]:
    languages: tuple[Language, ...] = get_args(Language)
    for index, item in enumerate(services):
        for place, names, needed in _texts(item):
            missing = [each for each in languages if not names.get(each, "").strip()]
            if missing and (needed or names):
                yield file.problem(("services", index, *place), f"no text in {', '.join(missing)}")


def _texts(item: ItemForm) -> Iterator[tuple[Place, Mapping[Language, str], bool]]:
    """Every text of an item: where it stands, what it says, and whether it may not be left out."""
    yield ("names",), item.names, True
    yield ("summary",), item.summary, True
    for index, basis in enumerate(item.legal_basis):
        yield ("legal_basis", index, "law"), basis.law, True
    for index, material in enumerate(item.materials):
        place = ("materials", index)
        yield (*place, "names"), material.names, True
        yield (*place, "issuer"), material.issuer, False
        yield (*place, "when"), material.when, False
