"""How staff of the demonstration keep the standard, and how each of them falls short of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from random import Random

SHARES: Mapping[str, float] = {
    # Of shifts.
    "comes_late": 0.045,
    "leaves_early": 0.045,
    "stays_away": 0.025,
    "wears_no_badge": 0.045,
    "badge_unchecked": 0.04,
    "skips_self_check": 0.045,
    # Of times away from the post.
    "leaves_without_a_reason": 0.05,
    "tells_no_neighbour": 0.05,
    "stays_away_long": 0.05,
    # Of closures.
    "closes_without_notice": 0.04,
    "names_no_alternative": 0.035,
    # Of calls, and of people who did not come when called.
    "calls_out_of_order": 0.05,
    "forgets_whom_it_called": 0.012,
    "never_calls_again": 0.06,
    # Of visits that lead to a next counter.
    "shows_no_next_counter": 0.045,
    # Of cases in which something is missing.
    "tells_in_parts": 0.05,
    "tells_by_mouth": 0.04,
    "tells_late": 0.03,
    # Of accepted cases.
    "gives_no_receipt": 0.025,
    "decides_late": 0.03,
    "never_decides": 0.01,
    # Of stages that end.
    "finishes_stage_late": 0.03,
    # Of cases that will be late.
    "tells_no_delay": 0.09,
    # Of racks of printed guides that are nearly empty.
    "lets_guides_run_out": 0.05,
}
"""In which share of its occasions each fault happens, taken over everybody."""

TEMPERAMENTS: Mapping[str, Mapping[str, float]] = {
    "a3": {"comes_late": 7, "stays_away": 3},
    "a4": {"tells_by_mouth": 5, "wears_no_badge": 3},
    "a5": {"calls_out_of_order": 5},
    "b2": {"closes_without_notice": 9, "names_no_alternative": 3},
    "b3": {"tells_in_parts": 6, "tells_late": 3},
    "b5": {"leaves_early": 6, "gives_no_receipt": 3},
    "c2": {"decides_late": 3, "never_decides": 3},
    "c3": {"comes_late": 5, "shows_no_next_counter": 4, "wears_no_badge": 4},
    "a1": {"gives_no_receipt": 0.2},
    "b1": dict.fromkeys(SHARES, 0.3),
    "c1": dict.fromkeys(SHARES, 0.3),
}
"""By staff code: how many times as often as others they fall short, fault by fault."""


class Lapses:
    """Decides who falls short when, so that every fault happens about as often as its share.

    Occasions are drawn by stratified sampling: the shares add up, and one lapse falls at a
    random place into each whole that they come to. So ten days show every fault, whatever the
    seed, and never one of them on every occasion.
    """

    def __init__(self, draw: Random, shares: Mapping[str, float] = SHARES) -> None:
        self._draw = draw
        self._shares = shares
        self._sum: dict[str, float] = defaultdict(float)
        self._next = {fault: draw.random() for fault in shares}

    def falls_short(self, fault: str, staff: str) -> bool:
        """Whether the staff member commits the fault on this occasion."""
        if fault not in self._shares:
            return False
        self._sum[fault] += self._shares[fault] * TEMPERAMENTS.get(staff, {}).get(fault, 1.0)
        if self._sum[fault] < self._next[fault]:
            return False
        self._next[fault] = int(self._next[fault]) + 1 + self._draw.random()
        return True
