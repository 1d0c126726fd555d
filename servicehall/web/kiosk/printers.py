"""Speaking to receipt printers in ESC/POS: a picture in, its state out; nothing is guessed.

Every printer of the kind prints a raster of dots (``GS v 0``), whatever fonts it has, so Korean
and Chinese come out of any. How it stands is asked by ``DLE EOT 4``; one that does not answer is
taken to be ready, since many network adapters pass no answers on.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from servicehall.reception.models import Device, Printer

TIMEOUT = 2.0
"""Seconds in which the whole of a ticket has to be with the printer."""
ANSWERS_WITHIN = 0.3
"""Seconds in which a printer tells how it stands, if it ever does."""
BAND = 128
"""Rows that are sent at once; the buffers of small printers hold no more."""

START = b"\x1b@"
ASK_PAPER = b"\x10\x04\x04"
FEED_AND_CUT = b"\x1dV\x42\x50"
"""Feed until the cutter is behind what was printed, and cut but for a bridge."""

DOTS = {80: 576, 58: 384}
"""The dots across that a printer has on paper of that width in millimetres, at 203 an inch."""


class NotPrinted(Exception):
    """A ticket did not come out; ``paper`` is how the printer stands."""

    def __init__(self, paper: str) -> None:
        super().__init__(paper)
        self.paper = paper


def escpos(rows: bytes, width: int) -> bytes:
    """The commands that print a picture and cut.

    ``rows`` holds one bit a dot, 1 for black, each row filled up to whole bytes; ``width`` is in
    dots. Raises ``ValueError`` where the rows do not fill a rectangle.
    """
    across = (width + 7) // 8
    if not rows or len(rows) % across:
        raise ValueError(f"{len(rows)} bytes are no rows of {width} dots")
    sent = [START]
    for begin in range(0, len(rows), across * BAND):
        band = rows[begin : begin + across * BAND]
        high = len(band) // across
        sent += [b"\x1dv0\x00", across.to_bytes(2, "little"), high.to_bytes(2, "little"), band]
    return b"".join([*sent, FEED_AND_CUT])


def send(printer: Printer, commands: bytes, *, name: str) -> str:
    """Give the commands to the printer and return how it stands (``Device.Paper``).

    ``name`` is what the file of a printer for trials is called. Raises ``NotPrinted`` where the
    ticket did not come out: ``out`` of paper, ``unreachable``.
    """
    if printer.kind == Printer.Kind.FILE:
        return _write(printer, commands, name)
    try:
        return _send(printer.host, printer.port, commands)
    except (OSError, UnicodeError, OverflowError):  # The last two: a name or port that is none.
        raise NotPrinted(Device.Paper.UNREACHABLE) from None


def folder_of(printer: Printer) -> Path:
    """Where a printer for trials writes: a folder of its own among the data."""
    return Path(settings.DATA) / "printed" / printer.centre.code / printer.code


def _write(printer: Printer, commands: bytes, name: str) -> str:
    folder = folder_of(printer)
    if (folder / "out-of-paper").exists():
        raise NotPrinted(Device.Paper.OUT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.escpos").write_bytes(commands)
    except OSError:
        raise NotPrinted(Device.Paper.UNREACHABLE) from None
    return Device.Paper.READY


def _send(host: str, port: int, commands: bytes) -> str:
    deadline = time.monotonic() + TIMEOUT
    with contextlib.closing(socket.create_connection((host, port), timeout=TIMEOUT)) as line:
        before = _ask(line)
        if before == Device.Paper.OUT:
            raise NotPrinted(Device.Paper.OUT)
        for part in _parts(commands):
            line.settimeout(_left(deadline))
            line.sendall(part)
        return before if before != Device.Paper.UNKNOWN else Device.Paper.READY


def _ask(line: socket.socket) -> str:
    """How the printer stands, ``unknown`` where it does not say."""
    line.settimeout(ANSWERS_WITHIN)
    line.sendall(ASK_PAPER)
    try:
        answer = line.recv(1)
    except TimeoutError:
        return Device.Paper.UNKNOWN
    if not answer:
        raise ConnectionError("the printer closed the line")
    # Bits 5 and 6: no paper at the end sensor; bits 2 and 3: little paper at the near-end sensor.
    if answer[0] & 0x60:
        return Device.Paper.OUT
    return Device.Paper.LOW if answer[0] & 0x0C else Device.Paper.READY


def _parts(commands: bytes) -> Iterator[bytes]:
    for begin in range(0, len(commands), 4096):
        yield commands[begin : begin + 4096]


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the printer took too long")
    return left
