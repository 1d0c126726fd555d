"""The numbers as files: the same choice, no formulas, nothing made of too few."""

from __future__ import annotations

import csv
import re
import zipfile
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from django.test import Client

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Unit
from servicehall.web.numbers.export import harmless
from tests.web.counter.hands import sign_in
from tests.web.numbers.busy import busy_hall
from tests.world import World

CSV, XLSX = "/testhall/numbers/numbers.csv", "/testhall/numbers/numbers.xlsx"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    return busy_hall(world, monkeypatch)


@pytest.fixture
def director(busy: World) -> Client:
    return sign_in(busy.director)


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    answer = client.get(CSV, query)
    return [*csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""))]


def sheets(client: Client, **query: str) -> dict[str, list[list[str | float]]]:
    """The cells of a workbook's sheets by their names; fails for a cell with a formula."""
    book = zipfile.ZipFile(BytesIO(client.get(XLSX, query).content))
    texts = [
        "".join(each.itertext())
        for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    index = ElementTree.fromstring(book.read("xl/workbook.xml"))
    names = [each.attrib["name"] for each in index.iter(f"{SHEET}sheet")]
    found = {}
    for number, name in enumerate(names, start=1):
        content = book.read(f"xl/worksheets/sheet{number}.xml")
        assert b"<f>" not in content
        lines = []
        for row in ElementTree.fromstring(content).iter(f"{SHEET}row"):
            cells: list[str | float] = []
            for cell in row.iter(f"{SHEET}c"):
                value = cell.findtext(f"{SHEET}v") or ""
                cells.append(texts[int(value)] if cell.get("t") == "s" else float(value))
            lines.append(cells)
        found[name] = lines
    return found


def test_a_csv_file_begins_with_its_mark_and_is_offered_by_name(director: Client) -> None:
    answer = director.get(CSV, {"by": "week", "unit": "civil"})
    assert answer.content.startswith(b"\xef\xbb\xbfFirst day,Last day,Told apart by,Code,Name,")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = "testhall-2026-11-09-2026-11-10-civil.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_csv_file_has_the_rows_of_the_page(director: Client) -> None:
    found = rows(director)
    assert [(each["Told apart by"], each["Code"]) for each in found] == [
        ("In all", ""),
        *(("Hour", str(hour)) for hour in range(10, 17)),
        ("Unit", "civil"),
        ("Unit", "roads"),
        ("Service", "register"),
        ("Counter", "2"),
        ("Counter", "3"),
    ]
    whole = found[0]
    assert whole["Arrivals"] == "7"
    assert whole["Waits (n)"] == "7"
    assert whole["Wait: median, minutes"] == "12.0"
    assert whole["Within the promise, share"] == "0.8571"
    assert whole["Missed calls"] == "1"


def test_a_figure_of_too_few_is_left_empty_beside_its_n(director: Client) -> None:
    (roads,) = [each for each in rows(director) if each["Code"] == "roads"]
    assert roads["Waits (n)"] == "1"
    assert roads["Wait: median, minutes"] == ""
    assert roads["Within the promise, share"] == ""


def test_a_file_has_what_was_chosen(director: Client) -> None:
    (whole, *_) = rows(director, came="booked")
    assert whole["Arrivals"] == "1"
    days = [each["Code"] for each in rows(director, by="month") if each["Told apart by"] == "Day"]
    assert days == ["2026-11-06", "2026-11-09"]
    assert sheets(director, came="booked")["In all"][1][1] == 1.0


def test_a_lead_takes_their_own_unit_with_them(busy: World) -> None:
    lead = sign_in(busy.lead)
    assert rows(lead)[0]["Waits (n)"] == "6"
    assert not [each for each in rows(lead) if each["Told apart by"] == "Unit"]
    assert ["Unit", "Civil affairs"] in sheets(lead)["About this file"]


@pytest.mark.parametrize("name", ["clerk", "stranger"])
@pytest.mark.parametrize("page", [CSV, XLSX])
def test_who_may_not_see_the_numbers_gets_no_file(busy: World, name: str, page: str) -> None:
    assert sign_in(getattr(busy, name)).get(page).status_code == 403


def test_a_workbook_has_a_sheet_for_each_table(director: Client) -> None:
    found = sheets(director, by="month")
    assert list(found) == [
        "About this file",
        "In all",
        "By day",
        "By hour of the day",
        "By unit",
        "By service",
        "By counter",
    ]
    about = found["About this file"]
    assert ["First day", "2026-11-01"] in about
    assert ["Last day", "2026-11-10"] in about, "the last that has begun"
    assert ["Promised wait in minutes", "20"] in about
    assert found["By day"][0][:3] == ["Day", "Arrivals", "by appointment"]
    assert found["By day"][2][:6] == ["Mon 9 Nov", 7.0, 1.0, 7.0, 12.0, 20.0]


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_files_are_told_in_the_reader_s_language(director: Client, language: str) -> None:
    director.cookies["django_language"] = language
    first = director.get(CSV).content.decode("utf-8-sig").partition("\r\n")[0]
    assert not re.search("[a-z]{4}", first)
    assert len(sheets(director, by="month")) == 7


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+1", "'+1"),
        ("-1+2", "'-1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Passport", "Passport"),
        ("09–10", "09–10"),
        (-2.5, -2.5),
        (None, None),
    ],
)
def test_no_text_becomes_a_formula(value: str | float | None, written: object) -> None:
    assert harmless(value) == written


def test_a_name_that_looks_like_a_formula_is_a_text_in_both_files(
    busy: World, director: Client
) -> None:
    evil = "=cmd|'/c calc'!A1"
    ServiceItem.objects.filter(code="register").update(names={"en": evil})
    Unit.objects.filter(code="civil").update(names={"en": "@civil"})
    named = {each["Name"] for each in rows(director)}
    assert {f"'{evil}", "'@civil"} <= named
    assert not [each for each in named if each.startswith(("=", "@"))]
    assert sheets(director)["By service"][1][0] == evil
