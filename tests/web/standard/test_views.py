"""The standard is public: what it says, how it is watched and kept, and nobody's name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from servicehall.findings.models import Finding, Tally
from servicehall.hall.models import Centre, StaffMember
from servicehall.standard.pack import Dated
from servicehall.web.standard.views import number_on
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    LANGUAGES,
    anonymous,
    found,
    main_of,
    multiply,
    stations,
    with_role,
    words_of,
)
from tests.world import MONDAY, World, shipped_standard

STANDARD = "/testhall/standard/"
PAGES = (
    STANDARD,
    f"{STANDARD}clauses/2.1.1/",
    f"{STANDARD}clauses/2.2.1/",
    f"{STANDARD}clauses/preamble/",
    f"{STANDARD}checks/told_orally_only/",
    f"{STANDARD}checks/finished_early/",
)
STAFF_DATA = ("Member ", "/findings/F", "/record/", "/scores/", "/my-month/", "Latest findings")


# The public ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_anybody_reads_it_and_sees_nothing_of_the_staff(hall: World, path: str) -> None:
    for client in (anonymous(), sign_in(hall.stranger)):
        answer = client.get(path)
        assert answer.status_code == 200
        shown = main_of(text(answer))
        assert [each for each in STAFF_DATA if each in shown] == []
        assert list(stations(text(answer))) == [
            "Clause",
            "Check",
            "Facts",
            "Finding",
            "Rectification",
            "Score",
        ]
        hrefs = [href for href, _ in stations(text(answer)).values()]
        assert all(hrefs[:2])
        assert not any(hrefs[2:])


def test_the_public_is_told_how_much_was_judged_but_not_whom(hall: World) -> None:
    told = stations(text(anonymous().get(f"{STANDARD}clauses/2.1.1/")))
    assert told["Facts"][1] == "5 judged"
    assert told["Finding"][1] == "2 findings"
    assert told["Rectification"][1] == told["Score"][1] == "staff only"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_and_check_has_its_page_in_every_language(hall: World, language: str) -> None:
    pack = shipped_standard()
    client = anonymous()
    client.cookies["django_language"] = language
    code = language.partition("-")[0]
    for clause in pack.clauses:
        shown = words_of(text(client.get(f"{STANDARD}clauses/{clause.number}/")))
        assert clause.title[code] in shown
        assert clause.text[code].split("\n")[0][:40] in shown
    for _, check in pack.checks:
        shown = words_of(text(client.get(f"{STANDARD}checks/{check.code}/")))
        assert check.title[code] in shown
        assert re.sub(r"\s+", " ", check.explains[code]).strip() in shown


@pytest.mark.parametrize(
    "path",
    ["clauses/9.9/", "clauses/2.6/", "checks/invented/", "checks/told_orally_only/more/"],
)
def test_what_is_not_in_the_standard_has_no_page(hall: World, path: str) -> None:
    assert anonymous().get(STANDARD + path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_centre_without_a_standard_has_no_such_page(world: World, path: str) -> None:
    assert anonymous().get(path).status_code == 404
    assert anonymous().get(path.replace("testhall", "nowhere")).status_code == 404


# The standard --------------------------------------------------------------------------------


def test_the_standard_is_read_from_the_first_clause_to_the_last(hall: World) -> None:
    shown = main_of(text(anonymous().get(STANDARD)))
    places = [shown.index(f'id="clause-{each.number}"') for each in shipped_standard().clauses]
    assert places == sorted(places)
    words = words_of(text(anonymous().get(STANDARD)))
    for phrase in shipped_standard().phrases:
        assert phrase.text["en"] in words
    assert shipped_standard().sha256 in words
    assert "in force from" in words


def test_coverage_is_a_number_and_each_clause_tells_how_it_is_watched(hall: World) -> None:
    shown = main_of(text(anonymous().get(STANDARD)))
    pack = shipped_standard()
    for label, count in (
        ("Clauses", len(list(pack.clauses))),
        ("Decided by facts", sum(bool(each.checks) for each in pack.clauses)),
        ("Looked at by people", sum(bool(each.observed) for each in pack.clauses)),
        ("Heard in what is said", sum(bool(each.spoken) for each in pack.clauses)),
    ):
        figure = rf">{label}</span> <span class=\"figure-value\">{count}<"
        assert re.search(figure, shown), label
    row = shown.partition('id="clause-2.2.1"')[2].partition("</li>")[0]
    assert "People observe" in row
    assert "Facts decide" not in row
    assert "Should" in row


def test_the_list_of_checks_tells_what_each_costs_and_how_often_it_was_kept(hall: World) -> None:
    shown = words_of(text(anonymous().get(STANDARD)))
    assert "Arrived late 2.1.1 Shift 0 % 1 −1" in shown
    assert re.search(r"Finished early 2\.6\.3 Case 100 % \d+ \+0\.2", shown), shown[-3000:]


# Clauses and checks --------------------------------------------------------------------------


def test_a_clause_tells_how_often_it_was_kept_and_in_what_days(hall: World) -> None:
    shown = words_of(text(anonymous().get(f"{STANDARD}clauses/2.1.1/")))
    assert "60 % n = 5" in shown
    assert "In the last 30 days." in shown
    Tally.objects.update(day=MONDAY.replace(month=9))
    shown = words_of(text(anonymous().get(f"{STANDARD}clauses/2.1.1/")))
    assert "Nothing has been judged by this clause yet." in shown
    assert "60 %" not in shown


def test_an_imported_record_counts_however_old_it_is(hall: World) -> None:
    Tally.objects.update(day=MONDAY.replace(year=2011))
    Centre.objects.filter(code="testhall").update(receives=False)
    shown = words_of(text(anonymous().get(f"{STANDARD}clauses/2.1.1/")))
    assert "60 % n = 5" in shown
    assert "In the last" not in shown


def test_what_needs_a_person_is_told_apart_from_what_was_kept(hall: World) -> None:
    Tally.objects.filter(check_code="clocked_in_late").update(outcome="needs_judgement")
    shown = words_of(text(anonymous().get(f"{STANDARD}clauses/2.1.1/")))
    assert "75 % n = 4" in shown
    assert "1 more could not be decided by facts alone." in shown
    shown = words_of(text(anonymous().get(f"{STANDARD}checks/clocked_in_late/")))
    assert "A person must judge 1" in shown
    assert " % kept" not in shown


def test_clauses_that_facts_do_not_decide_say_so(hall: World) -> None:
    shown = words_of(text(anonymous().get(f"{STANDARD}clauses/2.1.2/")))
    assert "Facts do not decide this clause; people look at it." in shown


def test_from_each_clause_one_comes_to_its_neighbours(hall: World) -> None:
    first = main_of(text(anonymous().get(f"{STANDARD}clauses/preamble/")))
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    last = main_of(text(anonymous().get(f"{STANDARD}clauses/3f/")))
    assert f'href="{STANDARD}clauses/3e/" rel="prev"' in last
    assert 'rel="next"' not in last


def test_a_check_shows_its_rule_its_sources_and_both_kinds_of_examples(hall: World) -> None:
    shown = words_of(text(anonymous().get(f"{STANDARD}checks/clocked_in_late/")))
    assert "At each “Clocked in”, “minutes late” may be at most 0." in shown
    assert "S35: late or early leave −1 莱芜 工作考核制度" in shown
    assert "Six seconds late is late." in shown
    assert "On the very minute." in shown
    assert "Broken 1" in shown


def test_a_figure_that_is_not_in_force_yet_is_none() -> None:
    """A pack may date its first value after the day on which it is read."""
    dated = Dated.model_validate([{"since": MONDAY, "value": 2}])
    assert number_on(dated, MONDAY) == 2
    assert number_on(dated, MONDAY - timedelta(days=1)) is None


# Who may see more ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sees", "inbox"),
    [
        ("supervisor", True, True),
        ("director", True, True),
        ("lead", True, True),
        ("clerk", True, False),
        ("other_clerk", False, False),
        ("far_clerk", False, False),
    ],
)
def test_members_see_the_findings_that_are_theirs_to_see(
    hall: World, name: str, sees: bool, inbox: bool
) -> None:
    client = sign_in(getattr(hall, name))
    reference = found("clocked_in_late").reference
    for page in ("clauses/2.1.1/", "checks/clocked_in_late/"):
        shown = main_of(text(client.get(STANDARD + page)))
        assert (f"/findings/{reference}/" in shown) is sees
        assert ("/testhall/findings/?status=all" in shown) is inbox


def test_only_overseers_see_the_units_apart(hall: World) -> None:
    page = f"{STANDARD}checks/clocked_in_late/"
    assert "By unit Civil affairs 0 % (n = 1)" in words_of(text(sign_in(hall.director).get(page)))
    for member in (hall.lead, hall.clerk):
        assert "By unit" not in words_of(text(sign_in(member).get(page)))


def test_a_withdrawn_finding_is_not_among_the_latest(hall: World) -> None:
    Finding.objects.filter(check_code="clocked_in_late").update(status="withdrawn")
    shown = main_of(text(sign_in(hall.supervisor).get(f"{STANDARD}clauses/2.1.1/")))
    assert found("clocked_in_late").reference not in shown
    assert found("badge_not_worn").reference in shown


def test_an_inspector_reads_it_like_the_public(hall: World) -> None:
    inspector = with_role(hall, StaffMember.Role.INSPECTOR)
    told = stations(text(sign_in(inspector).get(STANDARD)))
    assert not any(href for href, _ in list(told.values())[2:])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_little(hall: World, path: str) -> None:
    client = sign_in(hall.supervisor)
    client.get(path)
    with statements() as asked:
        client.get(path)
    assert len(asked) <= 13, len(asked)
    with statements() as asked:
        anonymous().get(path)
    assert len(asked) <= 6, asked


def test_ten_times_as_many_findings_ask_no_more(hall: World) -> None:
    client = sign_in(hall.supervisor)
    page = f"{STANDARD}clauses/2.1.1/"
    client.get(page)
    with statements() as few:
        client.get(page)
    multiply(found("clocked_in_late"), 50)
    with statements() as many:
        client.get(page)
    assert len(many) == len(few)
