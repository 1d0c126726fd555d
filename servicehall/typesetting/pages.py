"""Papers set as PDF by Typst, from the templates beside this file.

What a paper says reaches its template as data and never as markup, so a name such as
``#panic()`` is printed as it is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

try:
    import typst

    SETS = True
except ImportError:
    SETS = False  # The extra is not installed.

TEMPLATES = Path(__file__).with_name("templates")
FAMILIES: Mapping[str, str] = {
    "ko": "Noto Sans CJK KR",
    "zh": "Noto Sans CJK SC",
    "en": "Noto Sans CJK KR",
}
"""The typeface of each language: Korean and Chinese share signs, but draw some differently."""


class NotSet(Exception):
    """A paper can't be set: ``code`` is ``no_library``, ``no_font`` or ``unfit``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def can_set() -> str:
    """``ready``, or what the server lacks to set papers: ``no_library`` or ``no_font``."""
    if not SETS:
        return "no_library"
    return "ready" if set(FAMILIES.values()) <= set(_fonts().families()) else "no_font"


def pdf(template: str, said: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """The PDF of a template (its name without ``.typ``), saying what ``said`` holds.

    ``said`` is anything that JSON can hold; the template reads it by ``look.typ``'s ``said``.
    ``language`` is ``ko``, ``zh`` or ``en``; ``at`` becomes the document's date, so that the same
    words at the same moment are the same bytes. Takes a few milliseconds after the first.
    Raises ``NotSet``: ``no_library`` or ``no_font`` where the server lacks it; ``unfit`` where the
    template asks for what ``said`` does not hold, naming it.
    """
    if (lacking := can_set()) != "ready":
        raise NotSet(lacking)
    given = {
        "said": json.dumps(said, ensure_ascii=False),
        "language": language,
        "typeface": FAMILIES[language],
    }
    compiler, turn = _compiler(template)
    try:
        # A compiler keeps what it has read, and is not made for two at once.
        with turn:
            made = compiler.compile(format="pdf", sys_inputs=given, timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        raise NotSet("unfit", f"{template}: {error.message}") from None
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Any:
    return typst.Fonts()


@cache
def _compiler(template: str) -> tuple[Any, Lock]:
    compiler = typst.Compiler(
        input=TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts()
    )
    return compiler, Lock()
