"""A receipt printer for tests: it listens, answers how it stands, and keeps what it was sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

ASKED = b"\x10\x04\x04"


class PaperPrinter:
    """What stands behind the port of a receipt printer."""

    def __init__(self, answer: bytes, *, closes: bool = False) -> None:
        self.answer, self.closes = answer, closes
        self.received: list[bytes] = []
        self.done = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._listening.accept()
            except OSError:
                return
            with line:
                if self.closes:
                    continue
                line.settimeout(5)
                got = b""
                while part := _received(line):
                    got += part
                    if part.startswith(ASKED) and self.answer:
                        line.sendall(self.answer)
                self.received.append(got.removeprefix(ASKED))
                self.done.set()

    def stop(self) -> None:
        """Listen no more."""
        self._listening.close()


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except OSError:
        return b""


@contextmanager
def paper_printer(answer: bytes = b"\x12", *, closes: bool = False) -> Iterator[PaperPrinter]:
    """A printer that answers so when it is asked how it stands; with nothing, not at all."""
    printer = PaperPrinter(answer, closes=closes)
    try:
        yield printer
    finally:
        printer.stop()


def pictures(commands: bytes) -> Image.Image:
    """What a printer would put on paper, read from its commands as their manual has them."""
    assert commands.startswith(b"\x1b@"), commands[:8]
    at, bands = 2, []
    while commands[at : at + 4] == b"\x1dv0\x00":
        across = int.from_bytes(commands[at + 4 : at + 6], "little")
        high = int.from_bytes(commands[at + 6 : at + 8], "little")
        bands.append((across, commands[at + 8 : at + 8 + across * high]))
        at += 8 + across * high
    assert commands[at : at + 2] == b"\x1dV", "cut at the end"
    assert at + 4 == len(commands)
    (across,) = {across for across, _rows in bands}
    rows = b"".join(rows for _across, rows in bands)
    white = bytes(each ^ 0xFF for each in rows)
    return Image.frombytes("1", (across * 8, len(rows) // across), white)
