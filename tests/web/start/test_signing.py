"""Signing in and out, and becoming somebody in a demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from servicehall.demonstration.cast import assemble
from servicehall.hall.models import Centre, StaffMember
from servicehall.web.navigation import address
from servicehall.web.start.signing import own_page
from tests.world import World

PASSWORD = "a long enough one"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def demonstration(settings: Settings, db: None) -> Centre:
    """The demonstration's hall, set up."""
    settings.DEMONSTRATION = True
    return assemble().centre


def with_user(member: StaffMember) -> User:
    """A user for a member of the cast."""
    member.user = User.objects.create_user(member.code, password=PASSWORD)
    member.save()
    return member.user


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(
        "/sign-in/", {"username": name, "password": password, **more}, headers=ENGLISH
    )


def member_of(client: Client) -> StaffMember | None:
    """Who the session is."""
    number = client.session.get("_auth_user_id")
    return StaffMember.objects.filter(user=number).first() if number else None


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("citizen", "/hanbit/"),
        ("kiosk", "/hanbit/kiosk/"),
        ("board", "/hanbit/board/"),
        ("clerk", "/hanbit/counter/"),
        ("lead", "/hanbit/hall/"),
        ("supervisor", "/hanbit/findings/"),
        ("leadership", "/hanbit/leadership/"),
        ("administrator", "/setup/"),
    ],
)
def test_a_role_opens_its_page(demonstration: Centre, client: Client, role: str, page: str) -> None:
    answer = client.post(f"/enter/{role}/")
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    member = member_of(client)
    assert (member.role if member else "") == (role if role in StaffMember.Role.values else "")


def test_to_become_somebody_else_leaves_nothing_of_the_one_before(
    demonstration: Centre, client: Client
) -> None:
    client.post("/enter/supervisor/")
    session = client.session
    session["kept"] = "secret"
    session.save()
    before = session.session_key
    client.post("/enter/clerk/")
    assert client.session.session_key != before
    assert "kept" not in client.session
    client.post("/enter/citizen/")
    assert member_of(client) is None


def test_outside_a_demonstration_nobody_enters(
    demonstration: Centre, client: Client, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    for role in ("supervisor", "citizen"):
        assert client.post(f"/enter/{role}/").status_code == 404
    assert member_of(client) is None


def test_in_a_demonstration_the_cards_stand_in_for_a_password(
    demonstration: Centre, client: Client
) -> None:
    answer = client.get("/sign-in/", {"next": "/hanbit/record/"})
    assert answer.headers["Location"] == "/?next=%2Fhanbit%2Frecord%2F"
    text = client.get(answer.headers["Location"]).content.decode()
    led_on = '<input type="hidden" name="next" value="/hanbit/record/">'
    assert text.count(led_on) == 5, "for those who sign in"
    for elsewhere in ("https://evil.example/", "//evil.example"):
        assert client.get("/sign-in/", {"next": elsewhere}).headers["Location"] == "/"
        assert client.get("/", {"next": elsewhere}).context["onward"] == ""


def test_an_unknown_role_is_not_entered(demonstration: Centre, client: Client) -> None:
    for role in ("inspector", "m1", "nobody"):
        assert client.post(f"/enter/{role}/").status_code == 404
    assert client.get("/enter/clerk/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/enter/clerk/").status_code == 403


def test_entering_leads_on_within_this_site_only(demonstration: Centre, client: Client) -> None:
    onward = client.post("/enter/supervisor/", {"next": "/hanbit/record/"})
    assert onward.headers["Location"] == "/hanbit/record/"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post("/enter/supervisor/", {"next": elsewhere})
        assert answer.headers["Location"] == "/hanbit/findings/"


def test_an_imported_centre_is_looked_at_by_a_supervisor_of_its_own(
    demonstration: Centre, client: Client
) -> None:
    town = Centre.objects.create(code="town", names={"en": "Town"}, receives=False)
    for _time in range(2):
        answer = client.post("/enter/supervisor/", {"centre": "town", "next": "/town/findings/"})
        assert answer.headers["Location"] == "/town/findings/"
    member = member_of(client)
    assert member is not None
    assert (member.centre, member.role) == (town, "supervisor")
    assert member.user is not None
    assert not member.user.has_usable_password()
    assert StaffMember.objects.filter(centre=town).count() == 1
    assert client.get("/hanbit/findings/").status_code in (302, 403), "not of another centre"


def test_no_supervisor_is_made_for_a_hall_at_work(demonstration: Centre, client: Client) -> None:
    before = StaffMember.objects.count()
    for code in ("hanbit", "nowhere"):
        assert client.post("/enter/supervisor/", {"centre": code}).status_code == 404
    assert StaffMember.objects.count() == before


def test_signing_in_leads_to_the_page_of_the_role(world: World, client: Client) -> None:
    with_user(world.supervisor)
    answer = sign_in(client, "supervisor")
    assert answer.headers["Location"] == "/testhall/findings/"
    assert member_of(client) == world.supervisor


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("clerk", "counter"),
        ("lead", "hall"),
        ("supervisor", "findings"),
        ("director", "leadership"),
        ("administrator", ""),
    ],
)
def test_each_role_has_a_page_of_its_own(world: World, who: str, page: str) -> None:
    user = with_user(getattr(world, who))
    user.refresh_from_db()
    assert own_page(user) == (address(page, "testhall") if page else "/")


def test_who_is_no_staff_member_goes_to_the_set_up_or_the_start(db: None) -> None:
    assert own_page(User.objects.create_superuser("root")) == "/setup/"
    assert own_page(User.objects.create_user("nobody")) == "/"


def test_signing_in_leads_back_within_this_site_only(world: World, client: Client) -> None:
    with_user(world.supervisor)
    assert sign_in(client, "supervisor", next="/testhall/record/").headers["Location"] == (
        "/testhall/record/"
    )
    for elsewhere in ("https://evil.example/", "//evil.example"):
        answer = sign_in(client, "supervisor", next=elsewhere)
        assert answer.headers["Location"] == "/testhall/findings/"


def test_a_wrong_password_is_told_and_the_name_is_kept(world: World, client: Client) -> None:
    with_user(world.clerk)
    for name in ("clerk", "nobody"):
        answer = sign_in(client, name, "wrong")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "The user name or the password is not right" in text
        assert f'value="{name}"' in text
        assert "wrong" not in text.replace("field-wrong", "")
    assert member_of(client) is None


def test_an_empty_form_is_told_field_by_field(db: None, client: Client) -> None:
    text = sign_in(client, "", "").content.decode()
    assert 'href="#id_username"' in text
    assert 'href="#id_password"' in text


def test_a_closed_account_does_not_sign_in(world: World, client: Client) -> None:
    user = with_user(world.clerk)
    user.is_active = False
    user.save()
    assert sign_in(client, "clerk").status_code == 200
    assert member_of(client) is None


def test_after_many_failures_even_the_right_password_waits(
    world: World, client: Client, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    with_user(world.clerk)
    for _attempt in range(3):
        answer = sign_in(client, "clerk", "wrong")
    assert answer.status_code == 429
    answer = sign_in(client, "clerk")
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "Too many attempts have failed" in text
    assert "The user name or the password is not right" not in text
    assert 'value="clerk"' in text
    assert member_of(client) is None


def test_one_persons_failures_do_not_lock_out_the_office(
    world: World, client: Client, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    with_user(world.clerk)
    with_user(world.lead)
    for _attempt in range(4):
        sign_in(client, "clerk", "wrong")
    assert sign_in(client, "lead").status_code == 302
    assert member_of(client) == world.lead


def test_signing_out_forgets_the_session(world: World, client: Client) -> None:
    client.force_login(with_user(world.clerk), backend="servicehall.hall.backends.StaffBackend")
    assert client.get("/sign-out/").status_code == 405
    assert member_of(client) == world.clerk
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert member_of(client) is None


def test_theme_and_text_size_are_kept_for_the_next_page(world: World, client: Client) -> None:
    answer = client.post("/start/appearance/", {"theme": "contrast", "next": "/testhall/"})
    assert answer.headers["Location"] == "/testhall/"
    assert 'data-theme="contrast"' in client.get("/testhall/").content.decode()
