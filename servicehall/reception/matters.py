"""Letters about a matter: where its citizen is reached, and what is written to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import Centre, Unit
from servicehall.reception.addresses import NoAddress, email_address, mobile_number
from servicehall.reception.models import Addressee, Channel, Message
from servicehall.reception.senders import senders

USEFUL = timedelta(days=2)
"""How long a letter helps; what was not sent by then is not sent any more."""
MOST_CHARACTERS = {Channel.SMS.value: 500, Channel.EMAIL.value: 2000}
"""As long a letter is at most."""


def reached_at(text: str, jurisdiction: str) -> tuple[str, str]:
    """Channel and address of what was typed: a mobile number or an e-mail address.

    Raises ``Refused``: ``no_mobile_number``, ``no_email_address``.
    """
    given = text.strip()
    if "@" in given:
        try:
            return Channel.EMAIL.value, email_address(given)
        except NoAddress:
            raise Refused("no_email_address") from None
    try:
        return Channel.SMS.value, mobile_number(given, jurisdiction)
    except NoAddress:
        raise Refused("no_mobile_number") from None


def write(
    occasion: str, addressee: Addressee | None, unit: Unit, *, subject: str, text: str, at: datetime
) -> bool:
    """Write a letter into the outbox, in the caller's transaction; whether there was a way to."""
    if addressee is None or addressee.erased_at is not None:
        return False
    if addressee.channel not in senders():
        return False
    Message.objects.create(
        centre_id=addressee.centre_id,
        addressee=addressee,
        unit_id=unit.pk,
        occasion=occasion,
        subject=subject[:120],
        text=text,
        written_at=at,
        due_at=at,
        useless_at=at + USEFUL,
    )
    return True


def still_fits(message: Message) -> bool:
    """Whether nothing newer was written about the matter on the same occasion."""
    newer = Message.objects.filter(
        addressee=message.addressee_id, occasion=message.occasion, pk__gt=message.pk
    )
    return not newer.exists()


def note(what: str, message: Message, *, at: datetime, by: str = "hall") -> None:
    """Write the fact of what came of a letter about a matter, without address and text.

    ``what`` is ``letter_sent`` and the like; it is a fact about the case, question or matter.
    """
    addressee = message.addressee
    assert addressee is not None
    centre: Centre = addressee.centre
    data = {"occasion": message.occasion}
    record(
        f"{addressee.noun}.{what}",
        at=at,
        centre=centre.code,
        unit=message.unit.code,
        recorder=by,
        objects={addressee.noun: addressee.reference},
        data=data if what.endswith("tried_again") else data | {"medium": message.channel},
    )
