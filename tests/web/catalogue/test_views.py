"""The pages of the catalogue: looking a file through, publishing it, versions, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from servicehall.catalogue.actions import draft_item, publish_item, withdraw_version
from servicehall.catalogue.exchange.comparing import in_force
from servicehall.catalogue.exchange.writing import written
from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import service_offered
from servicehall.evidence.models import Fact
from servicehall.web.catalogue import importing
from tests.web.counter.hands import sign_in
from tests.world import World, item

PAGE = "/testhall/catalogue/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def administrator(world: World) -> Client:
    return sign_in(world.administrator)


def today() -> Any:
    return timezone.localdate()


def looked(client: Client, content: bytes, name: str = "services.yaml", **but: Any) -> Any:
    sent = {"file": SimpleUploadedFile(name, content), "since": str(today())} | but
    return client.post(f"{PAGE}look/", sent, headers=ENGLISH)


def file_of(*items: ItemForm) -> bytes:
    return written(items, "yaml")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def published(client: Client, answer: Any) -> Any:
    return client.post(f"{PAGE}publish/", {"kept": answer.context["kept"]}, headers=ENGLISH)


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_what_is_taken_out_and_brought_in_again_changes_nothing(
    world: World, administrator: Client, kind: str
) -> None:
    taken = administrator.get(f"{PAGE}services.{kind}")
    assert taken.headers["Content-Disposition"].endswith(f'-services-{today()}.{kind}"')
    answer = looked(administrator, taken.content, f"services.{kind}")
    assert "Nothing would change" in text(answer)
    assert [line.outcome for line, _changes in answer.context["lines"]] == ["unchanged"] * 2
    assert not answer.context["kept"]


def test_a_file_is_looked_through_before_all_of_it_is_published(
    world: World, administrator: Client
) -> None:
    same, other = in_force(world.centre, today())
    content = file_of(same, other.model_copy(update={"fee": 700}), item("civil", "permit"))
    answer = looked(administrator, content)
    told = text(answer)
    assert [line.outcome for line, _ in answer.context["lines"]] == ["unchanged", "changed", "new"]
    assert "Fee" in told
    assert ServiceItem.objects.count() == 2
    assert published(administrator, answer).status_code == 303
    assert service_offered(world.centre, "permit")
    assert service_offered(world.centre, other.code).fee == 700  # type: ignore[union-attr]
    assert Fact.objects.filter(kind="service.published", staff="administrator").count() == 2


def test_a_second_click_publishes_nothing_more(world: World, administrator: Client) -> None:
    answer = looked(administrator, file_of(item("civil", "permit")))
    for _click in range(2):
        assert published(administrator, answer).status_code == 303
    assert ServiceItem.objects.filter(code="permit").count() == 1


def test_a_file_can_be_in_force_from_a_later_day(world: World, administrator: Client) -> None:
    later = today() + timedelta(days=7)
    answer = looked(administrator, file_of(item("civil", "permit")), since=str(later))
    published(administrator, answer)
    assert service_offered(world.centre, "permit") is None
    assert service_offered(world.centre, "permit", later)


def test_what_was_published_meanwhile_is_shown_instead(world: World, administrator: Client) -> None:
    answer = looked(administrator, file_of(item("civil", "permit")))
    publish_item(centre=world.centre, item=item("civil", "permit", fee=9))
    again = published(administrator, answer)
    assert again.status_code == 409
    assert "changed meanwhile" in text(again)
    assert service_offered(world.centre, "permit").fee == 9  # type: ignore[union-attr]
    assert published(administrator, again).status_code == 303
    assert service_offered(world.centre, "permit").fee == 0  # type: ignore[union-attr]


def test_items_can_be_kept_as_drafts_and_published_one_by_one(
    world: World, administrator: Client
) -> None:
    answer = looked(administrator, file_of(item("civil", "permit")), draft="on")
    published(administrator, answer)
    draft = ServiceItem.objects.get(code="permit")
    assert draft.status == "draft"
    assert "Draft" in text(administrator.get(PAGE, headers=ENGLISH))
    there = f"{PAGE}items/permit/"
    assert "Publish the draft, version 1" in text(administrator.get(there, headers=ENGLISH))
    sent = {"draft": draft.pk, "since": str(today()), "key": "k1"}
    assert administrator.post(f"{there}publish/", sent).status_code == 303
    assert service_offered(world.centre, "permit")
    assert "As citizens read it" in text(administrator.get(there, headers=ENGLISH))


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2020-01-01", "", "is over"),
        ("", "", "required"),
        ("2999-01-02", "2999-01-01", "end before"),
    ],
)
def test_a_draft_with_days_that_make_no_sense_stays_a_draft(
    world: World, administrator: Client, since: str, until: str, told: str
) -> None:
    draft = draft_item(
        centre=world.centre, item=item("civil", "permit"), by=None, at=timezone.now()
    )
    sent = {"draft": draft.pk, "since": since, "until": until}
    answer = administrator.post(f"{PAGE}items/permit/publish/", sent, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in text(answer)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_version_to_come_is_taken_back(world: World, administrator: Client) -> None:
    later = today() + timedelta(days=7)
    publish_item(centre=world.centre, item=item("civil", "register", fee=5), since=later)
    there = f"{PAGE}items/register/"
    page = text(administrator.get(there, headers=ENGLISH))
    assert "To come" in page
    assert "In force" in page
    assert administrator.post(f"{there}2/withdraw/").status_code == 303
    assert service_offered(world.centre, "register", later).version == 1  # type: ignore[union-attr]
    assert administrator.post(f"{there}1/withdraw/").status_code == 409
    assert administrator.post(f"{there}9/withdraw/").status_code == 404


# What is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "services.yaml", "empty"),
        (b"\x89PNG\r\n", "services.yaml", "is a picture"),
        (b"PK\x03\x04rest", "services.xlsx", "is a packed file, but no workbook"),
        (b"services: []", "services.xlsx", "is named .xlsx, but holds text"),
        (b"services: [", "services.yaml", "is not YAML"),
        (b"<script>alert(1)</script>", "<b>.yaml", "must hold"),
        (b"services:\n  - code: x\n", "services.yaml", "services[0].unit: is missing"),
    ],
)
def test_a_file_that_is_no_catalogue_is_told_and_changes_nothing(
    world: World, administrator: Client, content: bytes, name: str, told: str
) -> None:
    answer = looked(administrator, content, name)
    assert answer.status_code == 422
    assert told in text(answer)
    assert "<b>" not in text(answer)
    assert ServiceItem.objects.count() == 2


def test_what_is_wrong_stands_beside_its_item_and_nothing_can_be_published(
    world: World, administrator: Client
) -> None:
    content = file_of(item("civil", "permit"), item("civil", "late")).replace(b"3 days", b"9 days")
    answer = looked(administrator, content.replace(b"9 days", b"3 days", 1))
    assert answer.status_code == 422
    assert [line.outcome for line, _ in answer.context["lines"]] == ["new", "wrong"]
    assert "longer than the statutory one" in text(answer)
    assert "nothing can be published" in text(answer)
    assert not answer.context["kept"]


@pytest.mark.parametrize("since", ["2020-01-01", "soon", ""])
def test_a_day_that_is_over_or_none_is_refused(
    world: World, administrator: Client, since: str
) -> None:
    answer = looked(administrator, file_of(item("civil", "permit")), since=since)
    assert answer.status_code == 422


def test_a_large_file_is_refused_before_it_is_read(world: World, administrator: Client) -> None:
    assert "larger than 2 MB" in text(looked(administrator, b"#" * 2_000_001))


@pytest.mark.parametrize("kept", ["", "made-up", "a:b:c"])
def test_what_was_not_looked_through_here_is_not_published(
    world: World, administrator: Client, kept: str
) -> None:
    answer = administrator.post(f"{PAGE}publish/", {"kept": kept})
    assert answer.status_code == 303
    assert ServiceItem.objects.count() == 2


def test_what_was_looked_through_is_kept_for_an_hour_and_for_one_hall(
    world: World, administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = looked(administrator, file_of(item("civil", "permit")))
    monkeypatch.setattr(importing, "KEPT_FOR", -1)
    published(administrator, answer)
    monkeypatch.setattr(importing, "KEPT_FOR", 60)
    stranger = world.stranger
    stranger.role = "administrator"
    stranger.save()
    sent = {"kept": answer.context["kept"]}
    sign_in(stranger).post("/testhall-far/catalogue/publish/", sent)
    assert not ServiceItem.objects.filter(code="permit").exists()


def test_a_formula_in_a_name_stays_text_in_the_report(world: World, administrator: Client) -> None:
    evil = dict.fromkeys(("ko", "zh", "en"), '=HYPERLINK("http://x")<script>')
    answer = looked(administrator, file_of(item("civil", "permit", names=evil)))
    assert "&lt;script&gt;" in text(answer)
    assert "<script>" not in text(answer).split("</head>")[1].split("permit")[0]


# Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "director", "stranger"])
def test_only_the_administrator_has_these_pages(world: World, member: str) -> None:
    publish_item(
        centre=world.centre,
        item=item("civil", "register", fee=5),
        since=today() + timedelta(days=7),
    )
    client = sign_in(getattr(world, member))
    asks: list[Callable[[], Any]] = [
        lambda: client.get(PAGE),
        lambda: client.get(f"{PAGE}services.yaml"),
        lambda: client.get(f"{PAGE}items/register/"),
        lambda: looked(client, file_of(item("civil", "permit"))),
        lambda: client.post(f"{PAGE}publish/", {}),
        lambda: client.post(f"{PAGE}items/register/2/withdraw/"),
        lambda: client.post(f"{PAGE}items/register/publish/", {}),
    ]
    assert [ask().status_code for ask in asks] == [403] * len(asks)


def test_whoever_has_not_signed_in_is_sent_to_sign_in(world: World, client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_what_is_not_there_is_not_found(world: World, administrator: Client) -> None:
    for address in ("services.pdf", "items/flying/"):
        assert administrator.get(f"{PAGE}{address}").status_code == 404


def test_history_does_not_make_the_page_ask_more(
    world: World,
    administrator: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for fee in range(1, 8):
        service = publish_item(
            centre=world.centre,
            item=item("civil", "register", fee=fee),
            since=today() + timedelta(days=fee),
        )
    withdraw_version(service=service, by=None, at=timezone.now())
    with django_assert_max_num_queries(6):
        assert administrator.get(PAGE).status_code == 200
    with django_assert_max_num_queries(6):
        assert administrator.get(f"{PAGE}items/register/").status_code == 200
