"""Event logs in XES (IEEE 1849): a trace is the history of one object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from servicehall.evidence.exporting.stream import Concerned, Exported
from servicehall.evidence.kinds import KINDS

_TAGS = {"count": "int", "number": "float", "yes_no": "boolean", "moment": "date"}
_EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, however they are written."""


def write(histories: Iterable[tuple[Concerned, Exported]], file: IO[str]) -> int:
    """Write the histories, which come one after the other; the number of events."""
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
    for name, prefix, address in _EXTENSIONS:
        file.write(f'<extension name="{name}" prefix="{prefix}" uri="{address}"/>\n')
    file.write('<classifier name="Kind" keys="concept:name"/>\n')
    count = 0
    for object_id, history in groupby(histories, key=lambda each: each[0].object_id):
        file.write(f"<trace>\n{_attribute('string', 'concept:name', object_id)}\n")
        for _concerned, fact in history:
            count += 1
            file.write(f"<event>{''.join(_event(fact))}</event>\n")
        file.write("</trace>\n")
    file.write("</log>\n")
    return count


def _event(fact: Exported) -> Iterator[str]:
    yield _attribute("string", "concept:name", fact.kind)
    yield _attribute("date", "time:timestamp", fact.happened.isoformat())
    yield _attribute("int", "fact", str(fact.id))
    if fact.staff:
        yield _attribute("string", "org:resource", fact.staff)
    for name in ("unit", "counter"):
        if code := getattr(fact, name):
            yield _attribute("string", name, code)
    declared = KINDS[fact.kind].fields
    for name, value in fact.data.items():
        if value is not None:
            yield _attribute(_TAGS.get(declared[name], "string"), name, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


def _attribute(tag: str, key: str, value: str) -> str:
    told = quoteattr(_NO_XML.sub("\ufffd", value))
    return f'<{tag} key="{key}" value={told}/>'
