"""A few questions on a service's page give the list of materials for this person's situation."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from servicehall.catalogue.actions import publish_item
from tests.chromium import accessibility_faults
from tests.world import World, item, make_world, names

ENGLISH = {"accept-language": "en"}
THERE = "/testhall/services/moving/"


def question(code: str, *options: str) -> dict[str, Any]:
    return {
        "code": code,
        "text": names(f"{code}?"),
        "options": [{"code": each, "names": names(f"option {each}")} for each in options],
    }


def offer(world: World, **but: Any) -> None:
    given: dict[str, Any] = {
        "questions": [question("who", "self", "proxy"), question("home", "own", "rented")],
        "materials": [
            {"code": "form", "names": names("report form")},
            {
                "code": "attorney",
                "names": names("power of attorney"),
                "when": names("if by proxy"),
                "condition": "who is proxy",
            },
            {
                "code": "lease",
                "names": names("lease"),
                "when": names("if rented"),
                "condition": "home is rented",
            },
        ],
    }
    publish_item(centre=world.centre, item=item("civil", "moving", **(given | but)))


def asked(client: Client, **answers: str) -> tuple[str, Any]:
    sent = {f"answer-{code}": option for code, option in answers.items()}
    page = client.get(THERE, sent, headers=ENGLISH)
    assert page.status_code == 200
    return page.content.decode(), page.context["own"]


def test_without_answers_what_depends_on_them_stands_apart(world: World, client: Client) -> None:
    offer(world)
    text, own = asked(client)
    assert [each.names["en"] for each in own.needed] == ["report form"]
    assert [each.names["en"] for each in own.undecided] == ["power of attorney", "lease"]
    assert "What everybody needs" in text
    assert "if by proxy" in text
    assert [each.text["en"] for each in own.questions] == ["who?", "home?"]


def test_every_answer_gives_the_exact_list(world: World, client: Client) -> None:
    offer(world)
    text, own = asked(client, who="proxy", home="own")
    assert [each.names["en"] for each in own.needed] == ["report form", "power of attorney"]
    assert own.exact
    assert "In your situation you need these 2 things" in text
    assert "Not always" not in text
    assert "if rented" not in text
    assert text.count("checked") == 2


def test_one_thing_is_told_as_one(world: World, client: Client) -> None:
    offer(world)
    text, _own = asked(client, who="self", home="own")
    assert "In your situation you need this one thing" in text


def test_with_some_answers_the_rest_stays_open(world: World, client: Client) -> None:
    offer(world)
    text, own = asked(client, who="proxy")
    assert "What you need in any case" in text
    assert [each.names["en"] for each in own.undecided] == ["lease"]
    assert not own.exact


def test_a_question_that_no_longer_matters_is_not_asked(world: World, client: Client) -> None:
    offer(
        world,
        materials=[
            {
                "code": "both",
                "names": names("both"),
                "when": names("both"),
                "condition": "who is proxy and home is rented",
            }
        ],
    )
    text, own = asked(client, who="self")
    assert [each.text["en"] for each in own.questions] == ["who?"]
    assert "Nothing; it is enough that you come." in text


@pytest.mark.parametrize("answer", ["", "nobody", "<script>", "x" * 500])
def test_an_answer_that_is_none_is_passed_over(world: World, client: Client, answer: str) -> None:
    offer(world)
    text, own = asked(client, who=answer, colour="red")
    assert not own.answered
    assert "<script>a" not in text


def test_a_list_with_something_that_only_words_say_is_not_called_exact(
    world: World, client: Client
) -> None:
    offer(
        world,
        questions=[question("who", "self", "proxy")],
        materials=[
            {
                "code": "attorney",
                "names": names("attorney"),
                "when": names("if by proxy"),
                "condition": "who is proxy",
            },
            {"code": "stamp", "names": names("stamp"), "when": names("for companies")},
        ],
    )
    text, own = asked(client, who="proxy")
    assert not own.exact
    assert "for companies" in text


def test_stages_the_text_of_the_law_an_example_and_the_way_are_told(
    world: World, client: Client
) -> None:
    offer(
        world,
        questions=[],
        materials=[
            {"code": "form", "names": names("form"), "sample": "https://example.org/form.pdf"}
        ],
        stages=[{"code": "review", "names": names("Examining"), "limit": "1 day"}],
        legal_basis=[
            {"law": names("Act"), "article": "7", "text": names("Whoever moves, reports.")}
        ],
        next_unit="roads",
        further_units=["civil"],
    )
    text, own = asked(client)
    assert own.questions == []
    for told in (
        "Examining",
        "1 working day",
        "Whoever moves, reports.",
        'href="https://example.org/form.pdf"',
        "After that you go on to Civil affairs",
    ):
        assert told in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_questions_can_be_answered_without_a_script(
    page: Page, transactional_db: None, width: int
) -> None:
    offer(make_world())
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(THERE)
    page.locator("input[type=radio][value=proxy]").check()
    page.locator("input[type=radio][value=own]").check()
    page.locator(".situation button").click()
    page.wait_for_url("**answer-who=proxy**")
    assert page.locator(".papers > li").count() == 2
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
