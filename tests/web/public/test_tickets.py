"""The page behind a ticket's QR code, at every turn of the visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from servicehall.cases import actions as cases
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from servicehall.web.public.tickets import code_in
from tests.world import World, bind_standard


@pytest.fixture
def visit(world: World) -> Visit:
    """A ticket taken in English, while the clerk is on duty."""
    now = timezone.now()
    world.on_duty(
        day=timezone.localdate(),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=4),
        clocked_in=now - timedelta(hours=1),
    )
    return world.ticket(at=now - timedelta(minutes=20), language="en")


def called(world: World) -> Visit:
    return reception.call_next(counter=world.counter, by=world.clerk, at=timezone.now())


def serving(world: World) -> Visit:
    return reception.start(visit=called(world), by=world.clerk, at=timezone.now())


def shown(client: Client, visit: Visit) -> str:
    return client.get(f"/testhall/tickets/{visit.code}/").content.decode()


def test_the_first_in_the_queue_is_told_so(world: World, visit: Visit, client: Client) -> None:
    text = shown(client, visit)
    assert "A001" in text
    assert "You are next" in text
    assert "As soon as a counter is free" in text


def test_who_waits_sees_how_many_come_before(world: World, visit: Visit, client: Client) -> None:
    late = world.ticket(at=timezone.now(), language="en")
    world.ticket(at=timezone.now(), priority="elderly")
    assert "2 people before you" in shown(client, late)
    assert "1 person before you" in shown(client, visit)


def test_who_is_called_is_told_where_to_go(world: World, visit: Visit, client: Client) -> None:
    called(world)
    text = shown(client, visit)
    assert "It is your turn. Go to counter" in text
    assert '<strong class="ticket-counter">1</strong>' in text
    assert "<title>A001 → 1" in text
    assert "before you" not in text


def test_who_is_called_again_is_told_how_often(world: World, visit: Visit, client: Client) -> None:
    later = timezone.now() + timedelta(seconds=world.centre.recall_pause + 1)
    reception.recall(visit=called(world), by=world.clerk, at=later)
    assert "Called 2 times" in shown(client, visit)


def test_who_did_not_come_is_told_what_to_do(world: World, visit: Visit, client: Client) -> None:
    reception.miss(visit=called(world), by=world.clerk, at=timezone.now())
    text = shown(client, visit)
    assert "You did not come when you were called" in text
    assert "speak to counter 1" in text
    assert 'href="/testhall/services/register/"' in text


def test_a_finished_visit_ends_with_the_standards_farewell(
    world: World, visit: Visit, client: Client
) -> None:
    bind_standard(world)
    reception.finish(visit=serving(world), by=world.clerk, at=timezone.now())
    text = shown(client, visit)
    assert "Take care, goodbye." in text
    assert "Next for this matter: Roads." in text


def test_without_a_standard_a_finished_visit_is_just_finished(
    world: World, visit: Visit, client: Client
) -> None:
    reception.finish(visit=serving(world), by=world.clerk, at=timezone.now())
    text = shown(client, visit)
    assert "Finished" in text
    assert "goodbye" not in text


def test_all_that_is_missing_stands_on_the_ticket(
    world: World, visit: Visit, client: Client
) -> None:
    now = timezone.now()
    case = cases.receive(visit=serving(world), missing=["proof"], by=world.clerk, at=now)
    case = cases.give_notice(
        case=case, missing=["form"], written=True, language="en", by=world.clerk, at=now
    )
    cases.give_notice(
        case=case, missing=["proof"], written=True, language="en", by=world.clerk, at=now
    )
    text = shown(client, visit)
    assert "<li>proof of address</li>" in text
    assert "<li>application form</li>" not in text, "only the last list counts"


def test_a_refusal_is_told_with_its_rule_and_reason(
    world: World, visit: Visit, client: Client
) -> None:
    now = timezone.now()
    case = cases.receive(
        visit=serving(world), missing=[], by=world.clerk, at=now, applicant="Somebody Real"
    )
    cases.propose_refusal(case=case, basis="Act, 7", reason="Too late", by=world.clerk, at=now)
    assert "Too late" not in shown(client, visit), "nothing is told before a second person decides"
    cases.confirm_refusal(case=case, by=world.lead, at=now)
    text = shown(client, visit)
    assert "Act, 7" in text
    assert "Too late" in text
    assert "Somebody Real" not in text


def test_who_is_shown_on_keeps_their_place(world: World, visit: Visit, client: Client) -> None:
    reception.direct(visit=serving(world), to=world.other_unit, by=world.clerk, at=timezone.now())
    text = shown(client, visit)
    assert "You were shown on to the next counter" in text
    assert "Roads" in text
    assert "counter 3" in text


def test_another_persons_ticket_says_nothing_of_mine(
    world: World, visit: Visit, client: Client
) -> None:
    other = world.ticket(at=timezone.now())
    text = shown(client, other)
    assert visit.code not in text
    assert "A001" not in text
    assert "Member clerk" not in text


@pytest.mark.parametrize("code", ["unknown", "A001", "x" * 60, "%F0%9F%8E%AB", "..", "a b"])
def test_an_unknown_code_has_no_page(world: World, visit: Visit, client: Client, code: str) -> None:
    assert client.get(f"/testhall/tickets/{code}/").status_code == 404
    assert client.get(f"/testhall/tickets/{code}/qr.svg").status_code == 404


def test_a_ticket_has_no_page_in_another_hall(world: World, visit: Visit, client: Client) -> None:
    assert client.get(f"/testhall-far/tickets/{visit.code}/").status_code == 404
    assert client.get(f"/testhall-far/tickets/{visit.code}/qr.svg").status_code == 404


def test_the_page_speaks_the_tickets_language(world: World, client: Client) -> None:
    chinese = world.ticket(at=timezone.now(), language="zh")
    address = f"/testhall/tickets/{chinese.code}/"
    assert 'lang="zh-Hans"' in client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get(address).content.decode()


def test_the_language_of_one_ticket_is_not_the_next_pages(world: World, client: Client) -> None:
    chinese = world.ticket(at=timezone.now(), language="zh")
    client.get(f"/testhall/tickets/{chinese.code}/")
    assert '<html lang="ko"' in client.get("/testhall/").content.decode()


def test_a_fresh_fact_renews_the_page_and_its_title(
    world: World, visit: Visit, client: Client
) -> None:
    called(world)
    text = client.get(f"/testhall/tickets/{visit.code}/", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in text
    assert text.strip().startswith("<title>A001 → 1")
    assert "hx-trigger" in text


def test_the_device_finds_back_to_its_ticket(world: World, visit: Visit, client: Client) -> None:
    assert "Your ticket" not in client.get("/testhall/").content.decode()
    cookie = client.get(f"/testhall/tickets/{visit.code}/").cookies["ticket"]
    assert cookie["path"] == "/testhall/"
    assert cookie["httponly"]
    text = client.get("/testhall/", headers={"accept-language": "en"}).content.decode()
    assert "Your ticket A001" in text
    assert f"/testhall/tickets/{visit.code}/" in text


def test_the_page_is_kept_by_no_cache_and_no_search_engine(
    world: World, visit: Visit, client: Client
) -> None:
    page = client.get(f"/testhall/tickets/{visit.code}/")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_qr_code_is_a_picture_of_the_tickets_address(
    world: World, visit: Visit, client: Client
) -> None:
    picture = client.get(f"/testhall/tickets/{visit.code}/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    other = client.get(f"/testhall/tickets/{world.ticket(at=timezone.now()).code}/qr.svg")
    assert picture.content != other.content


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "abc"),
        ("https://hall.example/testhall/tickets/a-_9/", "a-_9"),
        ("/testhall/tickets/a/qr.svg", "a"),
        ("", ""),
    ],
)
def test_a_link_or_a_code_name_the_same_ticket(text: str, code: str) -> None:
    assert code_in(text) == code


def test_the_statements_of_a_ticket_are_few(
    world: World,
    visit: Visit,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    bind_standard(world)
    now = timezone.now()
    case = cases.receive(visit=serving(world), missing=["proof"], by=world.clerk, at=now)
    cases.give_notice(
        case=case, missing=["proof"], written=True, language="en", by=world.clerk, at=now
    )
    reception.finish(visit=Visit.objects.get(pk=visit.pk), by=world.clerk, at=now)
    shown(client, visit)
    with django_assert_max_num_queries(12):
        shown(client, visit)
