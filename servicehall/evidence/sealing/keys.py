"""The key that signs checkpoints: a file beside the data, made on first use."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from servicehall.evidence.sealing.notes import BadNote


def signing_key(folder: Path | None = None) -> Ed25519PrivateKey:
    """The key in ``sealing-key`` of the data's folder, readable by its owner alone.

    Of several processes that are there first, all get the same key. Raises ``BadNote`` where
    the file holds something else.
    """
    kept = (folder or settings.DATA) / "sealing-key"
    if not kept.exists():
        made = kept.with_name(f"sealing-key.{os.getpid()}")
        opened = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        try:
            # A link fails where there is a file already, unlike a new name.
            os.link(made, kept)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    try:
        return Ed25519PrivateKey.from_private_bytes(kept.read_bytes())
    except ValueError:
        raise BadNote(f"{kept} holds no signing key") from None


def public_key_kept() -> Ed25519PublicKey | None:
    """The public part of the key, where there is one; unlike ``signing_key`` makes none."""
    if not (settings.DATA / "sealing-key").exists():
        return None
    return signing_key().public_key()
