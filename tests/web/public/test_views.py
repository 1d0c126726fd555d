"""The public pages: what is asked first, the guide, and who may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from servicehall.catalogue.actions import publish_item
from servicehall.hall import actions as hall
from servicehall.hall.models import Centre, Closure
from servicehall.reception.measured import LOOKS_BACK
from servicehall.reception.pace import ENOUGH
from tests.reception.paces import keep_pace
from tests.world import World, item

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def open_hall(world: World) -> World:
    """The hall at this moment: the clerk on duty at the first counter."""
    now = timezone.now()
    world.on_duty(
        day=timezone.localdate(),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=4),
        clocked_in=now - timedelta(hours=1),
    )
    return world


def close(world: World) -> Closure:
    """The clerk's counter is closed, with a notice that the other one stands in."""
    now = timezone.now()
    closure = hall.close_counter(counter=world.counter, reason="training", by=world.clerk, at=now)
    return hall.post_notice(
        closure=closure,
        until=now + timedelta(minutes=30),
        alternative=world.other_counter,
        by=world.clerk,
        at=now,
    )


def test_every_service_stands_there_with_its_promise_and_fee(world: World, client: Client) -> None:
    publish_item(centre=world.centre, item=item("roads", "arch", fee=30000, promised_limit="1 day"))
    page = client.get("/testhall/", headers=ENGLISH).content.decode()
    for text in ("register", "digging", "arch", "3 working days", "1 working day", "30,000 won"):
        assert text in page
    assert page.count("No fee") == 2
    assert 'href="/testhall/services/arch/"' in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("register", ["register"]),
        ("about DIGGING", ["digging"]),
        ("register digging", []),
        ("about", ["register", "digging"]),
    ],
)
def test_a_search_finds_what_has_every_word(
    world: World, client: Client, words: str, found: list[str]
) -> None:
    page = client.get("/testhall/", {"q": words}, headers=ENGLISH)
    assert [guide.item.code for guide in page.context["found"]] == found
    assert ("Nothing goes by these words" in page.content.decode()) == (not found)
    assert f'value="{words}"' in page.content.decode()


def test_a_search_while_typing_answers_with_its_part_alone(world: World, client: Client) -> None:
    page = client.get("/testhall/", {"q": "dig", "part": "found"}, HTTP_HX_REQUEST="true")
    text = page.content.decode()
    assert "<html" not in text
    assert "/services/digging/" in text
    assert "/services/register/" not in text


def test_without_an_open_counter_no_wait_is_promised(world: World, client: Client) -> None:
    world.ticket(at=timezone.now())
    text = client.get("/testhall/", headers=ENGLISH).content.decode()
    assert text.count("No counter is open now") == 2
    assert "1 person waiting" in text
    assert "about" not in text.split('id="now"')[1].split("</section>")[0]


def test_where_too_little_is_known_the_wait_is_not_guessed(
    open_hall: World, client: Client
) -> None:
    open_hall.ticket(at=timezone.now())
    keep_pace(open_hall.unit, *[10] * (ENOUGH - 1))
    text = client.get("/testhall/", headers=ENGLISH).content.decode()
    assert "No estimate yet" in text


def test_the_wait_is_a_range_from_services_of_recent_days(open_hall: World, client: Client) -> None:
    keep_pace(open_hall.unit, *[10] * 12)
    for _person in range(3):
        open_hall.ticket(at=timezone.now())
    page = client.get("/testhall/", headers=ENGLISH)
    assert "about 25–35 minutes" in page.content.decode()
    assert "about 25–35 minutes" in client.get("/testhall/board/", headers=ENGLISH).content.decode()
    wait = page.context["waits"][0]
    assert (wait.waiting, wait.estimate.ahead, wait.estimate.counters) == (3, 3, 1)
    assert wait.estimate.n == 12


@pytest.mark.parametrize(
    ("language", "told"), [("ko", "약 25~35분"), ("zh-hans", "约25～35分钟"), ("en", "about 25–35")]
)
def test_the_range_is_told_in_the_readers_words(
    open_hall: World, client: Client, language: str, told: str
) -> None:
    keep_pace(open_hall.unit, *[10] * 12)
    for _person in range(3):
        open_hall.ticket(at=timezone.now())
    page = client.get("/testhall/", headers={"accept-language": language})
    assert told in page.content.decode()


def test_services_of_long_ago_say_nothing_of_today(open_hall: World, client: Client) -> None:
    keep_pace(open_hall.unit, *[10] * 12, day=timezone.localdate() - timedelta(days=LOOKS_BACK))
    open_hall.ticket(at=timezone.now())
    assert client.get("/testhall/").context["waits"][0].estimate is None


def test_a_closed_counter_says_why_until_when_and_where_else(
    open_hall: World, client: Client
) -> None:
    close(open_hall)
    text = client.get("/testhall/", headers=ENGLISH).content.decode()
    notice = text.split('class="closure"')[1].split("</section>")[0]
    assert "Training" in notice
    assert "until" in notice
    assert "Go to counter 2 instead" in notice


def test_a_counter_that_opens_late_does_not_promise_the_past(
    open_hall: World, client: Client
) -> None:
    closure = close(open_hall)
    Closure.objects.filter(pk=closure.pk).update(until=timezone.now() - timedelta(minutes=1))
    text = client.get("/testhall/", headers=ENGLISH).content.decode()
    assert "was to open at" in text


def test_a_closure_without_a_notice_is_no_notice(open_hall: World, client: Client) -> None:
    hall.close_counter(
        counter=open_hall.counter, reason="meeting", by=open_hall.clerk, at=timezone.now()
    )
    text = client.get("/testhall/", headers=ENGLISH).content.decode()
    assert 'class="closure"' not in text
    assert "0 of 2 counters open" in text


def test_a_ticket_is_found_by_its_code_or_its_link(world: World, client: Client) -> None:
    visit = world.ticket(at=timezone.now())
    there = f"/testhall/tickets/{visit.code}/"
    for typed in (visit.code, f" {visit.code} ", f"http://testserver{there}"):
        assert client.get("/testhall/", {"ticket": typed}).headers["Location"] == there


@pytest.mark.parametrize("typed", ["unknown", "x" * 40, "' or 1=1", "번호표"])
def test_an_unknown_ticket_is_told_and_what_was_typed_is_kept(
    world: World, client: Client, typed: str
) -> None:
    page = client.get("/testhall/", {"ticket": typed}, headers=ENGLISH)
    assert page.status_code == 200
    assert "No ticket of this hall has that code." in page.content.decode()
    assert page.context["asked"] == typed


def test_a_ticket_of_another_hall_is_not_found(world: World, client: Client) -> None:
    visit = world.ticket(at=timezone.now())
    Centre.objects.filter(code="testhall-far").update(receives=True)
    page = client.get("/testhall-far/", {"ticket": visit.code}, headers=ENGLISH)
    assert "No ticket of this hall has that code." in page.content.decode()


def test_the_hall_of_an_imported_record_receives_nobody(world: World, client: Client) -> None:
    Centre.objects.filter(code="testhall-far").update(receives=False)
    for page in ("", "kiosk/", "board/"):
        text = client.get(f"/testhall-far/{page}", headers=ENGLISH).content.decode()
        assert "Nobody is received here" in text
        assert "Take a ticket</button>" not in text


def test_an_unknown_hall_has_no_pages(world: World, client: Client) -> None:
    for page in ("", "kiosk/", "board/", "services/register/", "tickets/x/"):
        assert client.get(f"/nowhere/{page}").status_code == 404


def test_the_guide_reads_from_what_one_needs_to_what_comes_next(
    world: World, client: Client
) -> None:
    publish_item(
        centre=world.centre,
        item=item(
            "civil",
            "register",
            next_unit="roads",
            fee=400,
            eligibility=[{"text": {"en": "Whoever has moved", "ko": "이사", "zh": "搬家"}}],
            materials=[
                {
                    "code": "proof",
                    "names": {"en": "Proof of address", "ko": "증명", "zh": "证明"},
                    "form": "copy",
                    "copies": 2,
                    "issuer": {"en": "Police", "ko": "경찰", "zh": "警察"},
                    "when": {"en": "If you moved", "ko": "이사", "zh": "搬家"},
                }
            ],
        ),
    )
    text = client.get("/testhall/services/register/", headers=ENGLISH).content.decode()
    wanted = (
        "Who may apply",
        "Whoever has moved",
        "What you need",
        "Proof of address",
        "× 2",
        "Copy",
        "Police",
        "If you moved",
        "How long it takes",
        "3 working days",
        "5 working days",
        "What it costs",
        "400 won",
        "Where and when",
        "Civil affairs",
        "counters 1, 2",
        "Monday–Friday",
        "09:00–18:00",
        "Step by step",
        "Roads, counter 3",
        "On what law",
        "Act, article 1",
        "Questions and complaints",
        "Guide version 2",
    )
    places = [text.index(each, text.index("<h1")) for each in wanted]
    assert places == sorted(places)


def test_the_guide_of_the_latest_version_is_shown(world: World, client: Client) -> None:
    publish_item(centre=world.centre, item=item("roads", "digging", promised_limit="2 days"))
    text = client.get("/testhall/services/digging/", headers=ENGLISH).content.decode()
    assert "2 working days" in text
    assert "3 working days" not in text


def test_an_unknown_service_has_no_guide(world: World, client: Client) -> None:
    assert client.get("/testhall/services/flying/").status_code == 404
    assert client.get("/testhall-far/services/register/").status_code == 404


def test_pages_only_to_be_read_take_no_post(world: World, client: Client) -> None:
    for page in ("", "services/register/", "kiosk/", "board/", "tickets/x/"):
        assert client.post(f"/testhall/{page}").status_code == 405


def test_everybody_may_see_the_public_pages(world: World, client: Client) -> None:
    for member in (world.clerk, world.stranger):
        client.force_login(world_user(member))
        for page in ("/testhall/", "/testhall/services/register/", "/testhall/board/"):
            assert client.get(page).status_code == 200


def world_user(member: Any) -> Any:
    """A user for a member of the cast."""
    user_model = member._meta.get_field("user").related_model
    member.user = user_model.objects.create(username=member.code)
    member.save()
    return member.user


@pytest.mark.parametrize("page", ["", "?q=about", "services/register/"])
def test_the_statements_of_a_public_page_do_not_grow_with_the_hall(
    open_hall: World,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    page: str,
) -> None:
    for number in range(4):
        unit = hall.add_unit(
            centre=open_hall.centre, code=f"u{number}", names={"en": "U"}, prefix="CDEF"[number]
        )
        hall.add_counter(unit=unit, code=f"1{number}")
        publish_item(centre=open_hall.centre, item=item(f"u{number}", f"s{number}"))
    close(open_hall)
    with django_assert_max_num_queries(12):
        assert client.get(f"/testhall/{page}").status_code == 200
