"""Messages to who waits: agreed to, taken back, written when the turn is near, erased in time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef

from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import Centre
from servicehall.reception.addresses import NoAddress, email_address, mobile_number
from servicehall.reception.models import Channel, Contact, Message, Visit
from servicehall.reception.moving import record_visit
from servicehall.reception.senders import senders
from servicehall.reception.telling import LOCALES, tell

MOST_CHANGES = 3
"""As often an address can be given for one ticket."""
MOST_TICKETS = 3
"""For as many tickets of a day one address can be given."""
_ENDED = (Visit.Status.FINISHED, Visit.Status.LEFT)


@action(Visit)
def give_contact(
    *, visit: Visit, channel: str, address: str, language: str, at: datetime, key: str | None = None
) -> Visit:
    """Take up where the holder of a ticket wants messages, with their agreement.

    Raises ``Refused``: ``ticket_over``; ``channel_not_offered``; ``unknown_language``;
    ``no_mobile_number``, ``no_email_address``; ``contact_changed_often`` (``most``) for the same
    ticket; ``address_used_often`` (``most``) for an address that follows other tickets already.
    """
    if channel not in senders():
        raise Refused("channel_not_offered")
    if language not in LOCALES:
        raise Refused("unknown_language", language=language)
    given = _address(channel, address, visit.centre.jurisdiction)
    # First of all, since it makes whoever else gives an address for this ticket wait.
    if not Visit.objects.filter(pk=visit.pk).exclude(status__in=_ENDED).update(wants_messages=True):
        raise Refused("ticket_over")
    known = Contact.objects.filter(visit=visit).first()
    if known is not None and known.changes >= MOST_CHANGES:
        raise Refused("contact_changed_often", most=MOST_CHANGES)
    others = Contact.objects.filter(address=given, agreed_at__gte=at - timedelta(days=1))
    if others.exclude(visit=visit).count() >= MOST_TICKETS:
        raise Refused("address_used_often", most=MOST_TICKETS)
    contact = known or Contact(visit=visit, changes=0)
    contact.channel, contact.address, contact.language = channel, given, language
    contact.agreed_at, contact.withdrawn_at, contact.erased_at = at, None, None
    contact.changes += 1
    contact.save()
    visit.wants_messages = True
    record_visit(
        "contact.given",
        visit,
        at=at,
        data={"medium": channel, "language": language},
        recorder="citizen",
    )
    return visit


@action(Visit)
def withdraw_contact(*, visit: Visit, at: datetime, key: str | None = None) -> Visit:
    """Take the agreement back: the address is erased at once and nothing more is sent.

    Raises ``Refused``: ``no_contact`` where no address is kept.
    """
    changed = Contact.objects.filter(visit=visit, withdrawn_at=None, erased_at=None).update(
        withdrawn_at=at, erased_at=at, address=""
    )
    if not changed:
        raise Refused("no_contact")
    Visit.objects.filter(pk=visit.pk).update(wants_messages=False)
    visit.wants_messages = False
    Message.objects.filter(contact__visit=visit, status=Message.Status.WAITING).update(
        status=Message.Status.DROPPED
    )
    record_visit("contact.withdrawn", visit, at=at, data={}, recorder="citizen")
    return visit


def tell_who_is_near(*, centre: Centre, at: datetime) -> int:
    """Write a message to everybody who has come to the hall's place in the queue; how many."""
    day = at.astimezone(ZoneInfo(centre.timezone)).date()
    waiting = Visit.objects.filter(centre=centre, status=Visit.Status.WAITING, calls_on=day)
    told_already = Message.objects.filter(
        contact__visit=OuterRef("pk"), unit=OuterRef("unit"), occasion=Message.Occasion.NEARLY
    )
    following = list(
        waiting.filter(~Exists(told_already), wants_messages=True).select_related(
            "centre", "unit", "counter"
        )
    )
    if not following:
        return 0
    places: dict[int, int] = {}
    before: Counter[int] = Counter()
    for pk, unit in waiting.order_by("seniority", "id").values_list("pk", "unit"):
        before[unit] += 1
        places[pk] = before[unit]
    told = 0
    for visit in following:
        place = places.get(visit.pk, inf)
        if place > centre.tell_at:
            continue
        with writing():
            # Who was called meanwhile is not told that it will be soon.
            if waiting.filter(pk=visit.pk, unit=visit.unit_id).exists():
                told += tell(visit, Message.Occasion.NEARLY, at, place=int(place))
    return told


def erase_contacts(*, at: datetime) -> int:
    """Erase the addresses whose time is over; how many."""
    before = at - timedelta(days=settings.MESSAGE_ADDRESS_DAYS)
    with writing():
        return Contact.objects.filter(erased_at=None, agreed_at__lt=before).update(
            address="", erased_at=at
        )


def _address(channel: str, given: str, jurisdiction: str) -> str:
    if channel == Channel.SMS:
        try:
            return mobile_number(given, jurisdiction)
        except NoAddress:
            raise Refused("no_mobile_number") from None
    try:
        return email_address(given)
    except NoAddress:
        raise Refused("no_email_address") from None
