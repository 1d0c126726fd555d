"""The stylesheet's colours, computed: every pair that carries text or marks a control."""

import re
from pathlib import Path

import pytest

import servicehall.web

STATIC = Path(servicehall.web.__file__).parent / "static" / "servicehall"
SHEETS = sorted(STATIC.glob("*.css"))
STYLESHEET = (STATIC / "servicehall.css").read_text(encoding="utf-8")
TOKENS, COMPONENTS = STYLESHEET.split("/* 2. Ground", 1)

HEX = r"#[0-9a-f]{6}"
BY_SYSTEM = re.findall(rf"--([\w-]+): light-dark\(({HEX}), ({HEX})\);", TOKENS)
IN_CONTRAST = re.findall(rf"--([\w-]+): ({HEX});", TOKENS.split('[data-theme="contrast"]', 1)[1])
THEMES = {
    "light": {name: light for name, light, _ in BY_SYSTEM},
    "dark": {name: dark for name, _, dark in BY_SYSTEM},
    "contrast": dict(IN_CONTRAST),
}
STATES = ("danger", "warning", "success", "information")

TEXT = [
    *(
        ("ink", ground)
        for ground in (
            "page",
            "surface",
            "surface-quiet",
            "surface-pressed",
            "primary-surface",
            "primary-surface-strong",
            *(f"{state}-surface" for state in STATES),
        )
    ),
    *(("ink-quiet", ground) for ground in ("page", "surface", "surface-quiet", "primary-surface")),
    *(("ink-quiet", f"{state}-surface") for state in STATES),
    ("ink-placeholder", "surface"),
    *(
        ("primary-ink", ground)
        for ground in (
            "page",
            "surface",
            "surface-quiet",
            "primary-surface",
            "primary-surface-strong",
        )
    ),
    *(
        ("primary-deep", ground)
        for ground in ("page", "surface", "primary-surface", "primary-surface-strong")
    ),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    *(
        (f"{state}-ink", ground)
        for state in STATES
        for ground in ("page", "surface", "surface-quiet", f"{state}-surface")
    ),
    *((f"on-heat-{level}", f"heat-{level}") for level in range(1, 6)),
]
MARKS = [
    *(
        (line, ground)
        for line in ("line-control", "primary-line")
        for ground in ("page", "surface")
    ),
    *(("focus", ground) for ground in ("page", "surface", "surface-quiet", "primary-surface")),
    *((f"{state}-line", ground) for state in STATES for ground in ("page", "surface")),
    ("primary", "page"),
    ("primary-line", "surface-pressed"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour such as ``#256ef4``."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2) of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    colours, least = THEMES[theme], 7.0 if theme == "contrast" else 4.5
    poor = {
        pair: round(ratio, 2)
        for pair in TEXT
        if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < least
    }
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_controls_and_marks_can_be_seen(theme: str) -> None:
    colours = THEMES[theme]
    poor = {
        pair: round(ratio, 2)
        for pair in MARKS
        if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 3
    }
    assert not poor


def test_high_contrast_swaps_every_role() -> None:
    assert set(THEMES["contrast"]) == set(THEMES["light"])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_components_name_roles_and_never_colours(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    on_screen = css.split("/* 2. Ground", 1)[-1].split("@media print", 1)[0]
    without_pictures = re.sub(r'url\("data:[^"]*"\)', "", on_screen)
    assert re.findall(r"#[0-9a-f]{3,8}\b(?!\w)", without_pictures) == []


def test_every_token_is_declared_and_used() -> None:
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    declared = set(re.findall(r"(--[\w-]+):", css))
    scripts = "".join(each.read_text(encoding="utf-8") for each in SHEETS[0].parent.glob("*.js"))
    used = {*re.findall(r"var\((--[\w-]+)", css), *re.findall(r"[\"'`](--[\w-]+)", scripts)}
    assert used - declared == set()
    assert declared - used == set()


def test_no_part_brings_style_or_script_of_its_own() -> None:
    templates = Path(servicehall.web.__file__).parent / "templates"
    wrong = [
        (path.name, found)
        for path in sorted(templates.rglob("*.html"))
        for found in re.findall(
            r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert wrong == []
