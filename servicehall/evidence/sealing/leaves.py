"""What a fact says as one line of bytes, and the hash of it that the fact carries. Pure.

The line is JSON without blanks, in ASCII, keys sorted: the same on every database. Personal
fields enter as a salted commitment alone, so that they can be erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from secrets import token_bytes
from typing import Any

FORM = "fact/1"
"""The form of the line; another form gets another name, so that old leaves stay valid."""

_write = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
).encode


def _number(text: str) -> float | int:
    # A database may write 20.0 as 20 and 1e16 as seventeen digits; both are one number here.
    number = float(text)
    return int(Decimal(text)) if number.is_integer() else number


_read = json.JSONDecoder(parse_float=_number).decode


def moment(at: datetime) -> str:
    """A moment in the line: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def line(
    *,
    kind: str,
    happened: str,
    recorded: str,
    centre: str,
    unit: str,
    counter: str,
    staff: str,
    recorder: str,
    command: str | None,
    source: str | None,
    objects: Iterable[tuple[str, str]],
    data: str,
    commitment: bytes | None,
) -> bytes:
    """All that a fact says; moments as ``moment`` writes them, ``data`` as JSON text.

    Raises ``ValueError`` for data that is no JSON.
    """
    return _write(
        [
            FORM,
            kind,
            happened,
            recorded,
            centre,
            unit,
            counter,
            staff,
            recorder,
            command,
            source,
            sorted(objects),
            _read(data),
            commitment.hex() if commitment else None,
        ]
    ).encode("ascii")


def leaf(written: bytes) -> bytes:
    """The SHA-256 that a fact carries of its line: a leaf's hash as RFC 6962 has it."""
    return sha256(b"\x00" + written).digest()


def entry(number: int, fact_leaf: bytes, places: Iterable[tuple[str, int]]) -> bytes:
    """What stands in the tree for a fact: its number, its leaf, and its place in the history of
    each object that it concerns, which are given to it only as it is written."""
    told = ",".join(f"{object_type}={seq}" for object_type, seq in sorted(places))
    return f"{number} {fact_leaf.hex()} {told}".encode("ascii")


def new_salt() -> bytes:
    """What keeps anyone from guessing personal fields by their commitment."""
    return token_bytes(16)


def commitment(salt: bytes, personal: Mapping[str, Any]) -> bytes:
    """The commitment to a fact's personal fields; it says nothing once its salt is erased."""
    return sha256(salt + _write(dict(personal)).encode("ascii")).digest()
