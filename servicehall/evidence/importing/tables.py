"""Reads event logs in CSV, one event a row; rows of a case may lie anywhere in the file.

The rows are put together by case in a temporary database on disk, so that memory stays flat.
"""

from __future__ import annotations

import codecs
import csv
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing

from servicehall.evidence.importing.reading import (
    LONGEST_LINE,
    MOST_EVENTS,
    LogFile,
    LoggedCase,
    LoggedEvent,
    Problem,
)

BATCH = 2_000
READING = 0.2
"""About this share of the work is done when all rows are put together by case."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_Row = tuple[str, int, str]
"""Case, line, and the wanted cells as JSON."""


def cases(
    file: LogFile,
    *,
    case_id: str,
    of_case: Collection[str],
    of_event: Collection[str],
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Iterator[LoggedCase | Problem]:
    """The cases in the order in which their first rows come, and the rows that are in none.

    What is asked for ``of_case`` must be the same in all rows of a case, empty cells aside.
    Raises ``LogError`` where the file is no such table: no header, a column missing, bytes
    that are not in the encoding, a quotation that never ends.
    """
    wanted = sorted({*of_case, *of_event})
    with closing(sqlite3.connect("")) as store:
        store.execute("pragma journal_mode=off")
        store.execute("create table row (place integer primary key, of_case, line, cells)")
        yield from _stored(store, file, case_id, wanted, encoding, delimiter)
        store.execute("create index by_case on row (of_case, place)")
        rows = store.execute(
            "select of_case, line, cells from row join"
            " (select of_case as name, min(place) as first from row group by of_case)"
            " on name = of_case order by first, place"
        )
        total = store.execute("select count(*) from row").fetchone()[0]
        gathered: list[_Row] = []
        for done, row in enumerate(rows):
            if gathered and gathered[0][0] != row[0]:
                yield _gathered(gathered, of_case, of_event)
                file.progressed(READING + (1 - READING) * done / total)
                gathered = []
            gathered.append(row)
            if len(gathered) > MOST_EVENTS:
                raise file.broken(
                    f"line {row[1]}: case {row[0]} has more than {MOST_EVENTS:,} events"
                )
        if gathered:
            yield _gathered(gathered, of_case, of_event)


def _gathered(rows: list[_Row], of_case: Collection[str], of_event: Collection[str]) -> LoggedCase:
    name, first_line, _ = rows[0]
    told: dict[str, tuple[str, int]] = {}
    events: list[LoggedEvent] = []
    problems: list[Problem] = []
    for number, (_, line, text) in enumerate(rows, 1):
        cells: dict[str, str] = json.loads(text)
        for column in of_case:
            if not (cell := cells.get(column, "")):
                continue
            before, where = told.setdefault(column, (cell, line))
            if before != cell:
                message = f"says {cell!r}, but {before!r} on line {where} of the same case"
                problems.append(Problem(line, name, number, column, message))
        events.append(
            LoggedEvent(number, line, {each: cells[each] for each in of_event if each in cells})
        )
    attributes = {column: cell for column, (cell, _) in told.items()}
    return LoggedCase(name, first_line, attributes, events, problems)


def _stored(
    store: sqlite3.Connection,
    file: LogFile,
    case_id: str,
    wanted: list[str],
    encoding: str,
    delimiter: str,
) -> Iterator[Problem]:
    """Put every row into the store; yield the rows that can't be put there."""
    reader = csv.reader(_texts(file, encoding), delimiter=delimiter, strict=True)
    try:
        header = next(reader, None)
        if header is None or not any(header):
            raise file.broken("the file is empty" if header is None else "line 1: no header")
        places = _places(file, [name.strip() for name in header], {*wanted, case_id})
        batch: list[_Row] = []
        for row in reader:
            if not row:
                continue
            name = row[places[case_id]].strip() if places[case_id] < len(row) else ""
            if len(row) != len(header):
                message = f"{len(row)} cells, but the header has {len(header)}"
                yield Problem(reader.line_num, name, None, "", message)
            elif not name:
                yield Problem(reader.line_num, "", None, case_id, "is empty: which case is it?")
            else:
                cells = {each: row[places[each]] for each in wanted if row[places[each]]}
                batch.append((name, reader.line_num, json.dumps(cells)))
                if len(batch) == BATCH:
                    _keep(store, batch)
                    batch = []
                    file.progressed(READING * file.share)
        _keep(store, batch)
    except csv.Error as error:
        raise file.broken(f"line {reader.line_num}: {error}") from None


def _keep(store: sqlite3.Connection, batch: list[_Row]) -> None:
    store.executemany("insert into row (of_case, line, cells) values (?, ?, ?)", batch)


def _places(file: LogFile, header: list[str], wanted: Collection[str]) -> dict[str, int]:
    if twice := [name for name in header if name and header.count(name) > 1]:
        raise file.broken(f"line 1: the column {twice[0]!r} is there twice")
    if missing := sorted(set(wanted) - set(header)):
        there = ", ".join(header)
        raise file.broken(f"line 1: no column {missing[0]!r}; there are: {there[:300]}")
    return {name: place for place, name in enumerate(header)}


def _texts(file: LogFile, encoding: str) -> Iterator[str]:
    """The file's lines as text; what is not in the encoding is told by line and byte."""
    if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
        yield from _wide_texts(file, encoding)
        return
    start = 0
    for number, line in enumerate(file.lines(), 1):
        if number == 1:
            for mark, name in _MARKS:
                if line.startswith(mark):
                    raise file.broken(f"line 1: begins like {name}; the mapping says {encoding}")
            if line.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == "utf-8":
                line, start = line[3:], start + 3
        if 0 in line:
            raise file.broken(f"line {number}: a zero byte; is this a text file?")
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise file.broken(
                f"line {number}, byte {start + error.start + 1}: not {encoding} text"
                f" ({error.reason}); say the file's encoding in the mapping"
            ) from None
        start += len(line)


def _wide_texts(file: LogFile, encoding: str) -> Iterator[str]:
    """Lines in an encoding whose characters may hold the byte of a line feed."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, number, chunk = "", 1, b"-"
    while chunk:
        chunk = file.read(1 << 16)
        try:
            rest += decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise file.broken(
                f"after line {number}: not {encoding} text ({error.reason});"
                " say the file's encoding in the mapping"
            ) from None
        if "\0" in rest:
            raise file.broken(f"line {number}: a zero character; is this a text file?")
        *lines, rest = rest.split("\n")
        for line in lines:
            number += 1
            yield f"{line}\n"
        if len(rest) > LONGEST_LINE:
            raise file.broken(f"line {number} is longer than {LONGEST_LINE:,} characters; no text?")
    if rest:
        yield rest
