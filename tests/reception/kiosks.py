"""Kiosks for tests: registered and paired as a person would do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from servicehall.reception.actions import pair_device, register_device
from servicehall.reception.models import Device, Printer
from servicehall.web.kiosk.devices import DEVICE_COOKIE
from tests.world import World


def make_printer(world: World, **but: Any) -> Printer:
    """A printer for trials, which writes into a folder of the data."""
    given: dict[str, Any] = {"centre": world.centre, "code": "receipts", "kind": "file"}
    return Printer.objects.create(**(given | but))


def make_kiosk(world: World, *, moment: datetime | None = None, **but: Any) -> Device:
    """A kiosk that is registered and paired; ``token`` of the row is its token."""
    moment = moment or timezone.now()
    given: dict[str, Any] = {"centre": world.centre, "reference": "entrance", "place": "Entrance"}
    device = register_device(**(given | but), by=world.administrator, at=moment)
    return pair_device(centre=world.centre, code=device.pairing_code, at=moment)


def browser_of(device: Device) -> Client:
    """The browser of a paired kiosk."""
    client = Client(headers={"accept-language": "en"})
    client.cookies[DEVICE_COOKIE] = device.token
    return client
