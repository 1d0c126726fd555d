"""Several processes that do the same work, each started anew where it ends by itself."""

from __future__ import annotations

import logging
import signal
import subprocess
import time
from collections.abc import Sequence
from types import FrameType

AGAIN_AFTER = 1.0
"""Seconds between the end of a process and the start of the one in its place."""
ENDS_WITHIN = 8.0
"""Seconds in which all have ended that were told to; then they are killed."""
LOOKS_EVERY = 0.2

logger = logging.getLogger(__name__)


class Told(BaseException):
    """The crew was told to end."""


def keep(command: Sequence[str], count: int) -> None:
    """Run so many processes of the command until told to end by an interrupt or ``SIGTERM``."""
    before = {each: signal.signal(each, _end) for each in (signal.SIGTERM, signal.SIGINT)}
    crew: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            crew.append(subprocess.Popen(command))
        while True:
            time.sleep(LOOKS_EVERY)
            for place, member in enumerate(crew):
                if member.poll() is None:
                    continue
                logger.warning("a process has ended (%s) and is started anew", member.returncode)
                time.sleep(AGAIN_AFTER)
                crew[place] = subprocess.Popen(command)
    except Told:
        pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        _dismiss(crew)


def _end(number: int, frame: FrameType | None) -> None:
    raise Told


def _dismiss(crew: Sequence[subprocess.Popen[bytes]]) -> None:
    """Tell all to end, and wait until they have."""
    for member in crew:
        member.terminate()
    deadline = time.monotonic() + ENDS_WITHIN
    for member in crew:
        try:
            member.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            member.kill()
            member.wait()
