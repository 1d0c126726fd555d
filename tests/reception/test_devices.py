"""Devices: registered once, paired once, revoked at once; locked with a reason."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.reception import actions
from servicehall.reception.actions.devices import PAIRING_LASTS
from servicehall.reception.giving import EXPIRES_AFTER, require_device
from servicehall.reception.models import Device
from tests.reception.kiosks import make_kiosk, make_printer
from tests.world import World, at, make_world


def register(world: World, **but: object) -> Device:
    given: dict[str, object] = {
        "centre": world.centre,
        "reference": "entrance",
        "by": world.administrator,
        "at": at(8),
    }
    return actions.register_device(**(given | but))  # type: ignore[arg-type]


def kinds() -> list[str]:
    return [*Fact.objects.order_by("pk").values_list("kind", flat=True)]


def test_a_device_is_registered_and_told_its_code_once(world: World) -> None:
    device = register(world)
    code = device.pairing_code
    assert len(code) == 9
    assert code[4] == "-"
    assert Device.objects.get().pairing_code == ""
    assert code.replace("-", "") not in str(Device.objects.values().get())
    assert kinds() == ["device.registered"]


def test_the_token_is_kept_as_its_hash_alone(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    assert len(device.token) >= 40
    kept = Device.objects.get()
    assert device.token not in str(Device.objects.values().get())
    assert kept.token == ""
    assert kept.token_digest
    assert kinds() == ["device.registered", "device.paired"]
    assert Fact.objects.get(kind="device.paired").recorder == "kiosk:entrance"


def test_a_code_is_typed_as_people_type(world: World) -> None:
    code = register(world).pairing_code
    typed = f" {code.lower().replace('-', '  ')} "
    assert actions.pair_device(centre=world.centre, code=typed, at=at(8, 10)).paired_at == at(8, 10)


@pytest.mark.parametrize("code", ["", "    ", "AAAA-AAAA", "x" * 200, "0000-0000"])
def test_an_unknown_code_pairs_nothing(world: World, code: str) -> None:
    register(world)
    with pytest.raises(Refused, match="pairing_unknown"):
        actions.pair_device(centre=world.centre, code=code, at=at(8, 1))
    paired = make_kiosk(world, reference="other")
    with pytest.raises(Refused, match="pairing_unknown"):
        actions.pair_device(centre=world.centre, code=code, at=at(8, 1))
    assert Device.objects.get(pk=paired.pk).token_digest == paired.token_digest


def test_a_code_counts_once_for_a_short_time_and_in_its_hall(world: World) -> None:
    code = register(world).pairing_code
    with pytest.raises(Refused, match="pairing_unknown"):
        actions.pair_device(centre=world.centre, code=code, at=at(8) + PAIRING_LASTS)
    with pytest.raises(Refused, match="pairing_unknown"):
        actions.pair_device(centre=world.stranger.centre, code=code, at=at(8, 1))
    actions.pair_device(centre=world.centre, code=code, at=at(8, 29))
    with pytest.raises(Refused, match="pairing_unknown"):
        actions.pair_device(centre=world.centre, code=code, at=at(8, 29))


@pytest.mark.django_db(transaction=True)
def test_two_browsers_with_one_code_are_not_both_paired() -> None:
    world = make_world()
    code = register(world).pairing_code
    paired: list[str] = []
    refused: list[str] = []

    def pair() -> None:
        try:
            paired.append(actions.pair_device(centre=world.centre, code=code, at=at(8, 1)).token)
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=pair) for _browser in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(paired), refused) == (1, ["pairing_unknown"] * 3)


@pytest.mark.parametrize("who", ["clerk", "lead", "supervisor", "director", "stranger"])
def test_only_an_administrator_registers_and_revokes(world: World, who: str) -> None:
    member = getattr(world, who)
    with pytest.raises(Refused, match="not_permitted"):
        register(world, by=member)
    device = make_kiosk(world, moment=at(8))
    for step in (actions.revoke_device, actions.renew_pairing):
        with pytest.raises(Refused, match="not_permitted"):
            step(device=device, by=member, at=at(9))
    device.refresh_from_db()
    assert device.revoked_at is None


@pytest.mark.parametrize(
    ("but", "code"), [({"kind": "toaster"}, "unknown_kind"), ({}, "device_code_taken")]
)
def test_a_device_that_makes_no_sense_is_not_registered(
    world: World, but: dict[str, str], code: str
) -> None:
    register(world)
    with pytest.raises(Refused, match=code):
        register(world, **but)
    assert Device.objects.count() == 1


def test_a_printer_of_another_hall_is_refused(world: World) -> None:
    far = make_printer(world, centre=world.stranger.centre)
    with pytest.raises(Refused, match="other_centre"):
        register(world, printer=far)


def test_a_revoked_device_counts_no_more_until_it_is_paired_anew(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    actions.revoke_device(device=device, by=world.administrator, at=at(9))
    with pytest.raises(Refused, match="device_revoked"):
        world.ticket(device=device)
    with pytest.raises(Refused, match="device_revoked"):
        actions.revoke_device(device=device, by=world.administrator, at=at(9))
    renewed = actions.renew_pairing(device=device, by=world.administrator, at=at(10))
    again = actions.pair_device(centre=world.centre, code=renewed.pairing_code, at=at(10, 1))
    assert again.token_digest != device.token_digest
    assert world.ticket(device=again).number == 1


def test_a_device_that_was_away_for_long_has_expired(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    late = at(8) + EXPIRES_AFTER
    require_device(world.centre, device, late)
    with pytest.raises(Refused, match="device_expired"):
        require_device(world.centre, device, late + timedelta(seconds=1))


def test_a_device_of_another_hall_or_kind_gives_no_ticket(world: World) -> None:
    board = make_kiosk(world, reference="board", kind="board", moment=at(8))
    with pytest.raises(Refused, match="device_not_registered"):
        world.ticket(device=board)
    unpaired = register(world)
    with pytest.raises(Refused, match="device_not_registered"):
        world.ticket(device=unpaired)
    Device.objects.filter(pk=board.pk).update(kind="kiosk", centre=world.stranger.centre)
    board.refresh_from_db()
    with pytest.raises(Refused, match="device_not_registered"):
        world.ticket(device=board)


def test_facts_name_the_kiosk_that_recorded_them(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    world.ticket(device=device)
    world.ticket(phone=True)
    world.ticket()
    taken = Fact.objects.filter(kind="ticket.taken").order_by("pk")
    assert [each.recorder for each in taken] == ["kiosk:entrance", "phone", "kiosk"]


def test_a_hall_that_wants_registered_kiosks_gives_no_ticket_elsewhere(world: World) -> None:
    world.centre.kiosks_registered_only = True
    with pytest.raises(Refused, match="device_not_registered"):
        world.ticket()
    assert world.ticket(phone=True).number == 1
    world.centre.phone_tickets = False
    with pytest.raises(Refused, match="no_phone_tickets"):
        world.ticket(phone=True)
    assert world.ticket(device=make_kiosk(world, moment=at(8))).number == 2


@pytest.mark.parametrize("who", ["clerk", "supervisor", "stranger"])
def test_who_does_not_mind_the_hall_locks_no_kiosk(world: World, who: str) -> None:
    device = make_kiosk(world, moment=at(8))
    with pytest.raises(Refused, match="not_permitted"):
        actions.lock_device(device=device, reason="fault", by=getattr(world, who), at=at(9))


def test_a_locked_kiosk_gives_no_ticket_until_it_is_unlocked(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    with pytest.raises(Refused, match="unknown_reason"):
        actions.lock_device(device=device, reason="mood", by=world.lead, at=at(9))
    with pytest.raises(Refused, match="device_not_locked"):
        actions.unlock_device(device=device, by=world.lead, at=at(9))
    actions.lock_device(device=device, reason="cleaning", by=world.lead, at=at(9))
    with pytest.raises(Refused, match="device_locked"):
        actions.lock_device(device=device, reason="fault", by=world.lead, at=at(9))
    with pytest.raises(Refused, match="kiosk_locked") as refused:
        world.ticket(device=device)
    assert refused.value.about == {"reason": "cleaning"}
    actions.unlock_device(device=device, by=world.lead, at=at(9, 5))
    assert world.ticket(device=device).number == 1
    assert kinds()[2:4] == ["device.locked", "device.unlocked"]


def test_a_kiosk_locks_itself_without_paper_where_the_hall_wants_it(world: World) -> None:
    printer = make_printer(world)
    calm = make_kiosk(world, moment=at(8), reference="calm", printer=printer)
    strict = make_kiosk(world, moment=at(8), printer=printer, locks_without_paper=True)
    for device in (calm, strict):
        actions.note_paper(device=device, paper="out", at=at(9))
        actions.note_paper(device=device, paper="out", at=at(9, 1))
    assert (calm.lock, strict.lock) == ("", "paper")
    assert Fact.objects.filter(kind="device.paper_changed").count() == 2
    assert Fact.objects.get(kind="device.locked").recorder == "kiosk:entrance"
    actions.unlock_device(device=strict, by=world.lead, at=at(9, 5))
    strict.refresh_from_db()
    assert (strict.lock, strict.paper) == ("", "unknown")


def test_a_printers_state_that_is_none_is_refused(world: World) -> None:
    device = make_kiosk(world, moment=at(8))
    with pytest.raises(Refused, match="unknown_state"):
        actions.note_paper(device=device, paper="burning", at=at(9))
    actions.revoke_device(device=device, by=world.administrator, at=at(9))
    with pytest.raises(Refused, match="device_revoked"):
        actions.note_paper(device=device, paper="out", at=at(9))


def test_a_repeated_step_at_a_device_does_nothing_twice(world: World) -> None:
    first = register(world, key="r")
    again = register(world, key="r")
    assert (again.pk, again.pairing_code) == (first.pk, "")
    device = make_kiosk(world, moment=at(8), reference="other")
    for _click in range(2):
        actions.lock_device(device=device, reason="fault", by=world.lead, at=at(9), key="l")
    assert Fact.objects.filter(kind="device.locked").count() == 1
