"""Reads XES event logs (IEEE 1849), one case at a time, from XML that can't harm the reader.

A document type declaration is refused, and with it every entity; nothing outside the file is
ever fetched. Attributes within attributes are passed over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from xml.parsers import expat

from servicehall.evidence.importing.reading import (
    MOST_EVENTS,
    LogError,
    LogFile,
    LoggedCase,
    LoggedEvent,
    Problem,
)

CHUNK = 1 << 16
LONGEST_TAG = 8 << 20
"""Bytes without any XML element beginning or ending; an attribute longer than that is no name."""


def cases(
    file: LogFile,
    *,
    case_id: str,
    of_case: Collection[str],
    of_event: Collection[str],
    global_defaults: bool = False,
) -> Iterator[LoggedCase]:
    """The cases of the log in its order, each with the named attributes only.

    With ``global_defaults``, an attribute that is absent takes the value that the log's
    ``global`` element names for it. Raises ``LogError`` where the file is no XES.
    """
    reader = _Reader(file, case_id, of_case, of_event, global_defaults)
    silent = 0
    while True:
        chunk = file.read(CHUNK)
        reader.feed(chunk)
        yield from reader.finished()
        file.progressed(file.share)
        if not chunk:
            return
        silent = 0 if reader.heard() else silent + len(chunk)
        if silent > LONGEST_TAG:
            raise file.broken(
                f"line {reader.line}: more than {LONGEST_TAG:,} bytes without any XML element"
            )


class _Reader:
    """Hears what the XML parser tells and puts cases together."""

    def __init__(
        self,
        file: LogFile,
        case_id: str,
        of_case: Collection[str],
        of_event: Collection[str],
        global_defaults: bool,
    ) -> None:
        self._file = file
        self._case_id = case_id
        self._wanted = {"trace": frozenset({*of_case, case_id}), "event": frozenset(of_event)}
        self._fill = global_defaults
        self._defaults: dict[str, dict[str, str]] = {"trace": {}, "event": {}}
        self._inside: list[str] = []
        """The local names of the elements that are open, from the outermost."""
        self._scope = ""
        self._trace: LoggedCase | None = None
        self._of_trace: dict[str, str] = {}
        self._of_event: dict[str, str] = {}
        self._event_line = 0
        self._done: deque[LoggedCase] = deque()
        self._heard = False
        self._anything = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def heard(self) -> bool:
        """Whether any element began or ended since this was last asked."""
        heard, self._heard = self._heard, False
        return heard

    def finished(self) -> Iterator[LoggedCase]:
        """The cases that are complete, each handed over once."""
        while self._done:
            yield self._done.popleft()

    def feed(self, chunk: bytes) -> None:
        """Take the next part of the file; an empty one is its end."""
        if not chunk and not self._anything:
            raise self._file.broken("the file is empty")
        self._anything = True
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            where = f"line {error.lineno}, column {error.offset + 1}"
            if not chunk:
                what = "nothing but space" if not self._inside else f"<{self._inside[-1]}> is open"
                raise self._file.broken(f"{where}: the XML is cut off: {what} at its end") from None
            words = expat.ErrorString(error.code)
            raise self._file.broken(f"{where}: broken XML: {words}") from None
        except (LookupError, ValueError) as error:
            if isinstance(error, LogError):
                raise
            raise self._file.broken(f"line {self.line}: {error}") from None

    def _refuse_doctype(self, *_: object) -> None:
        raise self._file.broken(
            f"line {self.line}: a document type declaration; XES logs need none,"
            " and entities could do harm"
        )

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._heard = True
        name = name.rpartition(" ")[2]
        depth = len(self._inside)
        parent = self._inside[-1] if self._inside else ""
        self._inside.append(name)
        if depth == 0:
            if name != "log":
                raise self._file.broken(f"line {self.line}: the root is <{name}>, not XES's <log>")
        elif depth == 1:
            self._begin_part(name, given)
        elif depth == 2:
            if parent == "trace":
                if name == "event":
                    self._of_event = {}
                    self._event_line = self.line
                else:
                    self._keep(self._of_trace, "trace", given)
            elif parent == "global" and self._fill and self._scope in self._defaults:
                self._keep(self._defaults[self._scope], self._scope, given)
        elif depth == 3 and parent == "event" and self._inside[1] == "trace":
            self._keep(self._of_event, "event", given)

    def _begin_part(self, name: str, given: dict[str, str]) -> None:
        if name == "trace":
            self._of_trace = {}
            self._trace = LoggedCase("", self.line, self._of_trace, [], [])
        elif name == "global":
            self._scope = given.get("scope", "event")
        elif name == "event":
            raise self._file.broken(f"line {self.line}: an event that belongs to no trace")

    def _keep(self, kept: dict[str, str], scope: str, given: dict[str, str]) -> None:
        key = given.get("key")
        if key is None:
            raise self._file.broken(f"line {self.line}: an attribute without a key")
        if key not in self._wanted[scope] or "value" not in given:
            return
        if key in kept and self._trace is not None:
            event = len(self._trace.events) + 1 if scope == "event" else None
            self._trace.problems.append(Problem(self.line, "", event, key, "is given twice"))
        kept[key] = given["value"]

    def _end(self, name: str) -> None:
        self._heard = True
        self._inside.pop()
        trace = self._trace
        if trace is None:
            return
        if len(self._inside) == 2 and name.rpartition(" ")[2] == "event":
            if len(trace.events) == MOST_EVENTS:
                raise self._file.broken(
                    f"line {self.line}: a case with more than {MOST_EVENTS:,} events"
                )
            attributes = self._filled("event", self._of_event)
            trace.events.append(LoggedEvent(len(trace.events) + 1, self._event_line, attributes))
        elif len(self._inside) == 1:
            trace.attributes = self._filled("trace", self._of_trace)
            trace.id = trace.attributes.get(self._case_id, "").strip()
            trace.problems = [each._replace(case=trace.id) for each in trace.problems]
            self._done.append(trace)
            self._trace = None

    def _filled(self, scope: str, kept: dict[str, str]) -> dict[str, str]:
        return {**self._defaults[scope], **kept} if self._fill else kept
