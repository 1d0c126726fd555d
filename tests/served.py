"""The product as it really runs: a process of its own, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def served(folder: Path, *options: str, within: float = 60, port: int = 0) -> Iterator[str]:
    """The address of ``servicehall serve`` with its data in the folder, once it answers.

    Raises ``RuntimeError`` where it ends, or does not answer ``within`` so many seconds.
    """
    port = port or free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "servicehall.commands", "serve", "--port", str(port), *options],
        env={**os.environ, "SERVICEHALL_DATA": str(folder), "DATABASE_URL": ""},
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and server.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/health/", timeout=5).close()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        else:
            raise RuntimeError(f"the server does not answer (status {server.poll()})")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
