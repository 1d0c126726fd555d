"""Checkpoints as signed text: what is read, and what is refused."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.notes import BadNote, Note, public_text, read, read_public

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOTE = Note("testhall", 42, bytes(32), datetime(2026, 11, 9, 10, tzinfo=UTC))
TEXT = NOTE.sign(KEY)


def test_a_checkpoint_says_origin_size_root_and_moment() -> None:
    lines = TEXT.splitlines()
    assert lines[:2] == ["testhall", "42"]
    assert lines[3:5] == ["2026-11-09T10:00:00Z", ""]
    assert lines[5].startswith("\u2014 testhall ")
    assert read(TEXT, KEY.public_key()) == NOTE
    assert read(TEXT.replace("\n", "\r\n"), KEY.public_key()) == NOTE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no checkpoint, or cut off"),
        (TEXT[:60], "no checkpoint, or cut off"),
        (TEXT[:-8], "the signature does not fit"),
        (TEXT.replace("\n42\n", "\n41\n"), "the signature does not fit"),
        (TEXT.replace("testhall\n", "otherhall\n"), "the signature does not fit"),
        ("\x00\xff nonsense", "no checkpoint"),
    ],
)
def test_what_was_changed_or_cut_off_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadNote, match=says):
        read(text, KEY.public_key())


def test_another_s_key_is_refused() -> None:
    with pytest.raises(BadNote, match="signed by the key"):
        read(TEXT, Ed25519PrivateKey.generate().public_key())


def test_a_public_key_is_handed_on_as_text() -> None:
    assert public_text(read_public(public_text(KEY.public_key()))) == public_text(KEY.public_key())
    for wrong in ("", "AAAA", "not base64!"):
        with pytest.raises(BadNote, match="32 bytes in base64"):
            read_public(wrong)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = signing_key(tmp_path)
    assert signing_key(tmp_path).private_bytes_raw() == made.private_bytes_raw()
    (kept,) = tmp_path.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.write_bytes(b"short")
    with pytest.raises(BadNote, match="holds no signing key"):
        signing_key(tmp_path)
