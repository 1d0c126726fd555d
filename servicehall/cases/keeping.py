"""Where files of cases are kept: under names that nobody can guess, away from what the web serves.

Files of cases are no part of the database, so a backup of the hall needs this folder too.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder of the files; made, and closed to others on the machine, where it is not there."""
    found = Path(settings.CASE_FILES)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(content: bytes) -> str:
    """Keep a file; the name under which it is found again.

    A file that a change which was then given up has left behind has no row that names it.
    """
    name = secrets.token_hex(24)
    path = folder() / name
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    return name


def kept(name: str) -> bytes:
    """The content of a file; raises ``FileNotFoundError`` where it is not there any more."""
    return _path(name).read_bytes()


def forget(name: str) -> None:
    """Erase a file; one that is erased already stays so."""
    with suppress(FileNotFoundError):
        _path(name).unlink()


def _path(name: str) -> Path:
    if not (name.isascii() and name.isalnum()):
        raise FileNotFoundError(name)
    return folder() / name
