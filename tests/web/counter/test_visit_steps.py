"""Steps with a citizen beyond call, start, finish: set aside, send on, undo, several services."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.models import Fact
from servicehall.hall.actions import close_counter, reopen_counter
from servicehall.hall.models import Closure
from servicehall.reception.actions import Wanted, call_next
from servicehall.reception.models import Visit
from tests.reception.paces import keep_pace
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import MONDAY, World, at, bind_standard

PAGE = "/testhall/counter/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:05."""
    return set_clock(monkeypatch, at(10, 5))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with the clerk on duty at counter 1 and a colleague at counter 2."""
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    return world


@pytest.fixture
def counter(hall: World) -> Client:
    """The clerk's browser."""
    return sign_in(hall.clerk)


def send(client: Client, visit: Visit, verb: str, **form: str) -> int:
    answer = client.post(f"{PAGE}visits/{visit.pk}/{verb}/", {"key": str(uuid4()), **form})
    visit.refresh_from_db()
    return answer.status_code


def test_who_is_set_aside_stands_below_the_queue_and_is_called_back(
    hall: World, counter: Client
) -> None:
    visit = hall.served(at=at(9, 50))
    assert send(counter, visit, "park") == 303
    page = text(counter.get(PAGE))
    aside = page.split("Set aside</h3>")[1].split("</ul>")[0]
    for told in ("A001", "Counter 1", "Member clerk", "Call back"):
        assert told in aside, told
    colleague = sign_in(hall.other_clerk)
    assert "Call back" in text(colleague.get(PAGE))
    assert send(colleague, visit, "resume") == 303
    assert (visit.status, visit.counter) == ("called", hall.other_counter)


def test_who_did_not_come_can_wait_again(hall: World, counter: Client) -> None:
    visit = hall.ticket(at=at(9, 50))
    counter.post(f"{PAGE}call/")
    assert send(counter, visit, "miss") == 303
    page = text(counter.get(PAGE))
    assert "Let wait again" in page
    assert send(counter, visit, "return") == 303
    assert visit.status == "waiting"
    assert "Let wait again" not in text(counter.get(PAGE))


def test_a_call_is_undone_with_a_key(hall: World, counter: Client) -> None:
    visit = hall.ticket(at=at(9, 50))
    counter.post(f"{PAGE}call/")
    assert 'data-key="u"' in text(counter.get(PAGE))
    assert send(counter, visit, "put-back") == 303
    assert (visit.status, visit.counter) == ("waiting", None)


def test_after_the_last_call_it_is_not_offered_again(
    hall: World, counter: Client, clock: Clock
) -> None:
    visit = hall.ticket(at=at(9, 50))
    counter.post(f"{PAGE}call/")
    for _ in range(2):
        assert "Call again" in text(counter.get(PAGE))
        clock.now += timedelta(seconds=20)
        assert send(counter, visit, "recall") == 303
    assert "Call again" not in text(counter.get(PAGE))
    clock.now += timedelta(seconds=20)
    assert send(counter, visit, "recall") == 409


def test_a_call_too_soon_after_another_says_how_long_to_wait(hall: World, counter: Client) -> None:
    visit = hall.ticket(at=at(9, 50))
    counter.post(f"{PAGE}call/")
    answer = counter.post(f"{PAGE}visits/{visit.pk}/recall/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "15 seconds" in text(answer)


def test_sending_on_asks_where_and_why(hall: World, counter: Client) -> None:
    visit = hall.served(at=at(9, 50))
    form = text(counter.get(f"{PAGE}?send=1"))
    for option in ('value="unit:roads"', 'value="counter:2"', 'value="specialist"'):
        assert option in form, option
    assert 'value="counter:1"' not in form
    assert send(counter, visit, "transfer", to="unit:roads", reason="wrong_counter") == 303
    assert (visit.status, visit.unit) == ("waiting", hall.other_unit)


def test_the_counter_that_is_likely_free_first_is_proposed(hall: World, counter: Client) -> None:
    ServiceItem.objects.filter(pk=hall.service.pk).update(next_unit=None)
    hall.served(at=at(9, 50))
    close_counter(counter=hall.other_counter, reason="break", by=hall.other_clerk, at=at(10))
    page = text(counter.get(f"{PAGE}?send=1"))
    assert "is free now" not in page
    assert " selected" not in page.split('id="send-to"')[1].split("</select>")[0]
    reopen_counter(closure=Closure.objects.get(), by=hall.other_clerk, at=at(10, 2))
    hall.other_counter.refresh_from_db()
    page = text(counter.get(f"{PAGE}?send=1"))
    assert "Counter 2 is free now." in page
    assert '<option value="counter:2" selected>' in page
    keep_pace(hall.unit, *[10] * 30, day=MONDAY - timedelta(days=1))
    hall.ticket(at=at(9, 55))
    call_next(counter=hall.other_counter, by=hall.other_clerk, at=at(10, 3))
    page = text(counter.get(f"{PAGE}?send=1"))
    assert "Counter 2 is likely free first, in about" in page


def test_a_service_with_a_next_counter_says_which_is_free_first(
    hall: World, counter: Client
) -> None:
    assert hall.service.next_unit == hall.other_unit
    visit = hall.served(at=at(9, 50))
    assert "free" not in text(counter.get(PAGE)).split("counter-next")[1].split("</p>")[0]
    hall.on_duty(hall.far_clerk, hall.far_counter)
    assert "Counter 3 is free now." in text(counter.get(PAGE))
    form = text(counter.get(f"{PAGE}?send=1"))
    assert '<option value="counter:3" selected>' in form
    assert send(counter, visit, "transfer", to="counter:3", reason="specialist") == 303
    assert visit.reserved_for == hall.far_counter


def test_who_is_sent_to_one_counter_is_marked_there(hall: World, counter: Client) -> None:
    visit = hall.served(at=at(9, 50))
    assert send(counter, visit, "transfer", to="counter:2", reason="language") == 303
    assert "For this counter" in text(sign_in(hall.other_clerk).get(PAGE))
    assert "A001" not in text(counter.get(f"{PAGE}?part=queue"))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"to": "unit:nowhere", "reason": "other"}, 404),
        ({"to": "counter:99", "reason": "other"}, 404),
        ({"to": "roads", "reason": "other"}, 404),
        ({"reason": "other"}, 404),
        ({"to": "unit:roads"}, 409),
        ({"to": "unit:roads", "reason": "friend"}, 409),
    ],
)
def test_what_is_no_place_or_no_reason_changes_nothing(
    hall: World, counter: Client, form: dict[str, str], status: int
) -> None:
    visit = hall.served(at=at(9, 50))
    assert send(counter, visit, "transfer", **form) == status
    assert visit.status == "serving"


def test_a_colleague_can_t_act_for_another(hall: World) -> None:
    visit = hall.served(at=at(9, 50))
    colleague = sign_in(hall.other_clerk)
    for verb in ("park", "put-back", "finish", "on"):
        assert send(colleague, visit, verb) == 409
    assert visit.status == "serving"


def test_several_services_are_gone_through_one_after_the_other(
    hall: World, counter: Client
) -> None:
    visit = hall.served(at=at(9, 50), further=[Wanted(hall.far_service, 2)])
    page = text(counter.get(PAGE))
    assert "They also came for: <strong>digging</strong>" in page
    assert "× 2" in page
    assert 'data-key="n" id="primary">Next service' in page
    assert send(counter, visit, "finish") == 409
    assert send(counter, visit, "on") == 303
    assert (visit.status, visit.unit, visit.quantity) == ("waiting", hall.other_unit, 2)


def test_a_courtesy_said_is_noted_with_one_key_and_shown(hall: World, counter: Client) -> None:
    bind_standard(hall)
    visit = hall.ticket(at=at(9, 50), language="zh")
    counter.post(f"{PAGE}call/")
    page = text(counter.get(PAGE))
    assert 'name="phrase" value="hello"' in page
    assert 'data-key="1" data-key-label="您好"' in page
    assert send(counter, visit, "say", phrase="hello") == 303
    said = Fact.objects.get(kind="courtesy.said")
    assert (said.staff, said.data) == ("clerk", {"phrase": "hello", "moment": "greeting"})
    assert 'class="counter-said"' in text(counter.get(PAGE))
    assert send(counter, visit, "say", phrase="dont_know") == 404
    assert send(counter, visit, "say", phrase="invented") == 404


def test_no_further_step_takes_more_than_ten_statements(hall: World, counter: Client) -> None:
    bind_standard(hall)
    visit = hall.served(at=at(9, 50), further=[Wanted(hall.far_service)])
    counts = {}
    for verb, form in (
        ("say", {"phrase": "hello"}),
        ("park", {}),
        ("resume", {}),
        ("put-back", {}),
        ("call", {"reason": "needs_help"}),
        ("start", {}),
        ("on", {}),
    ):
        with statements() as counted:
            assert send(counter, visit, verb, **form) == 303, verb
        counts[verb] = len(counted) - 1  # The test's own look at the row.
    assert max(counts.values()) <= 10, counts


def test_the_hall_s_own_phrases_alone_are_noted(hall: World, counter: Client) -> None:
    visit = hall.served(at=at(9, 50))
    assert send(counter, visit, "say", phrase="hello") == 404
    assert not Fact.objects.filter(kind="courtesy.said").exists()
