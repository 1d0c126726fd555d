"""Simulated time: what happens next, and who waits for somebody to need them."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import NamedTuple


class Idle(NamedTuple):
    """A process has nothing to do until it is woken at a place, or until a moment."""

    place: str
    until: datetime


Process = Iterator[datetime | Idle]
"""Something that goes on in time: it does a step, then says when it takes the next one."""


class _Running:
    """A process under way; ``turn`` tells its present step from those it was woken out of."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.turn = 0


class Agenda:
    """Runs processes and single deeds in the order of their moments.

    Of two at one moment the one that was entered first comes first, so that a run can be
    repeated exactly.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._entries: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._idle: dict[str, deque[_Running]] = defaultdict(deque)

    def enter(self, moment: datetime, deed: Callable[[], None]) -> None:
        """Do something at a moment; at once where that lies in the past."""
        heapq.heappush(self._entries, (max(moment, self.now), next(self._order), deed))

    def begin(self, process: Process, moment: datetime) -> None:
        """Start a process at a moment."""
        self._enter_step(_Running(process), moment)

    def wake(self, place: str, moment: datetime) -> None:
        """Wake whoever has been idle longest at a place, if anybody is."""
        idle = self._idle[place]
        if idle:
            self._enter_step(idle.popleft(), moment)

    def run(self, until: datetime) -> None:
        """Let everything happen that falls before a moment."""
        while self._entries and self._entries[0][0] < until:
            self.now, _, deed = heapq.heappop(self._entries)
            deed()
        self.now = until

    def _enter_step(self, running: _Running, moment: datetime) -> None:
        running.turn += 1
        turn = running.turn

        def step() -> None:
            if running.turn == turn:
                self._step(running)

        self.enter(moment, step)

    def _step(self, running: _Running) -> None:
        for idle in self._idle.values():
            if running in idle:
                idle.remove(running)
        asked = next(running.process, None)
        if isinstance(asked, Idle):
            self._enter_step(running, asked.until)
            self._idle[asked.place].append(running)
        elif asked is not None:
            self._enter_step(running, asked)
