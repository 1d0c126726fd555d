"""What a file is by its content, whatever it is called; only what people scan or photograph."""

from __future__ import annotations

import unicodedata

MOST_BYTES = 10 * 1024 * 1024
"""As large as one file may be."""
LONGEST_NAME = 120
TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
"""The kinds that are taken, each with its media type."""
SUFFIXES = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}

_PNG = b"\x89PNG\r\n\x1a\n"


def kind_of_file(content: bytes) -> str:
    """``pdf``, ``jpeg`` or ``png``; empty for anything else, and for one that is cut off.

    Beginning and end have to be those of the kind, so that neither a page of HTML with a PDF in
    it nor half an upload passes.
    """
    if content.startswith(b"%PDF-1.") or content.startswith(b"%PDF-2."):
        return "pdf" if b"%%EOF" in content[-1024:] else ""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg" if b"\xff\xd9" in content[-64:] else ""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "png" if b"IEND" in content[-64:] else ""
    return ""


def shown_name(name: str) -> str:
    """What a device called a file, as text that can do nothing: one line, no folder, not long.

    Signs that control or turn the direction of text are left out, since they make ``fdp.exe``
    look like ``exe.pdf``.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(plain.split())[:LONGEST_NAME]
