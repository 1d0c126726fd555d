"""The past that benchmarks write in SQL is one that the hall could have had."""

from __future__ import annotations

import pytest

from benchmarks._visits import add_past
from servicehall.evidence.models import Fact
from servicehall.reception.models import Visit
from tests.world import make_world


@pytest.mark.django_db(transaction=True)
def test_past_visits_are_whole_with_the_facts_of_each() -> None:
    world = make_world()
    facts = Fact.objects.count()
    add_past(world, 800)
    assert Visit.objects.filter(status=Visit.Status.FINISHED, wants_messages=False).count() == 800
    assert Fact.objects.count() - facts == 4 * 800
