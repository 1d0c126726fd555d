"""The standard that was in force on a day is found, whole and unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from servicehall.checks.actions import publish, put_in_force
from servicehall.checks.models import PublishedStandard
from servicehall.checks.queries import (
    NoStandard,
    StandardChanged,
    pack_of,
    standard_in_force,
    stretches_in_force,
    versions,
)
from servicehall.standard.pack import Pack
from tests.checks.making import NINE, check_form, make_pack

DAY = date(2026, 11, 9)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    pack_of.cache_clear()
    yield
    pack_of.cache_clear()


def pack(version: str = "1.0.0") -> Pack:
    return make_pack(
        check_form(
            code="waited_long",
            template="limit",
            activation={"kind": "ticket.called", "where": [{"field": "passed_over", "equals": 0}]},
            field="waited_minutes",
            at_most=[{"since": "2026-01-01", "value": 15, "source": "clause"}],
        ),
        check_form(template="existence", target="visit.finished", credit=1.5),
        version=version,
    )


def put(version: str, days: int) -> None:
    standard = publish(pack=pack(version), at=NINE)
    put_in_force(centre="hall", standard=standard, since=DAY + timedelta(days=days), at=NINE)


def test_a_published_standard_is_read_back_as_it_was() -> None:
    standard = publish(pack=pack(), at=NINE)
    assert pack_of(standard.sha256) == pack()


def test_each_day_has_the_standard_that_was_in_force_on_it() -> None:
    put("1.0.0", 0)
    put("1.1.0", 10)
    found = {
        days: standard_in_force("hall", DAY + timedelta(days=days)).header.version
        for days in (0, 9, 10, 400)
    }
    assert found == {0: "1.0.0", 9: "1.0.0", 10: "1.1.0", 400: "1.1.0"}


def test_a_day_before_the_first_standard_has_none() -> None:
    put("1.0.0", 0)
    with pytest.raises(NoStandard, match="hall on 2026-11-08") as caught:
        standard_in_force("hall", DAY - timedelta(days=1))
    assert (caught.value.centre, caught.value.day) == ("hall", date(2026, 11, 8))


def test_a_centre_without_a_standard_has_none() -> None:
    put("1.0.0", 0)
    with pytest.raises(NoStandard, match="branch"):
        standard_in_force("branch", DAY)
    assert versions("branch") == []


def test_the_content_is_read_once_and_then_remembered(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    put("1.0.0", 0)
    first = standard_in_force("hall", DAY)
    with django_assert_num_queries(1):
        assert standard_in_force("hall", DAY) is first


def test_a_hash_that_nobody_published_is_not_found() -> None:
    with pytest.raises(PublishedStandard.DoesNotExist):
        pack_of("0" * 64)


def test_a_document_that_was_changed_behind_its_hash_is_not_used() -> None:
    standard = publish(pack=pack(), at=NINE)
    standard.document["header"]["version"] = "1.0.1"
    PublishedStandard.objects.filter(pk=standard.pk).update(document=standard.document)
    with pytest.raises(StandardChanged, match=standard.sha256):
        pack_of(standard.sha256)


def test_versions_come_the_latest_first_with_their_standard(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    put("1.0.0", 0)
    put("1.1.0", 10)
    with django_assert_num_queries(1):
        assert [(each.standard.version, each.since) for each in versions("hall")] == [
            ("1.1.0", DAY + timedelta(days=10)),
            ("1.0.0", DAY),
        ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (0, 3, [("1.0.0", 0, 3)]),
        (9, 9, [("1.0.0", 9, 9)]),
        (9, 10, [("1.0.0", 9, 9), ("1.1.0", 10, 10)]),
        (3, 40, [("1.0.0", 3, 9), ("1.1.0", 10, 19), ("1.2.0", 20, 40)]),
        (20, 20, [("1.2.0", 20, 20)]),
    ],
)
def test_days_are_parted_where_another_standard_comes_into_force(
    since: int, until: int, expected: list[tuple[str, int, int]]
) -> None:
    for version, days in (("1.0.0", 0), ("1.1.0", 10), ("1.2.0", 20)):
        put(version, days)
    found = stretches_in_force("hall", DAY + timedelta(days=since), DAY + timedelta(days=until))
    assert [
        (each.header.version, (first - DAY).days, (last - DAY).days) for each, first, last in found
    ] == expected


def test_days_that_begin_before_the_first_standard_are_not_parted() -> None:
    put("1.0.0", 0)
    with pytest.raises(NoStandard):
        stretches_in_force("hall", DAY - timedelta(days=1), DAY)
