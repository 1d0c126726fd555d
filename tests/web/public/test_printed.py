"""The guide on paper: made once, told when it is the same, and refused where it can't be made."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest
from django.test import Client

from servicehall.catalogue.actions import publish_item
from servicehall.typesetting import pages
from servicehall.typesetting.pages import can_set
from servicehall.web.public import printed
from tests.web.counter.hands import statements
from tests.world import World, item, names

ADDRESS = "/testhall/services/register/guide-en.pdf"


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    printed._made.cache_clear()


@pytest.fixture
def sets() -> None:
    if (lacking := can_set()) != "ready":
        pytest.skip(f"papers can't be set here: {lacking}")


def title(made: bytes) -> str:
    """What the PDF calls itself, and every text that is no drawing."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)
    found = made
    for each in streams:
        try:
            found += zlib.decompress(each)
        except zlib.error:
            continue
    return found.decode("latin-1")


@pytest.mark.usefixtures("sets")
@pytest.mark.parametrize("named", ["ko", "zh", "en", "ko-large", "zh-large", "en-large"])
def test_the_guide_is_a_pdf_in_each_language_and_in_large_print(
    world: World, client: Client, named: str
) -> None:
    answer = client.get(f"/testhall/services/register/guide-{named}.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="register-{named}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert "register" in title(answer.content)


@pytest.mark.usefixtures("sets")
def test_the_same_guide_is_made_once_and_then_only_said_to_be_the_same(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(template: str, *said: Any, **about: Any) -> bytes:
        made.append(template)
        return pages.pdf(template, *said, **about)

    monkeypatch.setattr(printed, "pdf", counted)
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert first.content == second.content
    assert len(made) == 1
    known = client.get(ADDRESS, headers={"if-none-match": first.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.get(ADDRESS, headers={"if-none-match": '"old"'}).status_code == 200
    assert len(made) == 1


@pytest.mark.usefixtures("sets")
@pytest.mark.parametrize(
    "change", [{"fee": 900}, {"names": names("Another name")}, {"materials": []}]
)
def test_a_new_version_is_another_paper_at_once(
    world: World, client: Client, change: dict[str, Any]
) -> None:
    before = client.get(ADDRESS)
    publish_item(centre=world.centre, item=item("civil", "register", next_unit="roads", **change))
    after = client.get(ADDRESS, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.usefixtures("sets")
def test_another_telephone_or_counter_is_another_paper(world: World, client: Client) -> None:
    etag = client.get(ADDRESS).headers["ETag"]
    world.unit.phone = "02-000-0000"
    world.unit.save()
    assert client.get(ADDRESS).headers["ETag"] != etag


@pytest.mark.usefixtures("sets")
def test_hostile_words_of_the_catalogue_are_printed_and_not_obeyed(
    world: World, client: Client
) -> None:
    hostile = names('#panic("x") ]) #[ $x$ <script> \\')
    publish_item(
        centre=world.centre, item=item("civil", "register", names=hostile, summary=hostile)
    )
    assert client.get(ADDRESS).content.startswith(b"%PDF-")


@pytest.mark.usefixtures("sets")
def test_few_statements_are_asked_whether_it_is_made_or_not(world: World, client: Client) -> None:
    for _time in range(2):
        with statements() as counted:
            client.get(ADDRESS)
        assert len(counted) <= 5


@pytest.mark.parametrize("named", ["xx", "ko-small", "en-large-large", "ko_large"])
def test_a_language_that_is_none_has_no_guide(world: World, client: Client, named: str) -> None:
    assert client.get(f"/testhall/services/register/guide-{named}.pdf").status_code == 404


def test_an_unknown_service_has_no_paper(world: World, client: Client) -> None:
    assert client.get("/testhall/services/flying/guide-ko.pdf").status_code == 404
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    ("library", "families", "said"),
    [
        (False, pages.FAMILIES, "typesetting is not installed"),
        (True, dict.fromkeys(("ko", "zh", "en"), "A typeface that nobody has"), "no typeface"),
    ],
)
def test_where_it_can_not_be_made_a_page_says_why_and_leads_to_the_guide(
    world: World,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    library: bool,
    families: dict[str, str],
    said: str,
) -> None:
    if library and not pages.SETS:
        pytest.skip("the library is not installed")
    monkeypatch.setattr(pages, "SETS", library)
    monkeypatch.setattr(pages, "FAMILIES", families)
    answer = client.get(ADDRESS, headers={"accept-language": "en"})
    text = answer.content.decode()
    assert answer.status_code == 503
    assert said in text
    assert 'href="/testhall/services/register/"' in text
    assert "ETag" not in answer.headers
