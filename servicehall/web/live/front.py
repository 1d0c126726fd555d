"""Where requests arrive: pages are answered here, a live stream is handed to its own process.

What is handed over is the connection itself, so that nothing stands between the page and the
process that holds its stream.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.parse import parse_qs

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ADDRESS = re.compile(rb"/live/([-\w]{1,40})/?(?:\?(.{0,200}))?", re.ASCII)
AGAIN_AFTER = 0.01
"""Seconds until a connection that can't be handed over yet is tried again."""
STARTS_EVERY = 1.0
"""Seconds at least between two starts of the process."""

logger = logging.getLogger(__name__)


class NotYet(Exception):
    """The connection can't be handed over at this moment."""


class LiveProcess:
    """The process that holds the streams, started anew where it has ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start the process. Raises ``NotYet`` shortly after it was started last."""
        now = time.monotonic()
        if self._started and now - self._started < STARTS_EVERY:
            raise NotYet
        self.stop()
        self._started = now
        self._control, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._control.setblocking(False)
        with its:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "servicehall.web.live.process", str(its.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=[its.fileno()],
            )

    def stop(self) -> None:
        """End the process; its streams end with it."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self.process is not None:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def take(self, file: int, about: dict[str, Any]) -> None:
        """Hand the open connection over. Raises ``NotYet``."""
        if self._control is None:
            self.start()
        assert self._control is not None
        try:
            socket.send_fds(self._control, [json.dumps(about).encode()], [file])
        except BlockingIOError:
            raise NotYet from None
        except OSError as error:
            logger.warning("the process of the live streams has ended (%s); it starts anew", error)
            self.start()
            raise NotYet from None


streams = LiveProcess()


class Front(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, except for the addresses of live streams."""

    asked: dict[str, Any] | None = None
    """What the live stream that this connection becomes was asked for."""

    def on_headers_complete(self) -> None:
        """Keep a live stream from becoming a request to the application."""
        idle = self.cycle is None or self.cycle.response_complete
        found = ADDRESS.fullmatch(self.url)
        if not idle or found is None or self.parser.get_method() != b"GET":
            super().on_headers_complete()
            return
        last = next((value for name, value in self.headers if name == b"last-event-id"), b"")
        since = parse_qs((found[2] or b"").decode("latin-1")).get("since", [""])[0]
        self.asked = {
            "centre": found[1].decode("ascii"),
            "last": last.decode("latin-1")[:60],
            "since": int(since) if re.fullmatch(r"[0-9]{1,12}", since) else 0,
        }

    def on_body(self, body: bytes) -> None:
        """A stream's request has none that counts."""
        if self.asked is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Let go of the connection once the request of a stream is read."""
        if self.asked is None:
            super().on_message_complete()
            return
        self._unset_keepalive_if_required()
        self.transport.pause_reading()
        self._hand_over()

    def _hand_over(self) -> None:
        if self.transport.is_closing() or self.asked is None:
            return
        try:
            # What was answered before on this connection goes out first.
            if self.transport.get_write_buffer_size():
                raise NotYet
            streams.take(self.transport.get_extra_info("socket").fileno(), self.asked)
        except NotYet:
            self.loop.call_later(AGAIN_AFTER, self._hand_over)
            return
        # Closes this process's end alone: the other process has its own.
        self.transport.abort()
