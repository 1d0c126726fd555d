"""Each role finds its pages; what does not exist is not offered."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.utils.translation import override

from servicehall.hall.models import StaffMember
from servicehall.web.navigation import ANYONE, BY_ROLE, arranged, links


def _page(request: HttpRequest, centre: str) -> HttpResponse:
    return HttpResponse(centre)


_ALL = sorted(
    {each.url_name for entries in (ANYONE, *BY_ROLE.values()) for each in entries if each.of_centre}
)
_centre_pages = [path(f"{name}/", _page, name=name) for name in _ALL]
urlpatterns = [path("<slug:centre>/", include(_centre_pages))]


@pytest.fixture(autouse=True)
def _addresses() -> object:
    with override_settings(ROOT_URLCONF=__name__), override("en"):
        yield


def addresses(role: str | None, **but: object) -> list[str]:
    return [link.href for link in links(role, **({"centre": "h"} | but))]  # type: ignore[arg-type]


def test_every_role_has_its_pages() -> None:
    assert set(BY_ROLE) == set(StaffMember.Role)
    for role in StaffMember.Role:
        assert addresses(role), role
        assert "/h/standard/" in addresses(role), "everybody may read the standard"


def test_nobody_is_offered_what_another_role_decides() -> None:
    assert addresses(None) == [
        "/h/public/",
        "/h/appointments/",
        "/h/kiosk/",
        "/h/board/",
        "/h/on-duty/",
        "/h/standard/",
    ]
    assert "/h/findings/" not in addresses(StaffMember.Role.CLERK)
    assert "/h/leadership/" not in addresses(StaffMember.Role.SUPERVISOR)


def test_where_no_citizens_come_there_is_no_reception() -> None:
    assert addresses(None, receives=False) == ["/h/standard/"]


def test_without_a_centre_no_page_of_one_is_offered() -> None:
    assert addresses(None, centre="") == []
    assert addresses(StaffMember.Role.LEAD, centre="") == []


def test_a_page_that_does_not_exist_is_left_out() -> None:
    # The set-up is not among the addresses of this test.
    assert addresses(StaffMember.Role.ADMINISTRATOR) == [
        "/h/catalogue/",
        "/h/standard/",
        "/h/record/",
        "/h/hall/",
        "/h/rota/",
        "/h/appointment-day/",
        "/h/due-days/",
    ]


@pytest.mark.parametrize(("here", "there"), [("findings", "/h/findings/"), ("score", "/h/scores/")])
def test_the_present_page_is_marked_and_so_is_the_one_above(here: str, there: str) -> None:
    found = links(StaffMember.Role.SUPERVISOR, centre="h", here=here)
    assert [link.href for link in found if link.current] == [there]


def test_a_long_navigation_keeps_its_first_pages_in_sight() -> None:
    found = links("lead", centre="h", here="findings")
    pages = arranged(found)
    assert len(found) > 6
    assert [*pages.first, *pages.more] == found == pages.all
    assert [link.label for link in pages.first] == [
        *("My counter", "Due dates"),
        *("The hall", "Rota"),
    ]
    assert pages.current == pages.current_in_more == next(link for link in found if link.current)


def test_a_short_navigation_hides_nothing() -> None:
    pages = arranged(links("clerk", centre="h", here="counter"))
    assert pages.more == []
    assert pages.current_in_more is None
    assert pages.current is not None
