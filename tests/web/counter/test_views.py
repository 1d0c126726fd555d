"""The counter's page: who may see it, each state of the work, and each step with a citizen."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import World, at, make_world

PAGE = "/testhall/counter/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:05."""
    return set_clock(monkeypatch, at(10, 5))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with the clerk on duty at counter 1."""
    world.on_duty()
    return world


def primary(page: str) -> str:
    """What the primary button says."""
    before, _, rest = page.partition('id="primary"')
    assert rest, "no primary button"
    assert 'id="primary"' not in rest, "two primary buttons"
    label = rest.partition(">")[2].partition("</button>")[0]
    words = label.partition("<kbd>")[0]
    return words.rpartition('">')[2].replace("</span>", "").strip()


# Who may see it ------------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["clerk", "other_clerk", "far_clerk", "lead"])
def test_who_serves_has_a_counter(hall: World, member: str) -> None:
    assert sign_in(getattr(hall, member)).get(PAGE).status_code == 200


@pytest.mark.parametrize("member", ["supervisor", "director", "administrator", "stranger"])
def test_who_does_not_serve_here_is_sent_away(hall: World, member: str) -> None:
    client = sign_in(getattr(hall, member))
    hall.ticket()
    for answer in (client.get(PAGE), client.post(f"{PAGE}call/"), client.get(f"{PAGE}?part=queue")):
        assert answer.status_code == 403
        assert "A001" not in text(answer)
    assert not Fact.objects.filter(kind="ticket.called").exists()


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert Client().post(f"{PAGE}call/").status_code == 302


def test_a_stranger_sees_nothing_of_this_hall_at_their_own_address(hall: World) -> None:
    """Their own centre's address shows their own centre, whatever is asked for there."""
    hall.ticket()
    visit = Visit.objects.get()
    far = Centre.objects.get(code="testhall-far")
    clerk = hall.stranger
    clerk.role, clerk.unit = "clerk", far.units.create(code="u", prefix="U")
    clerk.save()
    client = sign_in(clerk)
    assert "A001" not in text(client.get("/testhall-far/counter/"))
    assert client.post(f"/testhall-far/counter/visits/{visit.pk}/start/").status_code == 404
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("path", ["call/", "duty/in/", "duty/out/", "close/", "visits/1/start/"])
def test_steps_are_not_taken_by_looking(hall: World, path: str) -> None:
    assert sign_in(hall.clerk).get(f"{PAGE}{path}").status_code == 405


# The states of the work ----------------------------------------------------------------------


def test_a_free_counter_calls_next_and_shows_who_waits_in_order(hall: World, clock: Clock) -> None:
    hall.ticket(at=at(9, 50))
    hall.ticket(at=at(9, 55), priority="elderly")
    hall.ticket(service=hall.far_service)
    page = text(sign_in(hall.clerk).get(PAGE))
    assert primary(page) == "Call next"
    assert page.index("A002") < page.index("A001")
    assert "Elderly" in page
    assert "B001" not in page
    assert "15:00" in page
    assert "Counter 1" in page
    assert "08:55" in page


def test_the_primary_button_changes_with_the_state(hall: World, clock: Clock) -> None:
    client = sign_in(hall.clerk)
    visit = hall.ticket(at=at(10))
    steps = []
    for path in ("call/", f"visits/{visit.pk}/start/", f"visits/{visit.pk}/direct/"):
        steps.append(primary(text(client.get(PAGE))))
        answer = client.post(f"{PAGE}{path}")
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
    steps.append(primary(text(client.get(PAGE))))
    assert steps == ["Call next", "Start", "To the next counter", "Call next"]
    assert list(Fact.objects.order_by("pk").values_list("kind", flat=True))[-3:] == [
        "ticket.called",
        "visit.started",
        "visit.directed",
    ]


def test_where_no_counter_follows_the_visit_finishes(hall: World, clock: Clock) -> None:
    """A citizen sent on to the roads unit finishes there: nothing comes after it."""
    hall.on_duty(hall.far_clerk, hall.far_counter)
    visit = hall.served(at=at(9, 50))
    reception.direct(visit=visit, to=hall.other_unit, by=hall.clerk, at=at(10))
    client = sign_in(hall.far_clerk)
    assert "Sent on" in text(client.get(PAGE))
    client.post(f"{PAGE}call/")
    client.post(f"{PAGE}visits/{visit.pk}/start/")
    page = text(client.get(PAGE))
    assert primary(page) == "Finish"
    assert "To the next counter" not in page
    assert client.post(f"{PAGE}visits/{visit.pk}/direct/").status_code == 409
    client.post(f"{PAGE}visits/{visit.pk}/finish/")
    visit.refresh_from_db()
    assert visit.status == "finished"


def test_who_is_being_served_is_shown_with_what_they_need(hall: World) -> None:
    hall.served(at=at(9, 50), language="zh")
    page = text(sign_in(hall.clerk).get(PAGE))
    for words in (
        "A001",
        "Chinese",
        "application form",
        "proof of address",
        "Act 1",
        "No fee",
        "3 working days",
        "5 working days",
        "Roads",
    ):
        assert words in page, words


def test_recall_and_miss_stand_beside_the_call(hall: World, clock: Clock) -> None:
    client = sign_in(hall.clerk)
    visit = hall.ticket(at=at(10))
    client.post(f"{PAGE}call/")
    clock.now = at(10, 6)
    client.post(f"{PAGE}visits/{visit.pk}/recall/")
    assert "called 2 times" in text(client.get(PAGE))
    client.post(f"{PAGE}visits/{visit.pk}/miss/")
    assert primary(text(client.get(PAGE))) == "Call next"
    visit.refresh_from_db()
    assert visit.status == "missed"


# Refusals ------------------------------------------------------------------------------------


def test_nobody_waiting_is_told_and_changes_nothing(hall: World) -> None:
    answer = sign_in(hall.clerk).post(f"{PAGE}call/")
    assert answer.status_code == 409
    assert "Nobody is waiting here now" in text(answer)
    assert answer["X-Refused"] == "nobody_waiting"


def test_who_is_not_on_duty_calls_nobody(hall: World) -> None:
    hall.ticket()
    answer = sign_in(hall.other_clerk).post(f"{PAGE}call/")
    assert answer["X-Refused"] == "not_on_duty"
    assert Visit.objects.get().status == "waiting"


@pytest.mark.parametrize("verb", ["start", "finish", "recall", "miss", "direct"])
def test_a_colleague_does_not_move_my_visit(hall: World, verb: str) -> None:
    visit = hall.served(at=at(9, 50))
    hall.on_duty(hall.other_clerk, hall.other_counter)
    answer = sign_in(hall.other_clerk).post(f"{PAGE}visits/{visit.pk}/{verb}/")
    assert answer["X-Refused"] == "not_permitted"
    visit.refresh_from_db()
    assert visit.status == "serving"


def test_a_stale_page_can_not_finish_the_next_visit(hall: World) -> None:
    """The form names the visit that it was shown for; who came since is left alone."""
    client = sign_in(hall.clerk)
    first = hall.served(at=at(9, 50))
    client.post(f"{PAGE}visits/{first.pk}/finish/")
    second = hall.ticket(at=at(10))
    client.post(f"{PAGE}call/")
    client.post(f"{PAGE}visits/{second.pk}/start/")
    answer = client.post(f"{PAGE}visits/{first.pk}/finish/")
    assert answer["X-Refused"] == "impossible_transition"
    second.refresh_from_db()
    assert second.status == "serving"


@pytest.mark.parametrize("path", ["visits/999999/start/", "visits/1/dance/", "cases/1/dance/"])
def test_what_does_not_exist_is_not_found(hall: World, path: str) -> None:
    assert sign_in(hall.clerk).post(f"{PAGE}{path}").status_code == 404


def test_a_number_beyond_the_database_is_not_found(hall: World) -> None:
    client = sign_in(hall.clerk)
    assert client.post(f"{PAGE}visits/{10**30}/start/").status_code == 404
    assert client.post(f"{PAGE}cases/{10**30}/accept/").status_code == 404
    assert client.get(f"{PAGE}?case={10**30}").status_code == 404


def test_a_form_sent_twice_is_carried_out_once(hall: World) -> None:
    client = sign_in(hall.clerk)
    hall.ticket(at=at(10))
    hall.ticket(at=at(10, 1))
    key = str(uuid4())
    answers = [client.post(f"{PAGE}call/", {"key": key}).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert Fact.objects.filter(kind="ticket.called").count() == 1
    assert Visit.objects.filter(status="called").count() == 1


def test_each_form_has_a_key_of_its_own(hall: World) -> None:
    hall.ticket()
    page = text(sign_in(hall.clerk).get(PAGE))
    keys = [part.partition('"')[0] for part in page.split('name="key" value="')[1:]]
    assert len(keys) > 2
    assert len(set(keys)) == len(keys)


# Out of order --------------------------------------------------------------------------------


def test_calling_out_of_order_asks_for_a_reason_and_says_whom_it_passes(hall: World) -> None:
    client = sign_in(hall.clerk)
    visits = [hall.ticket(at=at(9, minute)) for minute in (50, 51, 52)]
    page = text(client.get(PAGE, {"chosen": visits[2].pk}))
    assert "Call A003 out of order" in page
    assert "2 people came earlier" in page
    path = f"{PAGE}visits/{visits[2].pk}/call/"
    for reason in ("", "friend"):
        answer = client.post(path, {"reason": reason})
        assert answer["X-Refused"] == "unknown_reason"
    assert client.post(path, {"reason": "needs_help"}).status_code == 303
    assert Fact.objects.get(kind="ticket.called").data["passed_over"] == 2


@pytest.mark.parametrize("chosen", ["", "x", "999999", "-1", "1e9"])
def test_whoever_can_not_be_chosen_is_not(hall: World, chosen: str) -> None:
    hall.ticket()
    page = text(sign_in(hall.clerk).get(PAGE, {"chosen": chosen}))
    assert "came earlier" not in page


def test_nobody_is_chosen_while_somebody_is_at_the_counter(hall: World) -> None:
    hall.served(at=at(9, 50))
    later = hall.ticket(at=at(10))
    hall.ticket(at=at(10, 1))
    page = text(sign_in(hall.clerk).get(PAGE, {"chosen": later.pk}))
    assert "out of order" not in page


# Parts ---------------------------------------------------------------------------------------


def test_htmx_gets_the_part_that_it_asks_for(hall: World) -> None:
    client = sign_in(hall.clerk)
    hall.ticket()
    queue = text(client.get(PAGE, {"part": "queue"}))
    assert "A001" in queue
    assert "<html" not in queue
    assert 'id="primary"' not in queue
    htmx = {"HX-Request": "true", "HX-Target": "div#desk"}
    whole = text(client.get(PAGE, headers=htmx))
    assert whole.lstrip().startswith('<div class="counter"')
    assert 'id="messages"' in whole
    assert "<html" in text(client.get(PAGE, {"part": "everything"}))
    assert "<html" in text(client.get(PAGE, headers={"HX-Target": "div#desk"}))


def test_after_a_step_htmx_is_led_to_the_changed_part(hall: World) -> None:
    client = sign_in(hall.clerk)
    hall.ticket(at=at(10))
    htmx = {"HX-Request": "true", "HX-Target": "div#desk"}
    answer = client.post(f"{PAGE}call/", headers=htmx, follow=True)
    assert answer.redirect_chain == [(PAGE, 303)]
    refused = client.post(f"{PAGE}call/", headers=htmx)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#messages")


def test_a_long_queue_is_folded(hall: World) -> None:
    for minute in range(14):
        hall.ticket(at=at(9, minute))
    page = text(sign_in(hall.clerk).get(PAGE))
    assert "2 more" in page
    assert "A014" in page


# Statements ----------------------------------------------------------------------------------


def test_no_step_with_a_citizen_takes_more_than_ten_statements(hall: World, clock: Clock) -> None:
    """Through HTTP: session, who asks, the row, the action, the fact and its place."""
    client = sign_in(hall.clerk)
    client.get(PAGE)
    visit = hall.ticket(at=at(10))
    hall.ticket(at=at(10, 1))
    counts = {}
    for path in (
        "call/",
        f"visits/{visit.pk}/recall/",
        f"visits/{visit.pk}/start/",
        f"visits/{visit.pk}/finish/",
    ):
        clock.now += timedelta(minutes=1)
        with statements() as counted:
            answer = client.post(f"{PAGE}{path}", {"key": str(uuid4())})
        assert answer.status_code == 303
        counts[path] = len(counted)
    assert max(counts.values()) <= 10, counts


def test_the_page_takes_as_many_statements_with_many_as_with_few(hall: World) -> None:
    hall.served(at=at(9))
    client = sign_in(hall.clerk)
    client.get(PAGE)
    counts = []
    for more in (1, 20):
        for minute in range(more):
            hall.ticket(at=at(9, minute + 1))
        with statements() as counted:
            assert client.get(PAGE).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[0] <= 18, counted


@pytest.mark.django_db(transaction=True)
def test_a_step_is_one_transaction_and_few_statements_outside_a_test_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the server runs it: nothing around it opens a transaction."""
    set_clock(monkeypatch, at(10, 5))
    world = make_world()
    world.on_duty()
    world.ticket(at=at(10))
    client = sign_in(world.clerk)
    client.get(PAGE)
    with statements() as counted:
        assert client.post(f"{PAGE}call/", {"key": str(uuid4())}).status_code == 303
    assert len(counted) <= 10, counted
    assert not connection.in_atomic_block
