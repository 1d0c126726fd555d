"""Papers: what they say stands there as it was written, in every language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from servicehall.typesetting import pages
from servicehall.typesetting.pages import NotSet, can_set, pdf

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOSTILE = (
    '#panic("x")',
    '#read("/etc/passwd")',
    "*bold* _x_ $x^2$ `raw` // gone",
    "]) #[",
    "\\ \" ' < > & {{ }}",
    "한글 汉字 😀",
)


@pytest.fixture(autouse=True)
def ready() -> None:
    if (lacking := can_set()) != "ready":
        pytest.skip(f"papers can't be set here: {lacking}")


@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_a_paper_is_set_in_every_language(language: str) -> None:
    made = pdf("proof", {"title": "증명 证明", "rows": []}, language=language, at=AT)
    assert made.startswith(b"%PDF-")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_printed_and_not_obeyed(text: str) -> None:
    made = pdf("proof", {"title": text, "rows": [[text, text]]}, language="en", at=AT)
    assert made.startswith(b"%PDF-")


def test_the_same_words_at_the_same_moment_are_the_same_bytes() -> None:
    said = {"title": "A", "rows": [["b", "c"]]}
    assert pdf("proof", said, language="ko", at=AT) == pdf("proof", said, language="ko", at=AT)


def test_what_a_template_lacks_is_named() -> None:
    with pytest.raises(NotSet, match="title") as refused:
        pdf("proof", {"rows": []}, language="ko", at=AT)
    assert refused.value.code == "unfit"


def test_without_the_library_or_the_font_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FAMILIES", {"ko": "A typeface that nobody has"})
    with pytest.raises(NotSet, match="no_font"):
        pdf("proof", {"title": "", "rows": []}, language="ko", at=AT)
    monkeypatch.setattr(pages, "SETS", False)
    with pytest.raises(NotSet, match="no_library"):
        pdf("proof", {"title": "", "rows": []}, language="ko", at=AT)
