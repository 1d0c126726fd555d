"""A log as it lies on disk: opened safely, read piece by piece, told apart from what is broken."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

LONGEST_LINE = 1 << 20
"""Bytes in one line; longer ones come from files that are no text."""
MOST_EVENTS = 100_000
"""Events in one case: a case is held in memory while it is put in order."""


Progress = Callable[[float], None]
"""Told now and then how much of the work is done, from 0 to 1."""


class LogError(ValueError):
    """A log that can't be read any further; the message says which file, where, and what."""


class Problem(NamedTuple):
    """Why one row of a log can't be imported, and where it stands."""

    line: int
    case: str
    """The case's number, empty where the row does not tell it."""
    event: int | None
    """The event's place in its case, from 1; ``None`` where the case itself is meant."""
    field: str
    message: str

    def __str__(self) -> str:
        where = [f"line {self.line}"]
        if self.case:
            where.append(f"case {self.case}")
        if self.event:
            where.append(f"event {self.event}")
        if self.field:
            where.append(self.field)
        return f"{', '.join(where)}: {self.message}"


@dataclass(slots=True)
class LoggedEvent:
    """One event of a case; ``number`` is its place among the case's events in the file, from 1."""

    number: int
    line: int
    attributes: Mapping[str, str]
    """The texts of the attributes that were asked for; an absent one is not in it."""


@dataclass(slots=True)
class LoggedCase:
    """One case of a log: what the log says of it, and its events in the order of the file."""

    id: str
    line: int
    attributes: Mapping[str, str]
    events: list[LoggedEvent]
    problems: list[Problem]
    """What is wrong with its rows already as rows."""


class LogFile:
    """A log opened for reading, decompressed on the way where it is gzip, whatever its name.

    Raises ``LogError`` when it can't be opened, and when what is compressed is broken.
    """

    def __init__(self, path: Path, progress: Progress = lambda done: None) -> None:
        self.path = path
        self.progressed = progress
        try:
            self._raw: IO[bytes] = path.open("rb")
        except OSError as error:
            raise LogError(f"{path}: {(error.strerror or str(error)).lower()}") from None
        try:
            self.size = os.fstat(self._raw.fileno()).st_size
            begins = self._raw.read(2)
            self._raw.seek(0)
        except OSError as error:
            self._raw.close()
            raise LogError(f"{path}: {(error.strerror or str(error)).lower()}") from None
        self.compressed = begins == b"\x1f\x8b"
        self._content: IO[bytes] = (
            gzip.GzipFile(fileobj=self._raw, mode="rb")  # type: ignore[assignment]
            if self.compressed
            else self._raw
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._raw.close()

    @property
    def position(self) -> int:
        """How many bytes of the file on disk have been read."""
        return self._raw.tell()

    @property
    def share(self) -> float:
        """How much of the file on disk has been read, from 0 to 1."""
        return self.position / self.size if self.size else 1.0

    def broken(self, message: str) -> LogError:
        """The error that says of this file what is wrong with it."""
        return LogError(f"{self.path}: {message}")

    def read(self, length: int) -> bytes:
        """At most that many bytes of the content; none at its end."""
        try:
            return self._content.read(length)
        except EOFError:
            raise self._cut_off() from None
        except (gzip.BadGzipFile, zlib.error, OSError) as error:
            raise self.broken(f"broken near byte {self.position}: {error}") from None

    def lines(self) -> Iterator[bytes]:
        """The content line by line, each with its line feed."""
        number = 0
        while True:
            number += 1
            try:
                line = self._content.readline(LONGEST_LINE + 1)
            except EOFError:
                raise self._cut_off() from None
            except (gzip.BadGzipFile, zlib.error, OSError) as error:
                raise self.broken(f"broken near byte {self.position}: {error}") from None
            if not line:
                return
            if len(line) > LONGEST_LINE:
                raise self.broken(f"line {number} is longer than {LONGEST_LINE:,} bytes; no text?")
            yield line

    def _cut_off(self) -> LogError:
        return self.broken(
            f"the compressed file is cut off: it ends at byte {self.size:,} before its content does"
        )
