"""Publishing a standard keeps it for ever; putting it in force never rewrites the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from servicehall.checks.actions import publish, put_in_force
from servicehall.checks.models import InForce, PublishedStandard
from servicehall.checks.queries import versions
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, FactObject
from servicehall.standard.pack import Pack
from tests.checks.making import NINE, check_form, make_pack

DAY = date(2026, 11, 9)

pytestmark = pytest.mark.django_db


def pack_with(title: str = "text", version: str = "1.0.0", name: str = "small-hall") -> Pack:
    """A pack of which the content differs by its title."""
    texts = {"zh": "文", "ko": "글", "en": title}
    check = check_form(template="existence", target="badge.checked", title=texts)
    return make_pack(check, version=version, name=name)


def published(title: str = "text", version: str = "1.0.0") -> PublishedStandard:
    return publish(pack=pack_with(title, version), at=NINE)


def facts(kind: str) -> list[Fact]:
    return list(Fact.objects.filter(kind=kind).order_by("pk"))


def test_what_is_published_is_kept_and_recorded() -> None:
    pack = pack_with()
    standard = publish(pack=pack, at=NINE, by="director")
    standard.refresh_from_db()
    assert (standard.sha256, standard.name, standard.version) == (
        pack.sha256,
        "small-hall",
        "1.0.0",
    )
    assert standard.published_at == NINE
    (fact,) = facts("standard.published")
    assert (fact.centre, fact.recorder, fact.happened) == ("", "director", NINE)
    assert fact.data == {"version": "1.0.0"}
    place = FactObject.objects.get(fact=fact)
    assert (place.object_type, place.object_id) == ("standard", standard.reference)
    assert pack.sha256.startswith(place.object_id)


def test_publishing_the_same_content_again_changes_nothing() -> None:
    first = published()
    again = publish(pack=pack_with(), at=NINE + timedelta(days=1))
    assert again.pk == first.pk
    assert again.published_at == NINE
    assert len(facts("standard.published")) == 1


def test_a_version_is_never_published_with_other_content() -> None:
    first = published()
    with pytest.raises(Refused) as refused:
        published("other")
    assert refused.value.code == "version_taken"
    assert refused.value.about == {"name": "small-hall", "version": "1.0.0"}
    assert [each.pk for each in PublishedStandard.objects.all()] == [first.pk]
    assert len(facts("standard.published")) == 1


def test_another_version_or_another_name_is_published_beside_it() -> None:
    published()
    published("other", version="1.0.1")
    publish(pack=pack_with("third", name="other-hall"), at=NINE)
    assert PublishedStandard.objects.count() == 3


def test_the_database_itself_holds_a_version_to_one_content() -> None:
    published()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedStandard.objects.create(
            sha256="0" * 64, name="small-hall", version="1.0.0", document={}, published_at=NINE
        )


def test_a_standard_binds_a_centre_from_a_day_on_and_that_is_recorded() -> None:
    standard = published()
    in_force = put_in_force(centre="hall", standard=standard, since=DAY, at=NINE, by="director")
    assert (in_force.centre, in_force.standard_id, in_force.since) == ("hall", standard.pk, DAY)
    (fact,) = facts("standard.put_in_force")
    assert (fact.centre, fact.recorder, fact.data) == ("hall", "director", {"since": "2026-11-09"})
    assert FactObject.objects.get(fact=fact).object_id == standard.reference


def test_putting_in_force_what_is_in_force_changes_nothing() -> None:
    standard = published()
    first = put_in_force(centre="hall", standard=standard, since=DAY, at=NINE)
    for since in (DAY, DAY + timedelta(days=30)):
        again = put_in_force(centre="hall", standard=standard, since=since, at=NINE)
        assert again.pk == first.pk
    assert InForce.objects.count() == 1
    assert len(facts("standard.put_in_force")) == 1


def test_repeating_a_step_of_the_past_changes_nothing() -> None:
    old, new = published(), published("other", version="1.0.1")
    first = put_in_force(centre="hall", standard=old, since=DAY, at=NINE)
    put_in_force(centre="hall", standard=new, since=DAY + timedelta(days=5), at=NINE)
    assert put_in_force(centre="hall", standard=old, since=DAY, at=NINE).pk == first.pk
    assert InForce.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "code"),
    [(-1, "standard_in_past"), (-400, "standard_in_past"), (0, "standard_day_taken")],
)
def test_no_standard_comes_into_force_before_or_beside_the_last(days: int, code: str) -> None:
    old, new = published(), published("other", version="1.0.1")
    put_in_force(centre="hall", standard=old, since=DAY, at=NINE)
    with pytest.raises(Refused) as refused:
        put_in_force(centre="hall", standard=new, since=DAY + timedelta(days=days), at=NINE)
    assert refused.value.code == code
    assert refused.value.about == {"since": DAY}
    assert [each.standard_id for each in InForce.objects.all()] == [old.pk]
    assert len(facts("standard.put_in_force")) == 1


def test_a_standard_of_old_may_come_back_later() -> None:
    old, new = published(), published("other", version="1.0.1")
    for days, standard in enumerate((old, new, old)):
        put_in_force(centre="hall", standard=standard, since=DAY + timedelta(days=days), at=NINE)
    assert [each.standard.version for each in versions("hall")] == ["1.0.0", "1.0.1", "1.0.0"]


def test_each_centre_goes_its_own_way() -> None:
    old, new = published(), published("other", version="1.0.1")
    put_in_force(centre="hall", standard=new, since=DAY, at=NINE)
    put_in_force(centre="branch", standard=old, since=DAY - timedelta(days=9), at=NINE)
    assert [each.standard_id for each in versions("hall")] == [new.pk]
    assert [each.standard_id for each in versions("branch")] == [old.pk]
