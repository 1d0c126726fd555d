"""The paper of a ticket: drawn in the citizen's language, or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import segno
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from pytest_django import Settings

from servicehall.reception.actions import Wanted
from servicehall.reception.telling import LOCALES
from servicehall.web.desks import Desk
from servicehall.web.kiosk import receipts
from servicehall.web.kiosk.printers import NotPrinted
from servicehall.web.kiosk.receipts import can_print, receipt
from servicehall.web.kiosk.taken import Ticket
from tests.world import World

FAREWELL = {"ko": "안녕히 가십시오.", "zh": "请慢走。", "en": "Goodbye, and have a good day."}
ADDRESS = "https://hall.example/testhall/tickets/AbCdEfGhIjKlMnOpQrStUv/"

needs_font = pytest.mark.skipif(
    not any(Path(each).is_file() for each in receipts.FONTS),
    reason="no font with Korean and Chinese: install Debian's package fonts-noto-cjk",
)


def drawn(world: World, language: str = "ko", paper: int = 80, **but: object) -> Image.Image:
    now = timezone.now()
    visit = world.ticket(at=now, language=language, **but)
    with override(LOCALES[language]), timezone.override("Asia/Seoul"):
        picture: Image.Image = receipt(
            Ticket(Desk(world.centre, None, now), visit),
            address=ADDRESS,
            farewell=FAREWELL[language],
            paper=paper,
        )
    return picture


@needs_font
@pytest.mark.parametrize("language", ["ko", "zh", "en"])
@pytest.mark.parametrize(("paper", "dots"), [(80, 576), (58, 384)])
def test_a_receipt_is_as_wide_as_its_paper_and_nothing_is_cut_off(
    world: World, language: str, paper: int, dots: int
) -> None:
    picture = drawn(world, language, paper, priority="elderly")
    assert picture.width == dots
    assert 500 < picture.height < 1600
    black = Image.eval(picture.convert("L"), lambda each: 255 - each)
    box = black.getbbox()
    assert box is not None
    assert box[2] - box[0] > dots * 0.6
    # Text never stands on the last dots of the paper, where it would have been cut.
    assert box[3] <= picture.height - 8


@needs_font
def test_languages_differ_and_more_services_make_it_longer(world: World) -> None:
    korean, chinese = drawn(world, "ko"), drawn(world, "zh")
    assert korean.tobytes() != chinese.tobytes()
    longer = drawn(world, "ko", quantity=3, further=[Wanted(world.far_service, 2)])
    assert longer.height > korean.height


@needs_font
def test_a_long_name_is_broken_and_stays_on_the_paper(world: World) -> None:
    world.service.names = {"ko": "가" * 120, "zh": "登记" * 60, "en": "registration " * 12}
    for language in ("ko", "zh", "en"):
        for paper in (80, 58):
            picture = drawn(world, language, paper)
            assert picture.height > 700


@needs_font
def test_the_codes_modules_are_whole_dots(world: World) -> None:
    """The finder of a QR code: seven black modules across in its first row."""
    picture = drawn(world)
    runs = []
    for row in range(picture.height):
        line = [picture.getpixel((x, row)) for x in range(picture.width)]
        black = [x for x, each in enumerate(line) if not each]
        if black:
            runs.append((black[0], line))
    size = 300 // (len(segno.make(ADDRESS, error="m", micro=False).matrix) + 8)
    finders = [line for left, line in runs if line[left : left + 7 * size] == [0] * 7 * size]
    assert finders
    assert size >= 5


def test_without_a_font_nothing_is_printed_and_that_is_said(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.RECEIPT_FONT = str(tmp_path / "none.ttf")
    with pytest.raises(NotPrinted) as failed:
        drawn(world)
    assert failed.value.paper == can_print() == "no_font"


@pytest.mark.parametrize(
    "font",
    ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/no.ttf", "text"],
)
def test_a_font_without_korean_and_chinese_prints_no_boxes(
    world: World, settings: Settings, tmp_path: Path, font: str
) -> None:
    (tmp_path / "text").write_text("no font at all")
    settings.RECEIPT_FONT = str(tmp_path / "text") if font == "text" else font
    with pytest.raises(NotPrinted) as failed:
        drawn(world)
    assert failed.value.paper == can_print() == "no_font"


def test_without_the_extra_nothing_is_printed_and_that_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "DRAWS", False)
    with pytest.raises(NotPrinted) as failed:
        drawn(world)
    assert failed.value.paper == can_print() == "no_library"


def test_a_wait_is_told_only_where_it_can_be(world: World) -> None:
    now = timezone.now()
    first = world.ticket(at=now - timedelta(minutes=1))
    second = world.ticket(at=now)
    with override("en"):
        desk = Desk(world.centre, None, now)
        assert Ticket(desk, first).wait_text == "No counter is open now"
        world.on_duty(
            day=timezone.localdate(),
            starts=now - timedelta(hours=1),
            ends=now + timedelta(hours=1),
            clocked_in=now,
        )
        assert Ticket(desk, first).wait_text == "As soon as a counter is free"
        assert Ticket(desk, second).wait_text == "No estimate yet"
        assert Ticket(desk, second).ahead_text == "1 person"
        assert "<" not in Ticket(desk, second).taken_text
