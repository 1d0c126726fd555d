"""What tests of duty need: a planned shift, the only fact of a kind, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall import actions
from servicehall.hall.models import Shift
from tests.world import MONDAY, World, at


def fact_of(kind: str) -> Fact:
    """The only fact of that kind."""
    return Fact.objects.get(kind=kind)


def plan(world: World, **but: Any) -> Shift:
    """A shift of the clerk at their counter, planned by their lead."""
    given: dict[str, Any] = {
        "staff": world.clerk,
        "counter": world.counter,
        "day": MONDAY,
        "starts": at(9),
        "ends": at(18),
        "by": world.lead,
        "at": at(8),
    }
    return actions.plan_shift(**(given | but))


def refused(code: str, run: Callable[[], object]) -> Refused:
    """Run what must be refused with that code and leave no fact."""
    told = Fact.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert Fact.objects.count() == told
    return raised.value


def kinds() -> list[str]:
    """The kinds of all facts, in the order in which they were written."""
    return list(Fact.objects.order_by("pk").values_list("kind", flat=True))
