"""Everybody's scores: in the order of the hall, of whom one answers for, each number a link."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from servicehall.findings.actions import confirm
from servicehall.findings.models import Finding, Tally
from servicehall.hall import actions
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    TUESDAY,
    anonymous,
    found,
    main_of,
    multiply,
    with_role,
    words_of,
)
from tests.world import World

PAGE = "/testhall/scores/"


def rows(client: Client, **query: str) -> dict[str, list[str]]:
    """The cells of each row, by name; what a reader reads of them."""
    shown = main_of(text(client.get(PAGE, query)))
    told = {}
    for row in shown.split("<tr>")[1:]:
        name = re.search(r'<th scope="row"><a [^>]*>([^<]+)</a></th>', row)
        if name:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
            told[name[1]] = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    return told


# Who sees whose ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["supervisor", "director", "administrator"])
def test_overseers_see_everybody_in_a_unit_and_every_counter(hall: World, name: str) -> None:
    told = rows(sign_in(getattr(hall, name)))
    assert list(told) == [
        "Counter 1",
        "Counter 2",
        "Counter 3",
        "Member clerk",
        "Member clerk2",
        "Member lead",
        "Member clerk3",
    ]


def test_a_lead_sees_the_own_unit_and_opens_each_score(hall: World) -> None:
    client = sign_in(hall.lead)
    told = rows(client)
    assert list(told) == [
        "Counter 1",
        "Counter 2",
        "Member clerk",
        "Member clerk2",
        "Member lead",
    ]
    for address in set(re.findall(rf'href="({PAGE}\w+/\w+/)', text(client.get(PAGE)))):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("name", ["clerk", "stranger"])
def test_who_is_answerable_for_nobody_is_sent_away(hall: World, name: str) -> None:
    answer = sign_in(getattr(hall, name)).get(PAGE)
    assert answer.status_code == 403
    assert "Member" not in main_of(text(answer))


def test_an_inspector_is_sent_away_too(hall: World) -> None:
    assert sign_in(with_role(hall, StaffMember.Role.INSPECTOR)).get(PAGE).status_code == 403


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


# What is shown -------------------------------------------------------------------------------


def test_a_score_stands_with_its_parts_and_what_it_rests_on(
    hall: World, supervisor: Client
) -> None:
    confirm(finding=found("clocked_in_late"), by=hall.supervisor, at=TUESDAY)
    told = rows(supervisor)
    # Unit, score, five parts, bonus, open findings, how much was judged.
    assert told["Member clerk"] == [
        "Civil affairs",
        "99.2*",
        *("19", "25", "10", "35", "10"),
        "+0.2",
        "4",
        "18",
    ]
    assert told["Member lead"][1] == "99.5*", "a lead bears half of it"
    assert told["Counter 1"][1] == "99.2*"


def test_full_marks_for_nothing_done_are_no_score(supervisor: Client) -> None:
    told = rows(supervisor)
    assert told["Member clerk3"] == ["Roads", *("–" for _ in range(7)), "0", "0"]
    assert told["Counter 2"][1] == "–"


def test_a_score_that_rests_on_little_is_marked(hall: World, supervisor: Client) -> None:
    assert rows(supervisor)["Member clerk"][1] == "100.2*"
    Tally.objects.filter(check_code="clocked_in_late").update(count=20)
    assert rows(supervisor)["Member clerk"][1] == "100.2"
    assert "fewer than 30 judgements" in words_of(text(supervisor.get(PAGE)))


def test_every_number_opens_what_it_is_made_of(supervisor: Client) -> None:
    shown = main_of(text(supervisor.get(PAGE)))
    score = f"{PAGE}staff/clerk/?period=2026-11"
    for place in ("", "#part-order", "#merits", "#points", "#judged"):
        assert f'href="{score}{place}"' in shown
        fragment = place.removeprefix("#")
        assert not fragment or f'id="{fragment}"' in text(supervisor.get(score))


@pytest.mark.parametrize("period", ["x", "2026-13", "2026", "0001-01", "2026-10", "9999-01"])
def test_a_month_that_can_not_be_shown_has_no_page(supervisor: Client, period: str) -> None:
    assert supervisor.get(PAGE, {"period": period}).status_code == 404


def test_a_month_leads_to_its_neighbours_as_far_as_there_are_any(
    hall: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(hall.supervisor)
    shown = main_of(text(client.get(PAGE)))
    assert "November 2026" in shown
    assert 'rel="prev"' not in shown, "no standard was in force in October"
    assert 'rel="next"' not in shown, "December has not come"
    monkeypatch.setattr("django.utils.timezone.now", lambda: TUESDAY.replace(month=12))
    client = sign_in(hall.supervisor)
    shown = main_of(text(client.get(PAGE)))
    assert 'href="?period=2026-11" rel="prev"' in shown
    november = main_of(text(client.get(PAGE, {"period": "2026-11"})))
    assert 'href="?period=2026-12" rel="next"' in november
    assert "99" not in rows(client)["Member clerk"][1], "Monday's findings are November's"


def test_the_page_asks_no_more_for_many_people_and_findings(
    hall: World, supervisor: Client
) -> None:
    supervisor.get(PAGE)
    with statements() as few:
        supervisor.get(PAGE)
    for number in range(12):
        actions.add_staff_member(
            centre=hall.centre,
            code=f"more{number}",
            name=f"More {number}",
            unit=hall.unit,
            role=StaffMember.Role.CLERK,
        )
        actions.add_counter(unit=hall.unit, code=f"9{number}")
    multiply(found("clocked_in_late"), 60)
    assert Finding.objects.count() > 60
    with statements() as many:
        supervisor.get(PAGE)
    assert len(many) == len(few) <= 15, len(few)
