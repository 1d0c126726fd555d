"""The thread: from each page of the chain to both ends, for everyone who may walk there."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from servicehall.findings.actions import confirm, order_rectification, report_rectified
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import sign_in, text
from tests.web.judged import (
    CENTRE,
    TUESDAY,
    addresses,
    anonymous,
    found,
    main_of,
    stations,
    with_role,
    words_of,
)
from tests.world import World

STATIONS = ["Clause", "Check", "Facts", "Finding", "Rectification", "Score"]


def pages(finding: Finding) -> dict[str, str]:
    """One page of each station, about one finding."""
    history = f"{CENTRE}/record/{finding.object_type}/{finding.object_id}/"
    return {
        "standard": f"{CENTRE}/standard/",
        "clause": f"{CENTRE}/standard/clauses/{finding.clause}/",
        "check": f"{CENTRE}/standard/checks/{finding.check_code}/",
        "record": f"{CENTRE}/record/",
        "history": history,
        "history of the finding": f"{history}?finding={finding.reference}",
        "findings": f"{CENTRE}/findings/",
        "finding": f"{CENTRE}/findings/{finding.reference}/",
        "scores": f"{CENTRE}/scores/",
        "score": f"{CENTRE}/scores/staff/{finding.staff}/",
        "counter's score": f"{CENTRE}/scores/counter/{finding.counter}/",
        "my month": f"{CENTRE}/scores/my-month/",
        "overview": f"{CENTRE}/leadership/",
    }


class Walker:
    """Somebody who follows links, and remembers the pages that they have seen."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: dict[str, tuple[int, str]] = {}

    def page(self, address: str) -> tuple[int, str]:
        """The status and the text of a page."""
        if address not in self._seen:
            answer = self._client.get(address)
            self._seen[address] = answer.status_code, text(answer)
        return self._seen[address]

    def arrives(self, here: str, href: str) -> bool:
        """Whether a link leads to a page, and its fragment to a place in it."""
        address = urlsplit(urljoin(here, href))
        query = f"?{address.query}" if address.query else ""
        status, page = self.page(address.path + query)
        return status == 200 and (not address.fragment or f'id="{address.fragment}"' in page)


LANDED = {
    "supervisor": 12,
    "director": 12,
    "administrator": 12,
    "lead": 11,
    "clerk": 8,
    "far_clerk": 4,
    "stranger": 3,
    "nobody": 3,
}
"""How many of the pages each may see."""


@pytest.mark.parametrize("name", LANDED)
def test_whoever_lands_anywhere_walks_to_every_station_that_is_offered(
    hall: World, name: str
) -> None:
    confirm(finding=found("told_orally_only"), by=hall.supervisor, at=TUESDAY)
    walker = Walker(anonymous() if name == "nobody" else sign_in(getattr(hall, name)))
    landed = 0
    for address in pages(found("told_orally_only")).values():
        status, page = walker.page(address)
        if status != 200:
            assert status in {302, 403, 404}
            continue
        landed += 1
        told = stations(page)
        assert list(told) == STATIONS, address
        assert all(state for _, state in told.values()), (address, told)
        assert [h for h, _ in told.values() if h and not walker.arrives(address, h)] == []
    assert landed == LANDED[name]


@pytest.mark.parametrize("name", ["supervisor", "lead", "clerk"])
def test_no_link_of_the_chain_leads_nowhere(hall: World, name: str) -> None:
    walker = Walker(sign_in(getattr(hall, name)))
    looked: set[str] = set()
    for address in pages(found("told_orally_only")).values():
        status, page = walker.page(address)
        if status == 200:
            looked |= {urljoin(address, href) for href in addresses(page)}
    assert len(looked) > 40
    assert [href for href in sorted(looked) if not walker.arrives("/", href)] == []


def test_the_present_station_is_lit_and_only_that_one(hall: World) -> None:
    client = sign_in(hall.supervisor)
    lit = {
        name: main_of(text(client.get(page))).count('aria-current="step"')
        for name, page in pages(found("told_orally_only")).items()
        if name not in {"my month", "overview"}
    }
    assert set(lit.values()) == {1}, lit


def test_the_stations_of_a_finding_tell_how_far_it_has_come(hall: World) -> None:
    finding = found("called_out_of_order")
    client = sign_in(hall.supervisor)
    page = f"{CENTRE}/findings/{finding.reference}/"
    told = stations(text(client.get(page)))
    assert {name: state for name, (_, state) in told.items()} == {
        "Clause": "2.3.2",
        "Check": "Broken",
        "Facts": "1 fact",
        "Finding": "To be decided",
        "Rectification": "nothing yet",
        "Score": "2026-11",
    }
    assert told["Rectification"][0] == ""
    assert told["Score"][0] == f"{CENTRE}/scores/staff/clerk/?period=2026-11#{finding.reference}"
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(days=1)
    order_rectification(finding=finding, order="Explain.", due=due, by=hall.supervisor, at=TUESDAY)
    told = stations(text(client.get(page)))
    assert told["Finding"][1] == "Confirmed"
    assert told["Rectification"] == (f"{page}#rectification", "To be put right")


def test_the_counts_are_those_of_the_pages_that_they_lead_to(hall: World) -> None:
    finding = found("told_orally_only")
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    order_rectification(
        finding=finding,
        order="Explain.",
        due=TUESDAY + timedelta(days=1),
        by=hall.supervisor,
        at=TUESDAY,
    )
    client = sign_in(hall.supervisor)
    told = stations(text(client.get(f"{CENTRE}/standard/")))
    facts = words_of(text(client.get(told["Facts"][0])))
    assert told["Facts"][1].replace(" today", " facts") in facts
    assert told["Finding"][1] == "4 open"
    assert "To decide 4 " in words_of(text(client.get(told["Finding"][0])))
    assert told["Rectification"][1] == "1 ordered"
    listed = main_of(text(client.get(told["Rectification"][0])))
    assert finding.reference in listed
    assert listed.count("<tr>") == 2
    report_rectified(finding=finding, report="Done.", by=hall.clerk, at=TUESDAY)
    assert stations(text(client.get(f"{CENTRE}/standard/")))["Rectification"][1] == "1 ordered"


def test_a_clause_counts_what_was_found_and_lists_just_that(hall: World) -> None:
    client = sign_in(hall.supervisor)
    told = stations(text(client.get(f"{CENTRE}/standard/clauses/2.1.1/")))
    assert told["Finding"][1] == "2 findings"
    listed = main_of(text(client.get(told["Finding"][0])))
    assert listed.count("<tr>") == 3
    told = stations(text(client.get(f"{CENTRE}/standard/checks/clocked_in_late/")))
    assert told["Finding"][1] == "1 finding"
    assert main_of(text(client.get(told["Finding"][0]))).count("<tr>") == 2


def test_a_lead_is_counted_the_own_unit_alone(hall: World) -> None:
    Finding.objects.filter(check_code="clocked_in_late").update(unit="roads", staff="clerk3")
    told = stations(text(sign_in(hall.lead).get(f"{CENTRE}/standard/")))
    assert told["Finding"] == (f"{CENTRE}/findings/", "4 open")
    assert told["Facts"][0] == ""
    told = stations(text(sign_in(hall.supervisor).get(f"{CENTRE}/standard/")))
    assert told["Finding"] == (f"{CENTRE}/findings/", "5 open")


def test_a_clerk_is_led_to_the_own_month(hall: World) -> None:
    told = stations(text(sign_in(hall.clerk).get(f"{CENTRE}/standard/")))
    month = f"{CENTRE}/scores/my-month/"
    assert told["Finding"] == (month, "5 open")
    assert told["Score"] == (month, "2026-11")
    assert stations(text(sign_in(hall.other_clerk).get(f"{CENTRE}/standard/")))["Finding"] == (
        month,
        "0 open",
    )


def test_who_serves_nowhere_is_led_to_no_month(hall: World) -> None:
    inspector = with_role(hall, StaffMember.Role.INSPECTOR)
    told = stations(text(sign_in(inspector).get(f"{CENTRE}/standard/")))
    assert told["Finding"] == ("", "0 open")
    assert told["Score"][0] == ""


def test_the_thread_of_a_score_counts_what_the_page_shows(hall: World) -> None:
    confirm(finding=found("told_orally_only"), by=hall.supervisor, at=TUESDAY)
    told = stations(text(sign_in(hall.supervisor).get(f"{CENTRE}/scores/staff/clerk/")))
    assert told["Finding"] == ("#points", "5 findings")
    assert told["Score"] == ("#made", "99.2")
    assert told["Facts"][0] == "#judged"
