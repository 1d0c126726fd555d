"""The page of printed guides, and its part behind the counter's “More”."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from servicehall.catalogue.actions import publish_item, stock_guides
from servicehall.catalogue.models import GuideStock
from servicehall.hall.models import Counter
from tests.web.counter.hands import sign_in, statements, text, words
from tests.world import World, at, item

PAGE = "/testhall/hall/guides/"


def stock(world: World, counter: Counter | None = None, **but: Any) -> GuideStock:
    given: dict[str, Any] = {
        "service": world.service,
        "language": "ko",
        "left": 12,
        "low_mark": 3,
        "unit": world.unit,
        "by": world.lead,
        "at": at(9),
    }
    return stock_guides(counter=counter or world.counter, **(given | but))


def step(browser: Client, row: GuideStock, verb: str, **more: str) -> Any:
    return browser.post(f"{PAGE}{row.pk}/{verb}/", {"key": str(uuid4()), **more})


def left(row: GuideStock) -> int:
    return GuideStock.objects.get(pk=row.pk).left


def test_an_empty_page_says_what_to_do(world: World) -> None:
    assert "No printed guides are counted yet" in text(sign_in(world.lead).get(PAGE))


def test_the_lead_sees_which_run_low_and_which_are_old(world: World) -> None:
    stock(world, left=3)
    stock(world, language="zh", left=0)
    stock(world, language="en", left=20)
    publish_item(centre=world.centre, item=item("civil", "register", fee=1))
    page = words(sign_in(world.lead).get(PAGE))
    for said in ("Runs low", "None left", "Enough", "Version 1, in force is 2", "too few from 3"):
        assert said in page


def test_guides_are_counted_by_the_form(world: World) -> None:
    lead = sign_in(world.lead)
    form = {"service": "register", "language": "ko", "left": "40", "low_mark": "5"}
    answer = lead.post(
        f"{PAGE}count/", {**form, "place": f"c{world.counter.pk}", "key": str(uuid4())}
    )
    assert answer.status_code == 303
    found = GuideStock.objects.get()
    assert (found.counter, found.left, found.low_mark) == (world.counter, 40, 5)
    lead.post(f"{PAGE}count/", {**form, "place": f"u{world.unit.pk}", "key": str(uuid4())})
    assert GuideStock.objects.filter(counter=None).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"left": "-1"},
        {"left": "many"},
        {"left": "10000"},
        {"service": "digging"},
        {"language": "de"},
        {"place": "c0"},
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_kept(
    world: World, change: dict[str, str]
) -> None:
    form = {"service": "register", "language": "ko", "left": "40", "low_mark": "5"}
    form |= {"place": f"c{world.counter.pk}", "key": str(uuid4())}
    answer = sign_in(world.lead).post(f"{PAGE}count/", form | change)
    assert answer.status_code == 422
    assert not GuideStock.objects.exists()


def test_one_is_used_they_run_out_and_are_refilled(world: World) -> None:
    row, clerk = stock(world), sign_in(world.clerk)
    assert step(clerk, row, "take").status_code == 303
    assert left(row) == 11
    step(clerk, row, "out")
    assert left(row) == 0
    step(clerk, row, "refill", many="50")
    assert left(row) == 50


@pytest.mark.parametrize("many", ["0", "-4", "x", "²", "99999999999999999999", ""])
def test_a_number_that_is_none_changes_nothing(world: World, many: str) -> None:
    row = stock(world)
    answer = step(sign_in(world.clerk), row, "refill", many=many)
    assert "Give a whole number" in text(answer)
    assert left(row) == 12


def test_a_form_sent_twice_takes_one(world: World) -> None:
    row, clerk = stock(world), sign_in(world.clerk)
    for _time in range(2):
        clerk.post(f"{PAGE}{row.pk}/take/", {"key": "7d7cf1c2-9a1b-4c2e-8a37-0a8a0c1d2e3f"})
    assert left(row) == 11


def test_an_unknown_step_or_stock_is_not_found(world: World) -> None:
    row, clerk = stock(world), sign_in(world.clerk)
    assert step(clerk, row, "burn").status_code == 404
    assert clerk.post(f"{PAGE}999999/take/").status_code == 404
    assert clerk.get(f"{PAGE}{row.pk}/take/").status_code == 405


def test_the_counter_shows_its_own_and_those_of_the_rack(world: World) -> None:
    world.on_duty()
    stock(world, left=4)
    stock(world, world.other_counter, left=5)
    stock_guides(
        service=world.service,
        language="en",
        left=6,
        low_mark=1,
        unit=world.unit,
        by=world.lead,
        at=at(9),
    )
    clerk = sign_in(world.clerk)
    assert f'hx-get="{PAGE}?part=here"' in text(clerk.get("/testhall/counter/"))
    page = clerk.get(f"{PAGE}?part=here", headers={"hx-request": "true"})
    assert "<html" not in text(page)
    assert [row.stock.left for row in page.context["shelves"].here] == [6, 4]
    row = GuideStock.objects.get(left=4)
    answer = clerk.post(
        f"{PAGE}{row.pk}/take/", {"key": str(uuid4())}, headers={"hx-request": "true"}
    )
    assert 'id="guides-here"' in text(answer)
    assert left(row) == 3


def test_off_duty_no_guides_lie_before_one(world: World) -> None:
    stock(world)
    page = sign_in(world.clerk).get(f"{PAGE}?part=here", headers={"hx-request": "true"})
    assert "No printed guides are counted at this counter" in text(page)


def test_a_clerk_neither_counts_nor_sees_another_unit(world: World) -> None:
    stock(world)
    far = sign_in(world.far_clerk)
    assert far.get(PAGE).context["shelves"].rows == []
    assert far.post(f"{PAGE}count/", {}).status_code == 403
    row = GuideStock.objects.get()
    assert "Your role does not give you this step" in text(step(far, row, "take"))
    assert left(row) == 12


def test_supervision_looks_and_changes_nothing(world: World) -> None:
    row, supervisor = stock(world), sign_in(world.supervisor)
    page = supervisor.get(PAGE)
    assert "Enough" in text(page)
    assert "One used" not in text(page)
    assert step(supervisor, row, "take").status_code == 403


def test_strangers_see_nothing(world: World, client: Client) -> None:
    stock(world)
    assert sign_in(world.stranger).get(PAGE).status_code == 403
    assert client.get(PAGE).status_code == 302


def test_a_step_is_at_most_ten_statements_and_the_page_does_not_grow(world: World) -> None:
    row, clerk = stock(world, left=4), sign_in(world.clerk)
    with statements() as counted:
        step(clerk, row, "take")
    assert len(counted) <= 10, counted
    lead, sizes = sign_in(world.lead), []
    for language in ("zh", "en"):
        with statements() as counted:
            lead.get(PAGE)
        sizes.append(len(counted))
        stock(world, language=language)
        stock(world, world.other_counter, language=language)
    assert sizes[0] == sizes[1]
