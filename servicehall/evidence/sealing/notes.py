"""Checkpoints as text, signed: the form that transparency logs use for theirs. Pure.

A checkpoint says how many facts are sealed and the root of the tree over them::

    servicehall/hanbit
    1024
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    2026-11-25T09:00:00Z

    — servicehall/hanbit 6f1c9e02 z0bX…

Origin, size, root (base64), the moment of signing; an empty line; a dash (U+2014), the name of
the signer, the first eight digits of the SHA-256 of the public key, and the Ed25519 signature
over all lines above the empty one, each with its end.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

DASH = "\u2014"


class BadNote(ValueError):
    """A text that is no checkpoint, or whose signature is not that of the key."""


@dataclass(frozen=True)
class Note:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime

    def text(self) -> str:
        """The lines that are signed."""
        at = self.signed_at.astimezone(UTC).isoformat(timespec="seconds")[:19]
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n{at}Z\n"

    def sign(self, key: Ed25519PrivateKey) -> str:
        """The whole checkpoint."""
        signature = b64encode(key.sign(self.text().encode())).decode()
        public = key.public_key()
        return f"{self.text()}\n{DASH} {self.origin} {fingerprint(public)} {signature}\n"


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as it is handed on: base64."""
    return b64encode(key.public_bytes_raw()).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """A public key as handed on; raises ``BadNote``."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise BadNote("a public key is 32 bytes in base64") from None


def fingerprint(key: Ed25519PublicKey) -> str:
    """By what eight digits people tell one key from another."""
    return sha256(key.public_bytes_raw()).hexdigest()[:8]


def read(text: str, key: Ed25519PublicKey) -> Note:
    """The checkpoint in a text whose signature is that of the key; raises ``BadNote``."""
    body, found, signed = text.replace("\r\n", "\n").partition("\n\n")
    words = signed.split("\n", 1)[0].split(" ")
    lines = body.split("\n")
    if not found or len(lines) != 4 or len(words) != 4 or words[0] != DASH:
        raise BadNote("no checkpoint, or cut off")
    if words[2] != fingerprint(key):
        raise BadNote(f"signed by the key {words[2]}, not by {fingerprint(key)}")
    try:
        key.verify(b64decode(words[3], validate=True), f"{body}\n".encode())
    except (binascii.Error, ValueError, InvalidSignature):
        raise BadNote("the signature does not fit the text") from None
    try:
        root = b64decode(lines[2], validate=True)
        return Note(lines[0], int(lines[1]), root, datetime.fromisoformat(lines[3]))
    except (binascii.Error, ValueError):
        raise BadNote("size, root or moment can't be read") from None
