"""What to say now: the phrases in force for the moment, in the citizen's language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from servicehall.standard.loading import shipped
from servicehall.web.counter.prompts import NEVER_SAY, prompts
from servicehall.web.desks import Desk
from tests.world import MONDAY, World, at, bind_standard


@pytest.fixture
def desk(world: World) -> Desk:
    """The clerk's desk on the Monday, with the shipped standard in force."""
    bind_standard(world)
    return Desk(world.centre, world.clerk, at(10))


def test_the_phrases_of_the_moment_come_in_the_order_of_the_moments(desk: Desk) -> None:
    with override("ko"):
        found = prompts(desk, ("missing", "farewell"), language="zh", turn=0)
    assert [each.code for each in found.say] == ["list_of_missing", "goodbye", "take_care"]
    first = found.say[0]
    assert (first.language, first.own_language) == ("zh", "ko")
    assert "补办件的清单" in first.words
    assert "보완 목록" in first.own


def test_who_speaks_the_citizens_language_reads_each_phrase_once(desk: Desk) -> None:
    with override("zh-hans"):
        found = prompts(desk, ("refusal",), language="zh", turn=0)
    assert [each.own for each in found.say] == [""]


def test_what_is_forbidden_comes_with_what_to_say_instead(desk: Desk) -> None:
    with override("en"):
        found = prompts(desk, ("greeting",), language="ko", turn=0)
    assert found.never[0].code == "not_on_duty_yet"
    assert found.never[0].instead.startswith("잠시만")
    assert found.never[0].own_instead.startswith("Please have a seat")


def test_all_that_is_forbidden_is_seen_in_time(desk: Desk) -> None:
    forbidden = {
        each.code
        for each in shipped("city-service-hall").phrases
        if each.kind == "forbidden" and each.moment == "any"
    }
    seen = set()
    for turn in range(20):
        never = prompts(desk, ("farewell",), language="ko", turn=turn).never
        assert len(never) == NEVER_SAY
        seen |= {each.code for each in never}
    assert seen == forbidden


def test_before_a_standard_is_in_force_nobody_is_prompted(desk: Desk) -> None:
    earlier = Desk(desk.centre, desk.member, desk.at - timedelta(days=1))
    found = prompts(earlier, ("greeting",), language="ko", turn=0)
    assert (found.say, found.never) == ((), ())
    assert desk.today == MONDAY
