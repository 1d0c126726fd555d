"""Makes checks, clauses, facts and packs for tests; each takes what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from servicehall.checks.logs import LoggedFact
from servicehall.standard.loading import from_document
from servicehall.standard.pack import Check, Clause, Pack

ZONE = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 11, 2)
NINE = datetime(2026, 11, 2, 9, tzinfo=ZONE)
TEXT = {"zh": "文", "ko": "글", "en": "text"}
_EXAMPLE = {"facts": [{"kind": "ticket.taken", "at": "09:00"}]}
_CHECK: TypeAdapter[Check] = TypeAdapter(Check)


def check_form(**but: Any) -> dict[str, Any]:
    """A check as a pack's file would have it."""
    return {
        "code": "fault",
        "title": TEXT,
        "explains": TEXT,
        "per": "visit",
        "examples": {"clean": [_EXAMPLE], "breaching": [_EXAMPLE]},
        **but,
    }


def make_check(**but: Any) -> Check:
    """A check of the template and terms given."""
    return _CHECK.validate_python(check_form(**but))


def clause_with(*checks: Check, number: str = "2.1.1", unit_types: Sequence[str] = ()) -> Clause:
    """A clause that is watched by these checks."""
    return Clause(
        number=number,
        title=TEXT,
        text=TEXT,
        value="quality",
        unit_types=tuple(unit_types),
        checks=checks,
    )


def pack_document(*checks: Mapping[str, Any], **header: Any) -> dict[str, Any]:
    """The document of a small pack with one clause, watched by these checks."""
    return {
        "header": {
            "name": "small-hall",
            "version": "1.0.0",
            "title": TEXT,
            "source": TEXT,
            "languages": ["zh", "ko", "en"],
            "unit_types": {"general": TEXT, "enforcement": TEXT},
            "chapters": ["2-1-order.yaml"],
            "scoring": {
                "base": 100,
                "parts": [{"code": "all", "title": TEXT, "clauses": ["2"], "weight": 100}],
                "bonus_cap": 10,
                "counter": {"staff_share": 0.6},
                "lead_share": 0.5,
            },
            **header,
        },
        "chapters": [
            {
                "number": "2.1",
                "title": TEXT,
                "clauses": [
                    {
                        "number": "2.1.1",
                        "title": TEXT,
                        "text": TEXT,
                        "value": "quality",
                        "checks": list(checks),
                        **({} if checks else {"not_checked": {"reason": TEXT}}),
                    }
                ],
            }
        ],
    }


def make_pack(*checks: Mapping[str, Any], **header: Any) -> Pack:
    """A small pack, of the checks as a file would have them."""
    return from_document(pack_document(*checks, **header))


def make_fact(kind: str, minute: float = 0, **but: Any) -> LoggedFact:
    """A fact so many minutes after nine; its id and place are its number, 1 unless given."""
    number = but.pop("number", 1)
    given: dict[str, Any] = {
        "id": number,
        "object_type": "visit",
        "object_id": "A-1",
        "seq": number,
        "kind": kind,
        "happened": NINE + timedelta(minutes=minute),
        "unit": "civil",
        "counter": "1",
        "staff": "s1",
        "data": {},
    }
    return LoggedFact(**(given | but))
