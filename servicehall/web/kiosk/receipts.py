"""The paper of a ticket as a picture for a receipt printer, black on white.

Drawn on the server, so that Korean and Chinese come out of printers that have no such letters.
Needs the extra ``printing`` (Pillow) and a font with Korean and Chinese, both looked for when a
ticket is printed: without them nothing is printed, and it is said why.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext

from servicehall.reception.models import Device
from servicehall.web.kiosk.printers import DOTS, NotPrinted
from servicehall.web.kiosk.taken import Ticket
from servicehall.web.signs import sign_of
from servicehall.web.templatetags.servicehall import localized

try:
    from PIL import Image, ImageDraw, ImageFont

    DRAWS = True
except ImportError:
    DRAWS = False  # The extra is not installed.

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Medium.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
)
"""Where distributions put the font; ``SERVICEHALL_RECEIPT_FONT`` names another one."""
FACES = {"ko": "KR", "zh": "SC", "en": "KR"}
"""The face of the font for each language: they share signs, but draw some differently."""
PROBES = "한简"
"""Letters that a font for Korean and Chinese has, and others draw as boxes."""


def font_file() -> Path:
    """The font to print with; raises ``NotPrinted("no_font")`` where there is none."""
    named = getattr(settings, "RECEIPT_FONT", "")
    for each in (named,) if named else FONTS:
        if Path(each).is_file():
            return Path(each)
    raise NotPrinted(Device.Paper.NO_FONT)


def can_print() -> str:
    """``ready``, or what the server lacks to print: ``no_library`` or ``no_font``."""
    if not DRAWS:
        return Device.Paper.NO_LIBRARY
    try:
        _font(str(font_file()), "ko", 20)
    except NotPrinted as lacking:
        return lacking.paper
    return Device.Paper.READY


def receipt(ticket: Ticket, *, address: str, farewell: str, paper: int) -> Any:
    """The paper of a ticket, a picture of one bit a dot, in the language that is active.

    ``address`` is what its QR code leads to, ``farewell`` what is wished at the end, ``paper``
    the width in millimetres. Raises ``NotPrinted``: ``no_library``, ``no_font``.
    """
    if not DRAWS:
        raise NotPrinted(Device.Paper.NO_LIBRARY)
    sheet = _Sheet(DOTS[paper], str(font_file()), ticket.visit.language)
    visit = ticket.visit
    sheet.write(localized(visit.centre.names), 26)
    sheet.rule()
    sheet.write(gettext("Your number"), 26)
    sheet.write(visit.ticket, 150 if paper >= 80 else 110, bold=True)
    for service, quantity in ticket.services:
        often = f" × {quantity}" if quantity > 1 else ""
        sheet.write(localized(service.names) + often, 32, bold=True)
    if visit.urgent:
        sheet.write(str(sign_of(visit.priority, "priority").label), 26)
    sheet.rule()
    sheet.pair(gettext("Before you"), ticket.ahead_text)
    sheet.pair(gettext("Waiting time"), ticket.wait_text)
    sheet.pair(gettext("Where"), localized(visit.unit.names))
    if ticket.wait:
        sheet.pair(gettext("Counters"), ticket.wait.codes)
    sheet.pair(gettext("Taken at"), ticket.taken_text)
    sheet.rule()
    sheet.code(address)
    sheet.write(gettext("Follow it on your phone"), 24)
    if farewell:
        sheet.gap(12)
        sheet.write(farewell, 26)
    return sheet.picture()


def rows_of(picture: Any) -> bytes:
    """The dots of a picture as printers take them: 1 for black, rows of whole bytes."""
    rows: bytes = picture.tobytes("raw", "1;I")
    return rows


@lru_cache(maxsize=64)
def _font(path: str, language: str, size: int) -> Any:
    """A font in the face for the language; raises ``NotPrinted`` for one without its letters."""
    try:
        fonts = [ImageFont.truetype(path, size, index=0)]
        if path.endswith((".ttc", ".otc")):
            for index in range(1, 12):
                try:
                    fonts.append(ImageFont.truetype(path, size, index=index))
                except OSError:
                    break
    except OSError:
        raise NotPrinted(Device.Paper.NO_FONT) from None
    wanted = [font for font in fonts if FACES.get(language, "KR") in (font.getname()[0] or "")]
    font = (wanted or fonts)[0]
    boxes = font.getmask("\U0010ffff").getbbox(), bytes(font.getmask("\U0010ffff"))
    for letter in PROBES:
        mask = font.getmask(letter)
        if (mask.getbbox(), bytes(mask)) == boxes or mask.getbbox() is None:
            raise NotPrinted(Device.Paper.NO_FONT)
    return font


class _Sheet:
    """Paper that is written on from above; as long as it gets."""

    def __init__(self, width: int, font: str, language: str) -> None:
        self.width, self.font, self.language = width, font, language
        self.image = Image.new("1", (width, 4000), 1)
        self.draw = ImageDraw.Draw(self.image)
        self.draw.fontmode = "1"
        self.below = 8

    def write(self, text: str, size: int, *, bold: bool = False) -> None:
        """Text in the middle, on as many lines as it needs."""
        font = _font(self.font, self.language, size)
        for line in _lines(text, font, self.width):
            left = (self.width - font.getlength(line)) / 2
            self._put(left, line, font, bold=bold)
            self.below += round(size * 1.35)

    def pair(self, name: str, value: str) -> None:
        """A name at the left and its value at the right, below it where both are too long."""
        font = _font(self.font, self.language, 26)
        step = 36
        room = self.width - 2 - font.getlength(name) - 20
        lines = list(_lines(value, font, self.width if room < self.width / 3 else room))
        self._put(0, name, font)
        if room < self.width / 3:
            self.below += step
        for line in lines:
            self._put(self.width - 2 - font.getlength(line), line, font, bold=True)
            self.below += step

    def rule(self) -> None:
        """A line across."""
        self.below += 10
        self.draw.line([(0, self.below), (self.width, self.below)], fill=0, width=2)
        self.below += 10

    def gap(self, dots: int) -> None:
        """Room below."""
        self.below += dots

    def code(self, text: str) -> None:
        """A QR code in the middle, its modules whole dots, with the quiet zone it needs."""
        rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
        size = max(1, min(self.width, 300) // len(rows))
        left = (self.width - size * len(rows)) // 2
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    x, y = left + across * size, self.below + down * size
                    self.draw.rectangle([x, y, x + size - 1, y + size - 1], fill=0)
        self.below += size * len(rows)

    def picture(self) -> Any:
        """What was written, cut off below."""
        return self.image.crop((0, 0, self.width, self.below + 16))

    def _put(self, left: float, text: str, font: Any, *, bold: bool = False) -> None:
        self.draw.text(
            (round(left), self.below), text, font=font, fill=0, stroke_width=1 if bold else 0
        )


def _lines(text: str, font: Any, room: float) -> Iterator[str]:
    """The text in lines that fit, broken at spaces, else anywhere, as Chinese is."""
    line = ""
    for word in _words(text):
        if font.getlength(line + word.rstrip()) <= room:
            line += word
            continue
        if line.strip():
            yield line.strip()
            line = ""
        for sign in word:
            if font.getlength(line + sign) > room and line:
                yield line
                line = ""
            line += sign
    if line.strip():
        yield line.strip()


def _words(text: str) -> Iterator[str]:
    word = ""
    for sign in " ".join(text.split()):
        # Han signs may be parted from one another; Hangul and Latin words hold together.
        if "\u4e00" <= sign <= "\u9fff":
            if word:
                yield word
            yield sign
            word = ""
        else:
            word += sign
            if sign == " ":
                yield word
                word = ""
    if word:
        yield word
