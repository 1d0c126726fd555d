"""The overview: for who oversees the centre, and every figure a way to what it is made of."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from servicehall.findings.models import Finding, Tally
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    LANGUAGES,
    TUESDAY,
    anonymous,
    found,
    main_of,
    multiply,
    words_of,
)
from tests.world import MONDAY, World

PAGE = "/testhall/leadership/"


@pytest.fixture
def director(hall: World) -> Client:
    return sign_in(hall.director)


def words(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return words_of(text(answer))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("director", 200),
        ("supervisor", 200),
        ("administrator", 200),
        ("lead", 403),
        ("clerk", 403),
        ("stranger", 403),
    ],
)
def test_it_is_for_who_oversees_the_centre(hall: World, name: str, status: int) -> None:
    answer = sign_in(getattr(hall, name)).get(PAGE)
    assert answer.status_code == status
    assert ("Civil affairs" in main_of(text(answer))) is (status == 200)


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


def test_the_standard_is_told_in_figures_with_their_n(director: Client) -> None:
    told = words(director)
    assert "Nov. 3, 2026 to Nov. 9, 2026, beside the same stretch before" in told
    assert "Kept, of all that facts decide 72.2 % n = 18 · nothing to compare with" in told
    assert "Standardised 66.7 % n = 6" in told
    assert "Integrity 75 % n = 4" in told
    assert "Efficiency 75 % n = 8" in told
    assert "Findings to decide 5 the oldest: yesterday, Mon 09:10" in told


def test_a_change_is_told_against_the_stretch_before(hall: World, director: Client) -> None:
    """Last week all was kept but what stands for this week's arrivals."""
    for tally in Tally.objects.filter(outcome="pass"):
        tally.pk = None
        tally.day = MONDAY - timedelta(days=7)
        tally.save()
    told = words(director)
    assert "72.2 % n = 18 · ▼ −27.8 points" in told
    assert "before: 0" in told
    assert "72.2 %" not in words(director, days="14")


def test_what_did_not_change_says_so(hall: World, director: Client) -> None:
    for tally in Tally.objects.all():
        tally.pk = None
        tally.day = MONDAY - timedelta(days=7)
        tally.save()
    assert "72.2 % n = 18 · unchanged" in words(director)


@pytest.mark.parametrize("days", ["x", "0", "8", "-7", "9999999"])
def test_an_unknown_stretch_has_no_page(director: Client, days: str) -> None:
    assert director.get(PAGE, {"days": days}).status_code == 404


def test_every_cell_opens_just_its_findings(hall: World, director: Client) -> None:
    multiply(found("told_orally_only"), 3)
    Finding.objects.filter(reference="F0").update(happened=TUESDAY - timedelta(days=30))
    Finding.objects.filter(reference="F1").update(unit="roads")
    shown = main_of(text(director.get(PAGE)))
    cells = re.findall(r'<a class="heat-cell ([\w-]+)" href="([^"]+)">([^<]+)<', shown)
    assert len(cells) == 6, "three chapters were decided, in one unit and so in the hall"
    opened = {}
    for heat, href, share in cells:
        listed = main_of(text(director.get(href.replace("&amp;", "&"))))
        opened[re.sub(r"&amp;since=.*", "", href)] = (heat, share, listed.count("<tr>") - 1)
    inbox = "/testhall/findings/?status=all&amp;"
    assert opened == {
        f"{inbox}unit=civil&amp;chapter=2.1": ("heat-1", "66.7 %", 2),
        f"{inbox}chapter=2.1": ("heat-1", "66.7 %", 2),
        f"{inbox}unit=civil&amp;chapter=2.3": ("heat-1", "75 %", 1),
        f"{inbox}chapter=2.3": ("heat-1", "75 %", 1),
        f"{inbox}unit=civil&amp;chapter=2.6": ("heat-1", "75 %", 3),
        f"{inbox}chapter=2.6": ("heat-1", "75 %", 4),
    }


def test_a_value_opens_the_findings_of_its_clauses(director: Client) -> None:
    shown = main_of(text(director.get(PAGE)))
    (href,) = re.findall(r'href="([^"]+value=integrity[^"]*)"', shown)
    listed = main_of(text(director.get(href.replace("&amp;", "&"))))
    assert found("called_out_of_order").reference in listed
    assert listed.count("<tr>") == 2


def test_what_is_broken_most_opens_its_check_and_its_findings(director: Client) -> None:
    told = words(director)
    assert "Called out of order 2.3.2 · 50 % (n = 2) · Civil affairs 1/1 1 time" in told
    assert "Finished early" not in told.partition("Broken most often")[2]


def test_before_anything_is_judged_it_says_what_will_come(hall: World, director: Client) -> None:
    Tally.objects.all().delete()
    Finding.objects.all().delete()
    told = words(director)
    assert "Nothing was broken" in told
    assert "Findings to decide 0 nothing waits" in told
    assert "Kept, of all that facts decide –" in told


def test_an_imported_record_is_told_by_its_own_last_days(hall: World, director: Client) -> None:
    Tally.objects.update(day=MONDAY.replace(year=2011))
    assert "to Nov. 9, 2011" in words(director)


def test_a_day_that_has_not_come_is_not_told(hall: World, director: Client) -> None:
    Tally.objects.filter(check_code="clocked_in_late").update(day=MONDAY + timedelta(days=9))
    assert "to Nov. 10, 2026" in words(director)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(director: Client, language: str) -> None:
    director.cookies["django_language"] = language
    heading = {
        "ko": "규범이 지켜지고 있습니까?",
        "zh-hans": "规范是否得到遵守？",
        "en": "Is the standard kept?",
    }
    assert heading[language] in words(director)


def test_a_centre_without_a_standard_has_no_overview(world: World) -> None:
    assert sign_in(world.director).get(PAGE).status_code == 404


def test_the_page_asks_no_more_of_a_long_record(hall: World, director: Client) -> None:
    director.get(PAGE)
    with statements() as few:
        director.get(PAGE)
    multiply(found("clocked_in_late"), 60)
    with statements() as many:
        director.get(PAGE)
    assert len(many) == len(few) <= 15, len(few)
