"""Processes that do the same work: kept at their number, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MEMBER = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
time.sleep(60)
"""
WATCHER = """
import sys
from servicehall.commands import crew
crew.AGAIN_AFTER = 0.1
crew.keep([sys.executable, "-c", sys.argv[2], sys.argv[1]], 2)
"""


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that keeps two others, each of which leaves its number in the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHER, str(tmp_path), MEMBER],
        cwd=Path(__file__).resolve().parents[2],
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()


def members(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def test_one_that_ends_by_itself_is_started_anew(
    tmp_path: Path, watcher: subprocess.Popen[bytes]
) -> None:
    until(lambda: len(members(tmp_path)) == 2)
    first = members(tmp_path)[0]
    os.kill(first, signal.SIGKILL)
    until(lambda: len(members(tmp_path)) == 3)
    watcher.terminate()
    assert watcher.wait(20) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_end_together(
    tmp_path: Path, watcher: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    until(lambda: len(members(tmp_path)) == 2)
    watcher.send_signal(how)
    assert watcher.wait(20) == 0
    assert [each for each in members(tmp_path) if alive(each)] == []
