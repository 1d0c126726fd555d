"""The frame of a page: what the person chose, who they are, where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils.translation import override

from servicehall.hall.backends import StaffBackend
from servicehall.hall.models import Centre, StaffMember
from servicehall.web.appearance import choose
from servicehall.web.context import Frame, tag_of
from tests.world import World, names


def request(
    member: StaffMember | None = None, *, centre: str = "", here: str = "", **cookies: str
) -> HttpRequest:
    """A request as the middleware leaves it."""
    made = RequestFactory().get(f"/{centre}/?q=1")
    made.COOKIES.update(cookies)
    made.user = AnonymousUser()
    if member is not None:
        user = User.objects.create_user(member.code, password="x")
        StaffMember.objects.filter(pk=member.pk).update(user=user)
        found = StaffBackend().get_user(user.pk)
        assert found is not None
        made.user = found
    if centre:
        made.resolver_match = ResolverMatch(
            lambda: None, (), {"centre": centre}, url_name=here or "public"
        )
    return made


def test_what_was_chosen_is_kept_and_nonsense_is_not() -> None:
    chosen = Frame(request(theme="contrast", size="largest"))
    assert (chosen.theme, chosen.size) == ("contrast", "largest")
    nonsense = Frame(request(theme='"><script>', size="huge"))
    assert (nonsense.theme, nonsense.size) == ("", "normal")


def test_the_present_language_is_marked() -> None:
    with override("zh-hans"):
        frame = Frame(request())
        assert [each.tag for each in frame.languages] == ["ko", "zh-Hans", "en"]
        assert [each.code for each in frame.languages if each.current] == ["zh-hans"]
    assert tag_of("en") == "en"


def test_who_is_signed_in_costs_no_statement_beyond_the_sign_in(
    world: World, django_assert_num_queries: Any
) -> None:
    made = request(world.clerk, centre=world.centre.code)
    with django_assert_num_queries(0):
        frame = Frame(made)
        assert frame.signed_in == world.clerk
        assert frame.centre == world.centre
        assert frame.navigation


def test_a_visitor_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    made = request(centre=world.centre.code)
    with django_assert_num_queries(1):
        frame = Frame(made)
        assert frame.signed_in is None
        assert frame.centre == world.centre
        assert frame.centres
        assert frame.navigation


def test_a_page_of_no_centre_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        frame = Frame(request())
        assert (frame.centre, frame.centres, frame.navigation) == (None, [], [])


def test_a_stranger_finds_in_another_hall_what_anyone_finds(world: World) -> None:
    here = Frame(request(world.stranger, centre=world.centre.code))
    nobody = Frame(request(centre=world.centre.code))
    assert [each.href for each in here.navigation] == [each.href for each in nobody.navigation]


def test_an_unknown_centre_has_no_pages(world: World) -> None:
    frame = Frame(request(centre="nowhere"))
    assert frame.centre is None
    assert frame.navigation == []


def test_too_many_centres_are_no_menu(world: World) -> None:
    Centre.objects.bulk_create(
        Centre(code=f"c{number}", names=names(f"C{number}")) for number in range(12)
    )
    for code in (world.centre.code, "c11"):
        frame = Frame(request(centre=code))
        assert frame.centres == []
        assert frame.centre is not None
        assert frame.centre.code == code


@pytest.mark.parametrize("status", ["400", "403", "404", "500", "503", "403_csrf"])
def test_error_pages_need_neither_request_nor_database(status: str) -> None:
    for language in ("ko", "zh-hans", "en"):
        with override(language):
            html = render_to_string(f"{status}.html")
            assert f'<html lang="{tag_of(language)}"' in html
            assert html.count("<h1>") == 1


def test_a_choice_of_appearance_is_kept_and_leads_back() -> None:
    made = RequestFactory().post("/", {"theme": "dark", "size": "huge", "next": "/h/?q=1"})
    response = choose(made)
    assert (response.status_code, response["Location"]) == (302, "/h/?q=1")
    assert response.cookies["theme"].value == "dark"
    assert "size" not in response.cookies


def test_a_choice_of_appearance_leads_nowhere_else() -> None:
    made = RequestFactory().post("/", {"theme": "", "next": "https://elsewhere.example/"})
    response = choose(made)
    assert response["Location"] == "/"
    assert response.cookies["theme"]["max-age"] == 0


def test_looking_changes_no_appearance() -> None:
    assert choose(RequestFactory().get("/?theme=dark")).status_code == 405


def test_an_unknown_address_is_told_in_the_language_of_the_reader(client: Client, db: None) -> None:
    client.cookies["django_language"] = "ko"
    response = client.get("/static/there-is-no-such-thing/and/never/was/")
    assert response.status_code == 404
    assert "없는 페이지입니다" in response.content.decode()
