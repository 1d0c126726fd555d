"""Receipt printers: the commands they get, and what their answers mean."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from servicehall.hall.models import Centre
from servicehall.reception.models import Printer
from servicehall.web.kiosk import printers
from servicehall.web.kiosk.printers import NotPrinted, escpos, folder_of, send
from servicehall.web.kiosk.receipts import rows_of
from tests.served import free_port
from tests.web.kiosk.paper import paper_printer, pictures


def network(port: int, host: str = "127.0.0.1") -> Printer:
    return Printer(kind="network", host=host, port=port)


def test_a_picture_comes_out_as_it_went_in() -> None:
    picture = Image.new("1", (576, 300), 1)
    for spot in range(0, 290, 7):
        picture.putpixel((spot * 2 % 576, spot), 0)
    printed = pictures(escpos(rows_of(picture), 576))
    assert printed.tobytes() == picture.tobytes()
    assert printed.size == (576, 300)


@pytest.mark.parametrize("rows", [b"", b"x" * 71])
def test_what_is_no_rectangle_is_not_sent(rows: bytes) -> None:
    with pytest.raises(ValueError, match="no rows"):
        escpos(rows, 576)


@pytest.mark.parametrize(
    ("answer", "paper"), [(b"\x12", "ready"), (b"\x1e", "low"), (b"", "ready")]
)
def test_a_printer_that_has_paper_prints(answer: bytes, paper: str) -> None:
    commands = escpos(b"\x00\xff" * 40, 16)
    with paper_printer(answer) as printer:
        assert send(network(printer.port), commands, name="x") == paper
        assert printer.done.wait(5)
    assert printer.received == [commands]


def test_a_printer_without_paper_gets_nothing() -> None:
    with paper_printer(b"\x72") as printer:
        with pytest.raises(NotPrinted) as failed:
            send(network(printer.port), escpos(b"\xff", 8), name="x")
        assert printer.done.wait(5)
    assert failed.value.paper == "out"
    assert printer.received == [b""]


def test_a_printer_that_is_switched_off_is_unreachable() -> None:
    with pytest.raises(NotPrinted) as failed:
        send(network(free_port()), escpos(b"\xff", 8), name="x")
    assert failed.value.paper == "unreachable"


@pytest.mark.parametrize("host", ["", "no such host", "a..b", "x" * 100])
def test_a_name_that_is_none_is_unreachable(host: str) -> None:
    with pytest.raises(NotPrinted) as failed:
        send(network(9100, host), escpos(b"\xff", 8), name="x")
    assert failed.value.paper == "unreachable"


def test_a_printer_that_hangs_up_is_unreachable() -> None:
    with paper_printer(closes=True) as printer, pytest.raises(NotPrinted) as failed:
        send(network(printer.port), escpos(b"\xff" * 500_000, 8), name="x")
    assert failed.value.paper == "unreachable"


def test_a_printer_that_takes_nothing_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        begun = time.monotonic()
        with pytest.raises(NotPrinted) as failed:
            send(network(deaf.getsockname()[1]), escpos(b"\xff" * 30_000_000, 8), name="x")
    assert failed.value.paper == "unreachable"
    assert time.monotonic() - begun < 5


def test_a_printer_for_trials_writes_among_the_data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    printer = Printer(kind="file", code="trial", centre=Centre(code="hall"))
    commands = escpos(b"\xff", 8)
    assert send(printer, commands, name="secret") == "ready"
    assert (tmp_path / "printed/hall/trial/secret.escpos").read_bytes() == commands
    (folder_of(printer) / "out-of-paper").touch()
    with pytest.raises(NotPrinted) as failed:
        send(printer, commands, name="other")
    assert failed.value.paper == "out"
