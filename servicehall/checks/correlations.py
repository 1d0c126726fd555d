"""Whether an activation and a target fit one another: the same, or another, staff member, …"""

from __future__ import annotations

from servicehall.checks.conditions import Shape, State, shaped
from servicehall.checks.logs import LoggedFact

ROLES = ("staff", "counter", "unit")
"""What every fact says of itself, apart from its data; an empty one is missing."""


def given(name: str, fact: LoggedFact) -> object:
    """What a fact holds there: who or where, or a field of its data; ``None`` where missing."""
    if name in ROLES:
        return getattr(fact, name) or None
    return fact.data.get(name)


def correlated(name: str, activation: LoggedFact, target: LoggedFact, *, same: bool) -> State:
    """Whether the two have the same there, or another, as is asked."""
    of_one, one = shaped(given(name, activation))
    of_other, other = shaped(given(name, target))
    if Shape.MISSING in {of_one, of_other}:
        return State.MISSING
    if of_one is Shape.OTHER or of_one is not of_other:
        return State.WRONG
    return State.YES if (one == other) is same else State.NO


def blamed(name: str, activation: LoggedFact, target: LoggedFact, *, missing: bool) -> LoggedFact:
    """The fact of the two that keeps them from being compared: it lacks that, or holds it wrongly.

    Where both hold a value, of different types, it is the target.
    """
    to_blame = Shape.MISSING if missing else Shape.OTHER
    return activation if shaped(given(name, activation))[0] is to_blame else target
