"""Versions of a service item: drafts, days in force, who may, and what stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from servicehall.catalogue.actions import (
    draft_item,
    draft_items,
    publish_draft,
    publish_item,
    publish_items,
    withdraw_version,
)
from servicehall.catalogue.models import EVER, ServiceItem
from servicehall.catalogue.queries import (
    latest_versions,
    service_by_code,
    service_offered,
    services,
    versions,
)
from servicehall.catalogue.said import said_of
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from tests.world import MONDAY, World, at, item, names

TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def draft(world: World, **but: Any) -> ServiceItem:
    form = item("civil", "register", **({"next_unit": "roads"} | but))
    return draft_item(centre=world.centre, item=form, by=world.administrator, at=at(9))


def published(world: World, since: date, until: date | None = None, **but: Any) -> ServiceItem:
    return publish_draft(
        draft=draft(world, **but), since=since, until=until, by=world.administrator, at=at(9)
    )


def offered(world: World, day: date) -> int | None:
    """The version that every question about the day finds."""
    found = {each.code: each.version for each in services(world.centre, day)}.get("register")
    one = service_offered(world.centre, "register", day)
    assert (one.version if one else None) == found
    for codes in (["register"], ["register", "digging"]):
        several = latest_versions(world.centre, codes, day).get("register")
        assert (several.version if several else None) == found
    try:
        assert service_by_code(world.centre, "register", day).version == found
    except ServiceItem.DoesNotExist:
        assert found is None
    return found


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


# Days in force -------------------------------------------------------------------------------


def test_a_version_is_offered_from_its_day_on(world: World) -> None:
    published(world, FRIDAY, fee=100)
    assert [offered(world, day) for day in (EVER, MONDAY, FRIDAY - timedelta(days=1))] == [1, 1, 1]
    assert [offered(world, day) for day in (FRIDAY, NEXT_MONDAY, date.max)] == [2, 2, 2]


def test_of_versions_to_come_each_has_its_own_days(world: World) -> None:
    published(world, NEXT_MONDAY, fee=200)
    published(world, FRIDAY, fee=100)
    assert [offered(world, day) for day in (MONDAY, FRIDAY, NEXT_MONDAY)] == [1, 3, 2]


def test_after_its_last_day_a_version_is_not_offered(world: World) -> None:
    published(world, TUESDAY, FRIDAY)
    days = (MONDAY, TUESDAY, FRIDAY, FRIDAY + timedelta(days=1))
    assert [offered(world, day) for day in days] == [1, 2, 2, None]


def test_a_version_that_begins_on_the_same_day_takes_the_place_of_the_other(world: World) -> None:
    first = published(world, FRIDAY, fee=100)
    second = published(world, FRIDAY, fee=200)
    first.refresh_from_db()
    assert (first.status, second.status) == ("withdrawn", "published")
    assert offered(world, FRIDAY) == second.version


def test_the_database_keeps_two_versions_from_beginning_on_one_day(world: World) -> None:
    published(world, FRIDAY, fee=100)
    second = draft(world, fee=200)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceItem.objects.filter(pk=second.pk).update(status="published", valid_from=FRIDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceItem.objects.filter(pk=second.pk).update(status="published", valid_from=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceItem.objects.filter(code="digging").update(valid_from=FRIDAY, valid_until=MONDAY)


def test_the_day_is_that_of_the_hall(world: World) -> None:
    """In Seoul it is Tuesday, while in London it is Monday still."""
    late = at(0, 30, day=TUESDAY)
    with refused("since_past"):
        publish_draft(draft=draft(world), since=MONDAY, by=world.administrator, at=late)
    publish_draft(draft=draft(world, fee=1), since=TUESDAY, by=world.administrator, at=late)
    Centre.objects.filter(pk=world.centre.pk).update(timezone="Europe/London")
    other = ServiceItem.objects.select_related("centre").get(pk=draft(world, fee=2).pk)
    publish_draft(draft=other, since=MONDAY, by=world.administrator, at=late)


def test_a_running_case_keeps_its_version(world: World) -> None:
    world.on_duty()
    case = world.case()
    published(world, MONDAY, fee=900, materials=[])
    case.refresh_from_db()
    assert (case.service.version, case.service.fee) == (1, 0)
    assert [each.code for each in case.service.materials.all()] == ["form", "proof"]


def test_looking_for_a_version_costs_what_it_did(
    world: World, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        published(world, FRIDAY + timedelta(days=number), fee=number + 1)
    with django_assert_num_queries(1):
        assert service_offered(world.centre, "register", MONDAY)
    with django_assert_num_queries(2):
        assert service_by_code(world.centre, "register", MONDAY).materials.all()
    with django_assert_num_queries(1):
        assert len(latest_versions(world.centre, ["register", "digging"], MONDAY)) == 2
    with django_assert_num_queries(2):
        assert len(services(world.centre, MONDAY)) == 2


# Drafts and publishing -----------------------------------------------------------------------


def test_a_draft_is_not_offered_and_can_be_written_over(world: World) -> None:
    draft(world, fee=1)
    second = draft(world, fee=2)
    assert [each.fee for each in versions(world.centre, "register") if each.status == "draft"] == [
        2
    ]
    assert second.version == 2
    assert offered(world, date.max) == 1


def test_what_is_drafted_published_and_withdrawn_is_recorded(world: World) -> None:
    version = published(world, FRIDAY, NEXT_MONDAY)
    withdraw_version(service=version, by=world.administrator, at=at(10))
    assert list(Fact.objects.order_by("pk").values_list("kind", "staff", "data__valid_from")) == [
        ("service.drafted", "administrator", None),
        ("service.published", "administrator", "2026-11-13"),
        ("service.withdrawn", "administrator", "2026-11-13"),
    ]
    fact = Fact.objects.get(kind="service.published")
    assert (fact.unit, fact.data["service"], fact.data["version"]) == ("civil", "register", 2)
    assert fact.data["valid_until"] == "2026-11-16"


def test_publishing_twice_by_one_key_publishes_once(world: World) -> None:
    kept = draft(world)
    for _click in range(2):
        done = publish_draft(
            draft=kept, since=FRIDAY, by=world.administrator, at=at(9), key="publish-1"
        )
        assert done.pk == kept.pk
    assert Fact.objects.filter(kind="service.published").count() == 1


def test_what_is_published_is_no_draft_any_more(world: World) -> None:
    version = published(world, FRIDAY)
    with refused("not_a_draft"):
        publish_draft(draft=version, since=NEXT_MONDAY, by=world.administrator, at=at(9))
    assert offered(world, FRIDAY) == version.version
    version.refresh_from_db()
    assert (version.valid_from, version.status) == (FRIDAY, "published")


def test_a_draft_that_says_what_no_item_can_is_not_published(world: World) -> None:
    kept = draft(world)
    kept.statutory_limit = "soon"
    with refused("draft_wrong") as raised:
        publish_draft(draft=kept, since=FRIDAY, by=world.administrator, at=at(9))
    assert raised.value.about["place"] == "statutory_limit"


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (MONDAY - timedelta(days=1), None, "since_past"),
        (FRIDAY, TUESDAY, "version_ends_first"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    world: World, since: date, until: date | None, code: str
) -> None:
    kept = draft(world)
    with refused(code):
        publish_draft(draft=kept, since=since, until=until, by=world.administrator, at=at(9))
    kept.refresh_from_db()
    assert kept.status == "draft"


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "director", "stranger"])
def test_only_the_administrator_publishes(world: World, member: str) -> None:
    by = getattr(world, member)
    kept, form = draft(world), item("civil", "permit")
    for act in (
        lambda: draft_item(centre=world.centre, item=form, by=by, at=at(9)),
        lambda: publish_draft(draft=kept, since=FRIDAY, by=by, at=at(9)),
        lambda: withdraw_version(service=world.service, by=by, at=at(9)),
        lambda: publish_items(centre=world.centre, items=[form], since=FRIDAY, by=by, at=at(9)),
    ):
        with refused("not_permitted"):
            act()
    assert not ServiceItem.objects.filter(code="permit").exists()


def test_a_version_is_withdrawn_before_its_day_only(world: World) -> None:
    version = published(world, FRIDAY)
    withdraw_version(service=version, by=world.administrator, at=at(9, day=TUESDAY))
    assert offered(world, FRIDAY) == 1
    second = published(world, FRIDAY)
    for service, day in ((second, FRIDAY), (world.service, MONDAY), (version, TUESDAY)):
        with refused("version_begun"):
            withdraw_version(service=service, by=world.administrator, at=at(9, day=day))
    assert offered(world, FRIDAY) == second.version


# By the rule of the place --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jurisdiction", "change", "code"),
    [
        ("KR", {"statutory_limit": "6 days", "promised_limit": "48 hours"}, "promise_longer"),
        ("CN", {"statutory_limit": "3 hours", "promised_limit": "immediate"}, "promise_longer"),
        (
            "KR",
            {
                "stages": [{"code": "a", "names": names("a"), "limit": "1 day"}],
                "promised_limit": "immediate",
            },
            "stages_longer",
        ),
        ("KR", {"further_units": ["parks"]}, "unknown_unit"),
        (
            "KR",
            {"stages": [{"code": "a", "names": names("a"), "limit": "1 day", "unit": "parks"}]},
            "unknown_unit",
        ),
    ],
)
def test_what_the_place_does_not_allow_is_refused(
    world: World, jurisdiction: str, change: dict[str, Any], code: str
) -> None:
    Centre.objects.filter(pk=world.centre.pk).update(jurisdiction=jurisdiction)
    world.centre.refresh_from_db()
    with refused(code):
        draft(world, **change)
    with refused(code):
        publish_item(centre=world.centre, item=item("civil", "permit", next_unit="roads", **change))
    assert not ServiceItem.objects.filter(code="permit").exists()


# Many at once --------------------------------------------------------------------------------


def test_items_are_published_together_and_what_is_the_same_stays(world: World) -> None:
    same = said_of(service_by_code(world.centre, "register", MONDAY))
    forms = [same, item("roads", "digging", fee=5), item("civil", "permit")]
    made = publish_items(
        centre=world.centre, items=forms, since=FRIDAY, by=world.administrator, at=at(9)
    )
    assert [each.reference for each in made] == ["digging/2", "permit/1"]
    assert Fact.objects.filter(kind="service.published").count() == 2
    again = publish_items(
        centre=world.centre, items=forms, since=FRIDAY, by=world.administrator, at=at(9)
    )
    assert again == []


def test_of_items_of_which_one_is_refused_none_is_published(world: World) -> None:
    wrong = item("civil", "late").model_copy(update={"unit": "parks"})
    with refused("unknown_unit"):
        publish_items(
            centre=world.centre,
            items=[item("civil", "permit"), wrong],
            since=FRIDAY,
            by=world.administrator,
            at=at(9),
        )
    with refused("unknown_unit"):
        draft_items(centre=world.centre, items=[item("civil", "permit"), wrong], by=None, at=at(9))
    assert not ServiceItem.objects.filter(code="permit").exists()
    assert not Fact.objects.exists()


def test_what_is_said_of_an_item_comes_back_as_it_was_said(world: World) -> None:
    form = item(
        "civil",
        "permit",
        next_unit="roads",
        further_units=["civil", "roads"],
        questions=[
            {
                "code": "who",
                "text": names("Who?"),
                "options": [
                    {"code": "self", "names": names("Self")},
                    {"code": "proxy", "names": names("Proxy")},
                ],
            }
        ],
        materials=[
            {
                "code": "attorney",
                "names": names("attorney"),
                "when": names("by proxy"),
                "condition": "who is  proxy",
                "sample": "https://example.org/sample.pdf",
            }
        ],
        stages=[{"code": "a", "names": names("a"), "limit": "3 working days", "unit": "roads"}],
        legal_basis=[{"law": names("Act"), "article": "1", "text": names("The text.")}],
        eligibility=[{"text": names("Residents")}],
    )
    service = publish_item(centre=world.centre, item=form)
    assert said_of(ServiceItem.objects.get(pk=service.pk)) == form
    assert service.materials.get().condition == "who is proxy"
    assert service.stages[0]["limit"] == "3 days"
