"""The post at the counter's page: away and back, stepping in, handing over, the self-check."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from servicehall.evidence.models import Fact
from servicehall.hall import actions
from servicehall.hall.models import Handover, Pause, SelfCheck, Shift
from tests.hall.hands import kinds, plan
from tests.web.counter.hands import Clock, set_clock, sign_in, text, words
from tests.world import World, at, bind_standard

PAGE = "/testhall/counter/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 09:10."""
    return set_clock(monkeypatch, at(9, 10))


@pytest.fixture
def shift(world: World, clock: Clock) -> Shift:
    """The clerk on duty at counter 1."""
    return world.on_duty()


# Away ----------------------------------------------------------------------------------------


def test_who_leaves_is_away_until_they_say_that_they_are_back(world: World, shift: Shift) -> None:
    client = sign_in(world.clerk)
    assert "Leave the post" in text(client.get(PAGE))
    given = {"reason": "rest", "minutes": "10", "told": world.other_counter.pk}
    key = {"key": str(uuid4())}
    for _ in range(2):
        assert client.post(f"{PAGE}post/leave/", given | key).status_code == 303
    page = text(client.get(PAGE))
    assert "I am back" in page
    assert "Counter 2 was told." in page
    assert client.post(f"{PAGE}call/")["X-Refused"] == "counter_paused"
    pause = Pause.objects.get()
    assert pause.expected_at == at(9, 20)
    client.post(f"{PAGE}post/back/{pause.pk}/")
    assert "Call next" in text(client.get(PAGE))


def test_the_neighbour_is_told(world: World, shift: Shift) -> None:
    world.on_duty(world.other_clerk, world.other_counter)
    sign_in(world.clerk).post(
        f"{PAGE}post/leave/",
        {"reason": "papers", "minutes": "15", "told": world.other_counter.pk},
    )
    page = words(sign_in(world.other_clerk).get(PAGE))
    assert "Counter 1 is away until 09:25" in page
    assert "Member clerk told you." in page


def test_being_away_for_too_long_is_seen(world: World, shift: Shift, clock: Clock) -> None:
    client = sign_in(world.clerk)
    client.post(f"{PAGE}post/leave/", {"minutes": "5", "told": ""})
    assert "Away for longer than was said" not in text(client.get(PAGE))
    clock.now = at(9, 16)
    page = text(client.get(PAGE))
    assert "Away for longer than was said" in page
    assert "No neighbour was told." in page
    assert "Away for longer than was said" in text(sign_in(world.lead).get("/testhall/hall/"))


@pytest.mark.parametrize("given", [{}, {"minutes": "7"}, {"minutes": "x"}, {"minutes": "999"}])
def test_for_how_long_is_one_of_those_that_are_offered(
    world: World, shift: Shift, given: dict[str, str]
) -> None:
    answer = sign_in(world.clerk).post(f"{PAGE}post/leave/", given)
    assert answer["X-Refused"] == "expected_past"
    assert not Pause.objects.exists()


@pytest.mark.parametrize("told", ["x", "999999", "²"])
def test_an_unknown_neighbour_is_no_counter(world: World, shift: Shift, told: str) -> None:
    answer = sign_in(world.clerk).post(f"{PAGE}post/leave/", {"minutes": "5", "told": told})
    assert answer.status_code == 404


def test_the_time_away_of_another_is_not_mine_to_end(world: World, shift: Shift) -> None:
    sign_in(world.clerk).post(f"{PAGE}post/leave/", {"minutes": "5", "told": ""})
    pause = Pause.objects.get()
    client = sign_in(world.other_clerk)
    assert client.post(f"{PAGE}post/back/{pause.pk}/")["X-Refused"] == "not_permitted"
    assert client.post(f"{PAGE}post/back/999999/").status_code == 404


# Signs of life -------------------------------------------------------------------------------


def test_the_page_gives_a_sign_of_life_once_a_minute(
    world: World, shift: Shift, clock: Clock
) -> None:
    client = sign_in(world.clerk)
    assert "post/beat/" in text(client.get(PAGE))
    for _ in range(2):
        assert client.post(f"{PAGE}post/beat/").status_code == 204
    world.counter.refresh_from_db()
    assert world.counter.last_seen == at(9, 10)
    assert sign_in(world.other_clerk).post(f"{PAGE}post/beat/").status_code == 204
    assert "post/beat/" not in text(sign_in(world.other_clerk).get(PAGE))


def test_a_counter_without_anybody_shows_on_the_floor(world: World, clock: Clock) -> None:
    plan(world)
    clock.now = at(9, 20)
    actions.note_unattended(centre=world.centre, at=at(9, 20))
    assert "Nobody here since 09:00" in words(sign_in(world.lead).get("/testhall/hall/"))


# Stepping in ---------------------------------------------------------------------------------


def test_the_backup_is_offered_the_counter_of_who_is_away(world: World, clock: Clock) -> None:
    shift = plan(world)
    actions.register_backup(staff=world.clerk, backup=world.far_clerk, by=world.lead, at=at(7))
    client = sign_in(world.far_clerk)
    clock.now = at(9, 9)
    assert "is not at counter 1" not in text(client.get(PAGE))
    clock.now = at(9, 12)
    page = text(client.get(PAGE))
    assert "Member clerk is not at counter 1" in page
    path = f"{PAGE}duty/over/{shift.pk}/"
    assert client.post(path).status_code == 422
    given = {"badge": "worn", "key": str(uuid4())}
    assert [client.post(path, given).status_code for _ in range(2)] == [303, 303]
    page = text(client.get(PAGE))
    assert "In place of Member clerk" in page
    assert "Call next" in page
    world.ticket(at=at(9))
    assert client.post(f"{PAGE}call/").status_code == 303
    assert sign_in(world.other_clerk).post(path, {"badge": "worn"})["X-Refused"] == "not_backup"
    assert client.post(f"{PAGE}duty/over/999999/").status_code == 404


# Proving who one is --------------------------------------------------------------------------


def test_who_has_a_pin_clocks_in_and_out_with_it(world: World, clock: Clock) -> None:
    plan(world)
    actions.set_pin(staff=world.clerk, pin="4829", by=world.clerk, at=at(8))
    client = sign_in(world.clerk)
    assert "PIN, or scan your badge" in text(client.get(PAGE))
    for proof, said in (("", "Type your PIN or scan your badge"), ("0000", "Tries left: 4")):
        answer = client.post(f"{PAGE}duty/in/", {"badge": "worn", "proof": proof})
        assert answer.status_code == 422
        assert said in text(answer)
    assert kinds() == ["shift.planned"]
    client.post(f"{PAGE}duty/in/", {"badge": "worn", "proof": "4829"})
    assert "shift.clocked_in" in kinds()
    answer = client.post(f"{PAGE}duty/out/", {"proof": "1"})
    assert answer.status_code == 422
    assert "Tries left: 4" in text(answer)
    assert client.post(f"{PAGE}duty/out/", {"proof": "4829"}).status_code == 303
    assert "shift.clocked_out" in kinds()


def test_wrong_tries_are_counted_though_they_are_refused(world: World, clock: Clock) -> None:
    plan(world)
    actions.set_pin(staff=world.clerk, pin="4829", by=world.clerk, at=at(8))
    client = sign_in(world.clerk)
    for _ in range(5):
        page = text(client.post(f"{PAGE}duty/in/", {"badge": "worn", "proof": "0000"}))
    assert "locked for 10 more minutes" in page
    page = text(client.post(f"{PAGE}duty/in/", {"badge": "worn", "proof": "4829"}))
    assert "locked for" in page
    badge = actions.issue_badge(staff=world.clerk, by=world.lead, at=at(9))
    answer = client.post(f"{PAGE}duty/in/", {"badge": "worn", "proof": badge.code})
    assert answer.status_code == 303


# Handover ------------------------------------------------------------------------------------


def test_what_is_left_at_clocking_out_is_shown_until_taken_note_of(
    world: World, shift: Shift
) -> None:
    client = sign_in(world.clerk)
    given = {"half_done": "Permit <b>of</b> Somebody", "call_backs": "", "key": str(uuid4())}
    assert [client.post(f"{PAGE}duty/out/", given).status_code for _ in range(2)] == [303, 303]
    handover = Handover.objects.get()
    assert kinds()[-2:] == ["shift.clocked_out", "handover.written"]
    world.on_duty(world.other_clerk, starts=at(9, 15), clocked_in=at(9, 15))
    client = sign_in(world.other_clerk)
    page = text(client.get(PAGE))
    assert "Permit &lt;b&gt;of&lt;/b&gt; Somebody" in page
    assert sign_in(world.far_clerk).post(f"{PAGE}handovers/{handover.pk}/")["X-Refused"] == (
        "not_permitted"
    )
    client.post(f"{PAGE}handovers/{handover.pk}/")
    assert "Somebody" not in text(client.get(PAGE))
    assert client.post(f"{PAGE}handovers/999999/").status_code == 404


# Self-check ----------------------------------------------------------------------------------


def asked(page: str) -> list[str]:
    """The items of the self-check in their order."""
    return re.findall(r'name="not_kept" value="(\w+)"', page)


def shown(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_the_self_check_asks_what_the_standard_asks_of_the_unit(
    world: World, shift: Shift, clock: Clock
) -> None:
    bind_standard(world)
    client = sign_in(world.clerk)
    page = text(client.get(PAGE))
    items = asked(page)
    assert len(items) == 9
    assert "uniform_not_worn" not in items
    check = SelfCheck.objects.get()
    path = f"{PAGE}self-check/{check.pk}/"
    assert client.post(path, {"shown": "2026-11-09"})["X-Refused"] == "shown_later"
    clock.now = at(9, 11)
    given = {"shown": shown(page), "not_kept": ["papers_disordered"], "key": str(uuid4())}
    assert [client.post(path, given).status_code for _ in range(2)] == [303, 303]
    check.refresh_from_db()
    assert (check.seconds, check.not_kept) == (60, ["papers_disordered"])
    assert asked(text(client.get(PAGE))) == []
    assert Fact.objects.filter(kind="self_check.done").count() == 1
    world.on_duty(world.far_clerk, world.far_counter)
    assert "uniform_not_worn" in asked(text(sign_in(world.far_clerk).get(PAGE)))


def test_what_was_not_kept_yesterday_stands_first(world: World, clock: Clock) -> None:
    bind_standard(world)
    yesterday = SelfCheck.objects.create(
        centre=world.centre,
        reference="2026-11-08/1",
        counter=world.counter,
        day=at(9).date().replace(day=8),
        due_at=at(8),
        done_at=at(8),
        not_kept=["guide_wrong"],
    )
    assert yesterday.pk
    world.on_duty()
    page = text(sign_in(world.clerk).get(PAGE))
    assert asked(page)[0] == "guide_wrong"
    assert page.count("Not kept last time") == 1


def test_without_a_standard_there_is_nothing_to_check(world: World, shift: Shift) -> None:
    assert asked(text(sign_in(world.clerk).get(PAGE))) == []


def test_an_item_that_was_not_asked_is_refused(world: World, shift: Shift) -> None:
    bind_standard(world)
    client = sign_in(world.clerk)
    page = text(client.get(PAGE))
    check = SelfCheck.objects.get()
    answer = client.post(
        f"{PAGE}self-check/{check.pk}/", {"shown": shown(page), "not_kept": ["dragons"]}
    )
    assert answer["X-Refused"] == "unknown_item"
