"""What the holder of a ticket does with it by phone: gives it up, says that they are back."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries

from servicehall.evidence.models import Fact
from servicehall.reception import actions
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.web.public.test_tickets import called, serving, shown, visit
from tests.world import World

__all__ = ("visit",)

ENGLISH = {"accept-language": "en"}


def address(visit: Visit, step: str = "") -> str:
    return f"/testhall/tickets/{visit.code}/{step}"


def tap(client: Client, visit: Visit, step: str, key: str = "") -> HttpResponse:
    """Send one of the ticket's forms, by default a form that was never sent before."""
    answer = client.post(address(visit, step), {"key": key or str(uuid4())}, headers=ENGLISH)
    assert (answer.status_code, answer["Location"]) == (303, address(visit))
    return answer  # type: ignore[return-value]


def status(visit: Visit) -> str:
    return Visit.objects.values_list("status", flat=True).get(pk=visit.pk)


def facts(*kinds: str) -> list[str]:
    """The recorders of the facts of those kinds."""
    return list(Fact.objects.filter(kind__in=kinds).values_list("recorder", flat=True))


def missed(world: World) -> Visit:
    return actions.miss(visit=called(world), by=world.clerk, at=timezone.now())


# Giving up -----------------------------------------------------------------------------------


def test_giving_up_is_asked_once_more_and_then_done(
    world: World, visit: Visit, client: Client
) -> None:
    assert f'href="{address(visit, "leave/")}"' in shown(client, visit)
    asked = client.get(address(visit, "leave/"))
    assert "Give up your place?" in asked.content.decode()
    assert status(visit) == "waiting", "nothing happens by looking"
    tap(client, visit, "leave/")
    assert status(visit) == "left"
    assert facts("ticket.left") == ["citizen"]
    text = shown(client, visit)
    assert "This ticket was given up at" in text
    assert "Ticket given up" in text
    assert "leave/" not in text


def test_whoever_waits_behind_moves_up(world: World, visit: Visit, client: Client) -> None:
    second = world.ticket(at=timezone.now(), language="en")
    assert "1 person before you" in shown(client, second)
    tap(client, visit, "leave/")
    assert "You are next" in shown(client, second)


def test_who_is_set_aside_can_give_up_too(world: World, visit: Visit, client: Client) -> None:
    actions.park(visit=serving(world), by=world.clerk, at=timezone.now())
    tap(client, visit, "leave/")
    assert status(visit) == "left"


@pytest.mark.parametrize("same", [True, False])
def test_a_second_tap_gives_up_once(world: World, visit: Visit, client: Client, same: bool) -> None:
    key = str(uuid4())
    tap(client, visit, "leave/", key)
    tap(client, visit, "leave/", key if same else "")
    assert facts("ticket.left") == ["citizen"]
    assert "not possible any more" not in shown(client, visit)


def test_who_is_called_meanwhile_does_not_give_up_and_is_told(
    world: World, visit: Visit, client: Client
) -> None:
    called(world)
    tap(client, visit, "leave/")
    assert status(visit) == "called"
    text = shown(client, visit)
    assert "This step is not possible any more" in text
    assert "It is your turn" in text


@pytest.mark.parametrize("turn", [called, serving, missed])
def test_who_can_not_give_up_is_not_asked(
    world: World, visit: Visit, client: Client, turn: object
) -> None:
    turn(world)  # type: ignore[operator]
    assert "leave/" not in shown(client, visit)
    answer = client.get(address(visit, "leave/"))
    assert (answer.status_code, answer["Location"]) == (303, address(visit))


# Being back ----------------------------------------------------------------------------------


def test_who_missed_the_call_says_that_they_are_back_and_keeps_the_place(
    world: World, visit: Visit, client: Client
) -> None:
    behind = world.ticket(at=timezone.now() - timedelta(minutes=5), language="en")
    missed(world)
    text = shown(client, visit)
    assert "I am back" in text
    assert "you keep your place" in text
    tap(client, visit, "back/")
    assert status(visit) == "waiting"
    (fact,) = Fact.objects.filter(kind="ticket.returned")
    assert (fact.recorder, fact.data["place_kept"]) == ("citizen", True)
    assert "You are next" in shown(client, visit)
    assert "1 person before you" in shown(client, behind)
    assert "shown on" not in shown(client, visit)


def test_who_comes_late_is_told_that_they_queue_from_now_on(
    world: World, visit: Visit, client: Client
) -> None:
    missed(world)
    behind = world.ticket(at=timezone.now() - timedelta(minutes=5), language="en")
    late = timezone.now() - timedelta(minutes=world.centre.return_within + 1)
    Visit.objects.filter(pk=visit.pk).update(ended_at=late)
    assert "you queue from now on" in shown(client, visit)
    tap(client, visit, "back/")
    assert "1 person before you" in shown(client, visit)
    assert "You are next" in shown(client, behind)


@pytest.mark.parametrize("same", [True, False])
def test_a_second_tap_comes_back_once(
    world: World, visit: Visit, client: Client, same: bool
) -> None:
    missed(world)
    key = str(uuid4())
    tap(client, visit, "back/", key)
    tap(client, visit, "back/", key if same else "")
    assert facts("ticket.returned") == ["citizen"]
    assert "not possible any more" not in shown(client, visit)


@pytest.mark.parametrize("turn", [serving, None])
def test_who_missed_nothing_does_not_come_back(
    world: World, visit: Visit, client: Client, turn: object
) -> None:
    if turn is not None:
        turn(world)  # type: ignore[operator]
    before = status(visit)
    assert "I am back" not in shown(client, visit)
    tap(client, visit, "back/")
    assert status(visit) == before
    assert facts("ticket.returned") == []
    assert ("not possible any more" in shown(client, visit)) == (turn is not None)


def test_a_ticket_of_another_day_does_not_come_back(
    world: World, visit: Visit, client: Client
) -> None:
    missed(world)
    Visit.objects.filter(pk=visit.pk).update(calls_on=timezone.localdate() - timedelta(days=2))
    text = shown(client, visit)
    assert "This ticket is of another day" in text
    assert "I am back" not in text
    tap(client, visit, "back/")
    assert status(visit) == "missed"
    assert "A new one is taken at the kiosk" in shown(client, visit)


def test_once_the_hall_is_closed_nobody_comes_back(
    world: World, visit: Visit, client: Client
) -> None:
    missed(world)
    # A hall whose only hours are on a day that is not today.
    other_day = (timezone.localdate() + timedelta(days=3)).strftime("%A").lower()[:3]
    world.centre.hours = {other_day: [["09:00", "10:00"]]}
    world.centre.save()
    text = shown(client, visit)
    assert "No more people are taken into the queue today" in text
    assert "I am back" not in text
    tap(client, visit, "back/")
    assert status(visit) == "missed"
    assert "can&#x27;t be called again" in shown(client, visit)
    # Whoever is at the counter decides otherwise.
    actions.return_missed(
        visit=Visit.objects.select_related("centre", "unit", "counter").get(pk=visit.pk),
        by=world.clerk,
        at=timezone.now(),
    )
    assert status(visit) == "waiting"


# Every state in words ------------------------------------------------------------------------


def state_line(text: str) -> str:
    found = re.search(r'class="ticket-state">([^<]*)<', text)
    return found[1] if found else ""


def test_every_state_is_told_in_words(world: World, visit: Visit, client: Client) -> None:
    assert state_line(shown(client, visit)) == "Waiting"
    called(world)
    assert "It is your turn" in shown(client, visit)
    served = actions.start(visit=world_visit(visit), by=world.clerk, at=timezone.now())
    assert state_line(shown(client, visit)) == "Being served"
    actions.park(visit=served, by=world.clerk, at=timezone.now())
    text = shown(client, visit)
    assert state_line(text) == "Set aside"
    assert "Your matter is set aside at counter 1" in text
    assert "You did not come" not in text
    actions.resume(
        visit=world_visit(visit), counter=world.counter, by=world.clerk, at=timezone.now()
    )
    actions.miss(visit=world_visit(visit), by=world.clerk, at=timezone.now())
    assert state_line(shown(client, visit)) == "Did not come"


def world_visit(visit: Visit) -> Visit:
    """The visit as the database holds it."""
    return Visit.objects.select_related("centre", "unit", "counter", "service", "staff").get(
        pk=visit.pk
    )


def test_who_is_sent_to_one_counter_is_told_which(
    world: World, visit: Visit, client: Client
) -> None:
    actions.transfer(
        visit=world_visit(visit),
        to=world.other_unit,
        counter=world.far_counter,
        reason="specialist",
        by=world.lead,
        at=timezone.now(),
    )
    text = shown(client, visit)
    assert state_line(text) == "Sent on, waiting"
    assert f"Counter {world.far_counter.code} calls you." in text


def test_who_was_not_called_before_closing_is_not_said_to_have_given_up(
    world: World, visit: Visit, client: Client
) -> None:
    actions.end_day(centre=world.centre, day=timezone.localdate(), at=timezone.now())
    text = shown(client, visit)
    assert state_line(text) == "Not called before closing"
    assert "The day ended before you were called" in text
    assert "given up" not in text


def test_giving_up_and_coming_back_are_few_statements(
    world: World,
    visit: Visit,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    shown(client, visit)
    missed(world)
    with django_assert_max_num_queries(10):
        client.post(address(visit, "back/"), {"key": str(uuid4())})
    with django_assert_max_num_queries(10):
        client.post(address(visit, "leave/"), {"key": str(uuid4())})
    assert status(visit) == "left"


@pytest.mark.parametrize("step", ["leave/", "back/"])
def test_forms_that_are_not_ours_do_nothing(
    world: World, visit: Visit, client: Client, step: str
) -> None:
    assert client.post(address(visit, step)).status_code == 400
    assert client.post(address(visit, step), {"key": "1"}).status_code == 400
    assert (
        client.post(f"/testhall/tickets/unknown/{step}", {"key": str(uuid4())}).status_code == 404
    )
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post(address(visit, step), {"key": str(uuid4())}).status_code == 403
    assert status(visit) == "waiting"


def test_looking_at_the_way_back_changes_nothing(
    world: World, visit: Visit, client: Client
) -> None:
    missed(world)
    assert client.get(address(visit, "back/")).status_code == 405
    assert status(visit) == "missed"


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_with_and_without_script(
    transactional_db: None, world: World, visit: Visit, page: Page, script: bool
) -> None:
    if not script:
        page.route("**/*.js", lambda route: route.fulfill(body=""))
    page.set_viewport_size({"width": 360, "height": 740})
    missed(world)
    page.goto(address(visit))
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_text("You are next")).to_be_visible()
    page.get_by_role("link", name="Give up my place").click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Yes, give it up").click()
    expect(page.get_by_text("This ticket was given up")).to_be_visible()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
