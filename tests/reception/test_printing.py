"""A ticket is printed once: claimed by one, and again only where it is known to have failed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.reception import actions
from servicehall.reception.models import Printout
from tests.reception.kiosks import make_kiosk, make_printer
from tests.world import World, at, make_world


def test_a_ticket_is_claimed_for_printing_once(world: World) -> None:
    device = make_kiosk(world, printer=make_printer(world))
    visit = world.ticket(device=device, at=at(10))
    assert actions.claim_printout(visit=visit, device=device, at=at(10))
    assert not actions.claim_printout(visit=visit, device=device, at=at(10))
    # Nobody knows how it ended, so nobody prints it again.
    assert not actions.claim_again(visit=visit, device=device, at=at(10))
    assert actions.confirm_printed(visit=visit, at=at(10))
    assert not actions.confirm_printed(visit=visit, at=at(10))
    assert not actions.claim_again(visit=visit, device=device, at=at(10))


def test_what_is_known_to_have_failed_is_tried_again(world: World) -> None:
    device = make_kiosk(world, printer=make_printer(world))
    visit = world.ticket(device=device, at=at(10))
    actions.claim_printout(visit=visit, device=device, at=at(10))
    actions.miss_paper(visit=visit, device=device, problem="out", at=at(10))
    assert Printout.objects.get().problem == "out"
    fact = Fact.objects.get(kind="ticket.not_printed")
    assert (fact.data, fact.recorder) == ({"paper": "out"}, "kiosk:entrance")
    assert actions.claim_again(visit=visit, device=device, at=at(10, 1))
    assert not actions.claim_again(visit=visit, device=device, at=at(10, 1))
    actions.confirm_printed(visit=visit, at=at(10, 1))
    with pytest.raises(Refused, match="not_printing"):
        actions.miss_paper(visit=visit, device=device, problem="out", at=at(10, 2))
    visit.refresh_from_db()
    assert visit.status == "waiting"


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_print_one_ticket() -> None:
    world = make_world()
    device = make_kiosk(world, printer=make_printer(world))
    visit = world.ticket(device=device)
    won: list[bool] = []

    def claim() -> None:
        try:
            won.append(actions.claim_printout(visit=visit, device=device, at=at(10)))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _request in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]
