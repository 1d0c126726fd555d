"""Renderings that many screens share: a thousand boards ask at once, and one is rendered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable

LASTS = 5.0
"""Seconds for which a rendering may be shown while nothing was committed; waits go on."""
KEEPS = 256
"""Renderings kept at most."""


class Renderings:
    """The last rendering of each part, with the state of the record that it was made from."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[str, float, bytes]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def shared(self, key: Hashable, mark: str, render: Callable[[], bytes]) -> bytes:
        """The part called ``key``, rendered unless that was done a moment ago.

        ``mark`` tells the state of the record; it has to be read before anything is rendered, so
        that what is committed meanwhile makes the rendering an old one.
        """
        with self._lock:
            if len(self._kept) >= KEEPS and key not in self._kept:
                self._kept.clear()
                self._locks.clear()
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            kept = self._kept.get(key)
            if kept is not None and kept[0] == mark and time.monotonic() - kept[1] < LASTS:
                return kept[2]
            began = time.monotonic()
            rendered = render()
            self._kept[key] = (mark, began, rendered)
            return rendered
