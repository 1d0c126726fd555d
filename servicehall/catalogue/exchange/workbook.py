"""A catalogue in a workbook (XLSX): read strictly, written so that every text stays text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from servicehall.catalogue.exchange.tables import SERVICES, SHEETS, Cell, Sheet, rows_of
from servicehall.standard.sources import PackError, Place, Problem

MOST_UNPACKED = 50_000_000
"""Bytes of a workbook when unpacked."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60

_FOUND_IN = "xl/workbook.xml"
_WRONG_KIND = {
    "b": "is true or false: write text",
    "d": "is a date: write it as text",
    "e": "is an error of the spreadsheet",
    "f": "is a formula: write its value",
}


class Book:
    """A workbook, read: its data as the file in YAML would have it, and the cell of every part."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data: dict[str, list[dict[str, Any]]] = {"services": []}
        self.problems: list[Problem] = []
        self._rows: dict[Place, tuple[Sheet, int]] = {}
        self._columns: dict[str, dict[str, int]] = {}
        self._items: dict[object, int] = {}

    def problem(self, place: Place, message: str, *, missing: bool = False) -> Problem:
        """The problem at a place, with the row as its line and the cell in its key."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._rows:
                sheet, row = self._rows[place[:length]]
                return self._at(sheet, row, place[length:], message)
        return Problem(self.name, 0, ".".join(map(str, place)), message)

    def _at(self, sheet: Sheet, row: int, rest: Place, message: str) -> Problem:
        name = "_".join(str(each) for each in rest if isinstance(each, str))
        columns = self._columns.get(sheet.name, {})
        heading = next((each for each in (name, f"{name}_ko") if name and each in columns), "")
        letter = get_column_letter(columns[heading] + 1) if heading else ""
        about = f" ({name})" if name else ""
        return Problem(self.name, row, f"{sheet.name}!{letter}{row}{about}", message)

    def _wrong(self, sheet: Sheet, row: int, heading: str, message: str) -> None:
        self.problems.append(self._at(sheet, row, (heading,) if heading else (), message))

    def take(self, sheet: Sheet, rows: Iterator[Sequence[Any]]) -> None:
        """Take all rows of a sheet; what is wrong with them goes to ``problems``."""
        columns = self._head(sheet, next(rows, ()))
        for number, cells in enumerate(rows, start=2):
            if number > MOST_ROWS:
                self._wrong(sheet, number, "", f"a sheet has at most {MOST_ROWS:,} rows")
                return
            row = {
                heading: value
                for heading, index in columns.items()
                if index < len(cells)
                and (value := self._value(sheet, number, heading, cells[index])) is not None
            }
            if row:
                self._place(sheet, number, row)

    def _head(self, sheet: Sheet, cells: Sequence[Any]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            heading = str(cell.value or "").strip()
            if not heading:
                continue
            if heading not in sheet.headings:
                letter = get_column_letter(index + 1)
                self.problems.append(
                    Problem(self.name, 1, f"{sheet.name}!{letter}1", f"{heading!r} is no column")
                )
            elif heading in columns:
                self._wrong(sheet, 1, heading, f"the column {heading!r} comes twice")
            else:
                columns[heading] = index
        self._columns[sheet.name] = columns
        for heading in (*sheet.within, *sorted(sheet.required)):
            if heading not in columns:
                self.problems.append(
                    Problem(self.name, 1, f"{sheet.name}!1", f"there is no column {heading!r}")
                )
        return columns

    def _value(self, sheet: Sheet, row: int, heading: str, cell: Any) -> Cell | None:
        value = cell.value
        if value is None:
            return None
        if cell.data_type in _WRONG_KIND:
            self._wrong(sheet, row, heading, _WRONG_KIND[cell.data_type])
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if heading in sheet.whole:
            text = str(value).strip()
            if not text:
                return None
            if text.removeprefix("-").isdecimal() and len(text) < 12:
                return int(text)
            self._wrong(sheet, row, heading, f"{text!r} is no whole number")
            return None
        return str(value).strip() or None

    def _place(self, sheet: Sheet, number: int, row: Mapping[str, Cell]) -> None:
        items = self.data["services"]
        if sheet is SERVICES:
            self._rows["services", len(items)] = (sheet, number)
            self._items.setdefault(row.get("code"), len(items))
            items.append(sheet.nested(row))
            return
        code = row.get("service")
        index = self._items.get(code)
        if index is None:
            self._wrong(sheet, number, "service", f"the sheet services has no code {code!r}")
            return
        parts: list[dict[str, Any]] = items[index].setdefault(_key(sheet), [])
        place: Place = ("services", index, _key(sheet))
        if sheet.name == "options":
            asked = row.get("question")
            found = next((i for i, each in enumerate(parts) if each.get("code") == asked), None)
            if found is None:
                told = f"the sheet questions has no code {asked!r} of this service"
                self._wrong(sheet, number, "question", told)
                return
            parts, place = parts[found].setdefault("options", []), (*place, found, "options")
        self._rows[(*place, len(parts))] = (sheet, number)
        parts.append(sheet.nested(row))


def _key(sheet: Sheet) -> str:
    return "questions" if sheet.name == "options" else sheet.name


def is_workbook(content: bytes) -> bool:
    """Whether the content, whatever it is called, is that of a workbook in XLSX."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _FOUND_IN in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_workbook(content: bytes, name: str) -> Book:
    """Read a workbook; raises ``PackError`` for one that can't be read at all.

    What is wrong in its cells stands in ``problems``, each with sheet and cell.
    """

    def wrong(message: str) -> PackError:
        return PackError([Problem(name, 0, "", message)])

    with zipfile.ZipFile(BytesIO(content)) as packed:
        unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise wrong(f"holds {unpacked:,} bytes when unpacked, at most {MOST_UNPACKED:,}")
        if any(each.endswith("vbaProject.bin") for each in packed.namelist()):
            raise wrong("holds macros: save it as a workbook without them (.xlsx)")
    book = Book(name)
    try:
        with warnings.catch_warnings(action="ignore"):
            _read(content, book)
    except PackError:
        raise
    except Exception as error:  # Whatever a broken file does to the reader, it can't be read.
        raise wrong(f"can't be read as a workbook ({type(error).__name__})") from None
    return book


def _read(content: bytes, book: Book) -> None:
    given = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        known = {sheet.name: sheet for sheet in SHEETS}
        if SERVICES.name not in given.sheetnames:
            raise PackError([Problem(book.name, 0, "", "has no sheet 'services'")])
        book.problems += [
            Problem(
                book.name, 0, title, f"is no sheet of a catalogue; there are {', '.join(known)}"
            )
            for title in given.sheetnames
            if title not in known
        ]
        for title, sheet in known.items():
            if title in given.sheetnames:
                rows = given[title].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
                book.take(sheet, iter(rows))
    finally:
        given.close()


def written_workbook(items: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook with these items, each as the file in YAML has it.

    Every text is written as text: none becomes a formula or a link.
    """
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    strong = book.add_format({"bold": True})
    # In cells of the format of text a spreadsheet keeps "1-2" and "=1" as they are typed.
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    pages, lines = {}, {}
    for sheet in SHEETS:
        page = pages[sheet.name] = book.add_worksheet(sheet.name)
        lines[sheet.name] = 0
        page.freeze_panes(1, 1)
        for index, heading in enumerate(sheet.headings):
            whole = heading in sheet.whole
            page.set_column(index, index, 10 if whole else 22, None if whole else plain)
            page.write_string(0, index, heading, strong)
    for item in items:
        for sheet, row in rows_of(item):
            lines[sheet.name] += 1
            for heading, value in row.items():
                place = lines[sheet.name], sheet.headings.index(heading)
                if isinstance(value, int):
                    pages[sheet.name].write_number(*place, value)
                elif value:
                    pages[sheet.name].write_string(*place, value, plain)
    book.close()
    return file.getvalue()
