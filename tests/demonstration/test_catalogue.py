"""The demonstration's service items, and what is said of a file that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicehall.catalogue.models import ServiceItem
from servicehall.demonstration.cast import UNITS, assemble
from servicehall.demonstration.catalogue import CATALOGUE, catalogue, publish_catalogue
from servicehall.standard.sources import PackError

ITEM = """\
services:
  - code: passport
    unit: civil-affairs
    case_class: dated
    statutory_limit: 8 days
    promised_limit: 5 days
    names: {ko: 여권, zh: 护照, en: Passport}
    summary: {ko: 여권을 만듭니다., zh: 申领护照。, en: Get a passport.}
    legal_basis:
      - law: {ko: 여권법, zh: 护照法, en: Passport Act}
        article: "9"
    materials:
      - code: photograph
        names: {ko: 사진, zh: 照片, en: Photograph}
"""


def problems(folder: Path, text: str) -> str:
    path = folder / "items.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        catalogue(path)
    return str(caught.value)


def test_the_shipped_catalogue_offers_eleven_items_in_every_unit() -> None:
    items = catalogue()
    assert len(items) == 11
    assert {item.unit for item in items} == {unit.code for unit in UNITS}
    assert all(item.materials and item.icon and item.legal_basis[0].article for item in items)


def test_some_items_lead_to_a_counter_of_another_unit() -> None:
    onward = [item for item in catalogue() if item.next_unit]
    assert len(onward) >= 2
    assert all(item.next_unit != item.unit for item in onward)


def test_the_file_says_that_its_limits_are_its_own() -> None:
    assert "no statement of law" in CATALOGUE.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_publishing_twice_makes_no_second_version() -> None:
    centre = assemble().centre
    first = publish_catalogue(centre=centre)
    assert publish_catalogue(centre=centre) == first
    assert ServiceItem.objects.filter(centre=centre).count() == 11


def test_a_right_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "items.yaml"
    path.write_text(ITEM, encoding="utf-8")
    assert [item.code for item in catalogue(path)] == ["passport"]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("case_class: dated", "case_clas: dated", "items.yaml:4: services[0].case_clas"),
        ("5 days", "9 days", "longer than the statutory"),
        ("5 days", "soon", "items.yaml:6: services[0].promised_limit"),
        ("zh: 照片, ", "", "items.yaml:14: services[0].materials[0].names: no text in zh"),
        (" en: Get a passport.", ' en: " "', "items.yaml:8: services[0].summary: no text in en"),
        ("unit: civil-affairs", "unit: Civil", "items.yaml:3: services[0].unit"),
        ("    case_class: dated\n", "", "services[0].case_class: is missing"),
        ("services:", "services: [", "is not YAML"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    assert right in ITEM
    assert told in problems(tmp_path, ITEM.replace(right, wrong))


def test_an_item_that_comes_twice_is_told(tmp_path: Path) -> None:
    again = ITEM + ITEM.removeprefix("services:\n")
    assert "items.yaml:15: services[1].code: 'passport' comes twice" in problems(tmp_path, again)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"gone\.yaml:1: no such file"):
        catalogue(tmp_path / "gone.yaml")
