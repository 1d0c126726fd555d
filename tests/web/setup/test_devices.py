"""Devices and printers in set-up: registered with a code told once, revoked, unlocked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from servicehall.evidence.models import Fact
from servicehall.reception.actions import lock_device, pair_device
from servicehall.reception.models import Device, Printer
from tests.reception.kiosks import make_kiosk, make_printer
from tests.web.counter.hands import statements, text
from tests.web.setup.test_registrations import SETUP, enter
from tests.world import World

DEVICES = f"{SETUP}reception/device/"
PRINTERS = f"{SETUP}reception/printer/"


@pytest.fixture
def administrator(world: World) -> Client:
    """The administrator, signed in."""
    return enter(world.administrator)


def fields(world: World, **but: Any) -> dict[str, Any]:
    return {
        "centre": world.centre.pk,
        "reference": "entrance",
        "kind": "kiosk",
        "place": "Entrance",
        "printer": "",
    } | but


def act(client: Client, action: str, *devices: Device) -> str:
    sent = {"action": action, "_selected_action": [each.pk for each in devices]}
    return text(client.post(DEVICES, sent, follow=True))


def test_a_device_is_registered_and_its_code_told_once(world: World, administrator: Client) -> None:
    page = text(administrator.post(f"{DEVICES}add/", fields(world), follow=True))
    found = re.search(r"entrance”: ([A-Z2-9]{4}-[A-Z2-9]{4})\.", page)
    assert found is not None, page
    assert f"/testhall/kiosk/pair/?code={found[1]}" in page
    listed = text(administrator.get(DEVICES))
    assert found[1] not in listed
    assert "Waits for its code" in listed
    pair_device(centre=world.centre, code=found[1], at=timezone.now())
    assert "Registered" in text(administrator.get(DEVICES))
    assert Fact.objects.get(kind="device.registered").staff == "administrator"


def test_a_new_device_begins_in_ones_own_centre_and_needs_one(
    world: World, administrator: Client
) -> None:
    page = text(administrator.get(f"{DEVICES}add/"))
    assert f'<option value="{world.centre.pk}" selected>' in page
    answer = administrator.post(f"{DEVICES}add/", fields(world, centre=""))
    assert "This field is required" in text(answer)
    assert not Device.objects.exists()


def test_a_code_of_a_device_is_taken_once(world: World, administrator: Client) -> None:
    for _click in range(2):
        answer = administrator.post(f"{DEVICES}add/", fields(world))
    assert answer.status_code == 200
    assert Device.objects.count() == 1


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "director", "stranger"])
def test_who_does_not_set_up_registers_no_device(world: World, member: str) -> None:
    device = make_kiosk(world)
    client = enter(getattr(world, member))
    assert client.get(DEVICES).status_code in {302, 403}
    assert client.post(f"{DEVICES}add/", fields(world, reference="x")).status_code in {302, 403}
    act(client, "take_right_away", device)
    device.refresh_from_db()
    assert device.revoked_at is None
    assert Device.objects.count() == 1


def test_a_change_keeps_what_the_page_does_not_show(world: World, administrator: Client) -> None:
    device = make_kiosk(world)
    lock_device(device=device, reason="fault", by=world.lead, at=timezone.now())
    sent = fields(world, reference="other", kind="board", place="East", locks_without_paper="on")
    answer = administrator.post(f"{DEVICES}{device.pk}/change/", sent)
    assert answer.status_code == 302, text(answer)
    device.refresh_from_db()
    assert (device.reference, device.kind, device.place) == ("entrance", "kiosk", "East")
    assert (device.lock, device.locks_without_paper) == ("fault", True)
    assert device.token_digest


def test_devices_are_revoked_renewed_and_unlocked(world: World, administrator: Client) -> None:
    device, other = make_kiosk(world), make_kiosk(world, reference="east")
    lock_device(device=other, reason="drill", by=world.lead, at=timezone.now())
    assert "Locked: Drill" in text(administrator.get(DEVICES))
    assert "Choose one device at a time" in act(administrator, "give_new_code", device, other)
    assert "entrance” is revoked" in act(administrator, "take_right_away", device)
    assert "was withdrawn" in act(administrator, "take_right_away", device)
    assert "Revoked" in text(administrator.get(DEVICES))
    assert "Pairing code of “entrance”" in act(administrator, "give_new_code", device)
    assert "is locked already" in act(administrator, "lock", device, other)
    device.refresh_from_db()
    assert device.lock == "other"
    act(administrator, "unlock", other)
    other.refresh_from_db()
    assert other.lock == ""
    assert "is not locked" in act(administrator, "unlock", other)


def test_a_device_of_another_hall_is_not_shown_nor_touched(
    world: World, administrator: Client
) -> None:
    device = make_kiosk(world)
    Device.objects.update(centre=world.stranger.centre)
    assert "Entrance" not in text(administrator.get(DEVICES))
    act(administrator, "take_right_away", device)
    device.refresh_from_db()
    assert device.revoked_at is None


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"kind": "network", "host": ""}, "name or address in the network"),
        ({"port": "0"}, "from 1 to 65535"),
        ({"port": "70000"}, "from 1 to 65535"),
        ({"kind": "fax"}, "Select a valid choice"),
        ({"paper": "10"}, "Select a valid choice"),
    ],
)
def test_a_printer_that_can_not_be_is_shown_again(
    world: World, administrator: Client, but: dict[str, str], said: str
) -> None:
    sent = {
        "centre": world.centre.pk,
        "code": "receipts",
        "kind": "network",
        "host": "192.0.2.7",
        "port": "9100",
        "paper": "80",
    }
    answer = administrator.post(f"{PRINTERS}add/", sent | but)
    assert said in text(answer)
    assert not Printer.objects.exists()
    assert administrator.post(f"{PRINTERS}add/", sent).status_code == 302


def test_a_printer_of_another_hall_is_not_offered(world: World, administrator: Client) -> None:
    far = make_printer(world, centre=world.stranger.centre, code="far")
    own = make_printer(world)
    page = text(administrator.get(f"{DEVICES}add/"))
    assert f'value="{own.pk}"' in page
    assert f'<option value="{far.pk}">far' not in page
    answer = administrator.post(f"{DEVICES}add/", fields(world, printer=far.pk))
    assert answer.status_code == 200
    assert not Device.objects.exists()


def test_the_printers_page_says_what_the_server_lacks(
    world: World, administrator: Client, settings: Any
) -> None:
    settings.RECEIPT_FONT = "/nowhere"
    make_printer(world)
    assert "No font to print with" in text(administrator.get(PRINTERS))


def test_many_devices_take_no_more_statements(world: World, administrator: Client) -> None:
    make_kiosk(world)
    administrator.get(DEVICES)
    with statements() as few:
        administrator.get(DEVICES)
    for number in range(8):
        make_kiosk(world, reference=f"kiosk-{number}")
    with statements() as many:
        administrator.get(DEVICES)
    assert len(many) <= len(few) + 1
