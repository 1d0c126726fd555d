"""Small event logs and the mapping that reads them, for the tests of importing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import yaml

from servicehall.evidence.importing.mapping import EventLogMapping
from servicehall.evidence.importing.shipped import load_mapping

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Event = Mapping[str, str]

MAPPING: dict[str, Any] = {
    "name": "permits",
    "title": {"zh": "许可", "ko": "허가", "en": "Permits"},
    "format": "xes",
    "missing": ["UNKNOWN"],
    "centre": {
        "code": "town",
        "names": {"zh": "市", "ko": "시", "en": "Town"},
        "timezone": "Europe/Amsterdam",
    },
    "case": {"id": "concept:name"},
    "event": {"activity": "concept:name", "time": "time:timestamp"},
    "staff": "event.org:resource",
    "units": {
        "from": "case.department",
        "known": {
            "Front": {"code": "front", "names": {"zh": "前台", "ko": "창구", "en": "Front"}},
        },
    },
    "case_facts": [
        {
            "kind": "case.received",
            "at": "case.start",
            "opens": True,
            "staff": "case.responsible",
            "fields": {"due": {"from": "case.planned"}, "applicant": {"from": "case.applicant"}},
        },
        {"kind": "case.decided", "at": "case.end"},
    ],
    "event_facts": [
        {"activity": "confirm", "kind": "receipt.given", "fields": {"written": True}},
        {
            "activity": ["ask", "ask again"],
            "kind": "notice.given",
            "fields": {
                "round": {"nth": True},
                "knowable_before": {"earlier": ["notice.given", "receipt.given"]},
            },
        },
    ],
    "ignore": ["think"],
}
"""A mapping as YAML would give it."""


def mapping_text(**but: Any) -> str:
    """The mapping as a YAML file, with other values for some keys; ``None`` leaves one out."""
    kept = {key: value for key, value in {**MAPPING, **but}.items() if value is not None}
    # What is there twice would be written as an alias, which mappings must not have.
    apart = json.loads(json.dumps(kept))
    return str(yaml.safe_dump(apart, allow_unicode=True, sort_keys=False))


def make_mapping(folder: Path, **but: Any) -> EventLogMapping:
    """The mapping, read from a file in the folder."""
    path = folder / "mapping.yaml"
    path.write_text(mapping_text(**but), encoding="utf-8")
    return load_mapping(path)


def event(activity: str = "confirm", at: str = "2026-03-02T10:00:00+01:00", **more: str) -> Event:
    """An event of an XES log; more attributes by name, with ``_`` for ``:``."""
    others = {key.replace("_", ":"): value for key, value in more.items()}
    return {"concept:name": activity, "time:timestamp": at, **others}


def trace(name: str, *events: Event, **attributes: str) -> str:
    """One case of an XES log."""
    given = {"start": "2026-03-01T09:00:00+01:00", "department": "Front", **attributes}
    told = "".join(f"<event>{_attributes(each)}</event>\n" for each in events)
    return f"<trace>{_attributes({'concept:name': name, **given})}\n{told}</trace>\n"


def xes(*traces: str, before: str = "") -> str:
    """A whole XES log."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
        f"{before}{''.join(traces)}</log>\n"
    )


def _attributes(given: Event) -> str:
    return "".join(
        f"<string key={quoteattr(key)} value={quoteattr(value)}/>" for key, value in given.items()
    )


def written(path: Path, text: str | bytes) -> Path:
    """The file, with that content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table(*rows: Iterable[str], header: str = "case,activity,time,who,unit") -> str:
    """A CSV log."""
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


TABLE: dict[str, Any] = {
    "format": "csv",
    "case": {"id": "case"},
    "event": {"activity": "activity", "time": "time"},
    "staff": "event.who",
    "units": {"from": "case.unit", "others": "found"},
    "case_facts": None,
}
"""What is another in a mapping for such a CSV log."""
