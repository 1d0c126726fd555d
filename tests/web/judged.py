"""What tests of the chain's pages need: a judged Monday, looked at on Tuesday morning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from servicehall.findings.models import Finding
from servicehall.hall import actions as hall
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import set_clock
from tests.world import World, at, judged_world

TUESDAY = at(9) + timedelta(days=1)

CENTRE = "/testhall"

LANGUAGES = ("ko", "zh-hans", "en")


def judged_hall(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world after its Monday was judged; it is Tuesday, nine o'clock."""
    judged_world(world)
    set_clock(monkeypatch, TUESDAY)
    return world


def found(check: str) -> Finding:
    """The one finding of a check."""
    return Finding.objects.get(check_code=check)


def multiply(finding: Finding, count: int) -> None:
    """So many more findings like that one, about other objects."""
    fields = [field.attname for field in Finding._meta.concrete_fields if not field.primary_key]
    known = {name: getattr(finding, name) for name in fields}
    Finding.objects.bulk_create(
        Finding(**known | {"reference": f"F{number}", "object_id": f"other/{number}"})
        for number in range(count)
    )


def with_role(world: World, role: str, **but: Any) -> StaffMember:
    """Another member of the world's centre."""
    return hall.add_staff_member(
        centre=world.centre, code=f"a-{role}", name=f"A {role}", role=role, **but
    )


def anonymous() -> Client:
    """A browser in which nobody is signed in; pages come in English."""
    return Client(headers={"accept-language": "en"})


def main_of(page: str) -> str:
    """The page without its frame, white space told apart no more."""
    return re.sub(r"\s+", " ", page.partition("<main")[2].partition(">")[2].partition("</main>")[0])


def words_of(page: str) -> str:
    """What a reader reads of the page without its frame."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main_of(page)))).strip()


def stations(page: str) -> dict[str, tuple[str, str]]:
    """The thread of a page: each station's address (empty where it is none) and its state."""
    thread = page.partition('<nav class="thread"')[2].partition("</nav>")[0]
    told = {}
    for station in thread.split("<li")[1:]:
        href = re.search(r'<a class="station" href="([^"]*)"', station)
        label = re.search(r'station-label">([^<]*)<', station)
        state = re.search(r'station-state">([^<]*)<', station)
        assert label, station
        told[label[1]] = (unescape(href[1]) if href else "", state[1].strip() if state else "")
    return told


def addresses(page: str) -> Iterator[str]:
    """Where the links of the page without its frame lead, within the centre."""
    for href in re.findall(r'href="([^"]*)"', main_of(page)):
        if href.startswith((CENTRE, "?", "#")):
            yield unescape(href)
