"""Messages: agreed to and taken back by the holder of a ticket, sent once, erased in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef

from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.addresses import NoAddress, email_address, mobile_number
from servicehall.reception.models import Channel, Contact, Message, Visit
from servicehall.reception.moving import record_visit
from servicehall.reception.senders import NotSent, Sender, senders
from servicehall.reception.telling import LOCALES, tell

MOST_CHANGES = 3
"""As often an address can be given for one ticket."""
MOST_TICKETS = 3
"""For as many tickets of a day one address can be given."""
MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=3)
"""How long one process may be at a message, with every wait for the other side, before another
takes it over."""
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


def send_next(*, at: datetime, through: Mapping[str, Sender] | None = None) -> Message | None:
    """Send the message that is due first, or find that it can't be; None where none is due.

    It is marked as being sent before it is handed over, by a change that only one process can
    make, and marked as sent after. A process that is killed in between leaves it to be sent
    after the lease, with the same key. What fails is tried again, later each time, as long as
    it is of use; then it has failed, for the administrator to see.
    """
    message = _claimed(at)
    if message is None:
        return None
    if not _still_fits(message, at):
        _settle(message, at, status=Message.Status.DROPPED)
        return message
    sender = (senders() if through is None else through).get(message.contact.channel)
    try:
        if sender is None:
            raise NotSent("no sender is set up for this channel", again=True)
        sender.send(
            to=message.contact.address,
            subject=message.subject,
            text=message.text,
            key=str(message.key),
        )
    except NotSent as failure:
        _failed(message, failure, at)
    else:
        _settle(message, at, status=Message.Status.SENT, sent_at=at, problem="")
    return message


@action(Visit)
def try_again(*, message: Message, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Send a failed message again, such as after the gateway was put right.

    Raises ``Refused``: ``not_permitted``; ``not_failed``.
    """
    require(by, "set_up", centre=message.centre_id)
    changed = Message.objects.filter(pk=message.pk, status=Message.Status.FAILED).update(
        status=Message.Status.WAITING, due_at=at, attempts=0, useless_at=at + timedelta(minutes=30)
    )
    if not changed:
        raise Refused("not_failed")
    visit = message.contact.visit
    record_visit("message.tried_again", visit, by=by, at=at, data={"occasion": message.occasion})
    return visit


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


def _claimed(at: datetime) -> Message | None:
    """The message that this process is to send now, marked as its own."""
    due = Message.objects.filter(
        status__in=(Message.Status.WAITING, Message.Status.SENDING), due_at__lte=at
    ).order_by("due_at", "pk")
    while (found := due.values("pk", "status", "due_at", "attempts").first()) is not None:
        until = at + LEASE
        with writing():
            mine = Message.objects.filter(**found).update(
                status=Message.Status.SENDING, due_at=until, attempts=found["attempts"] + 1
            )
        if mine:
            return Message.objects.select_related(
                "contact__visit__centre",
                "contact__visit__unit",
                "contact__visit__counter",
            ).get(pk=found["pk"])
    return None


def _still_fits(message: Message, at: datetime) -> bool:
    """Whether what the message says is still so and of use, and its reader still wants it."""
    visit, contact = message.contact.visit, message.contact
    now = {
        Message.Occasion.NEARLY: Visit.Status.WAITING,
        Message.Occasion.CALLED: Visit.Status.CALLED,
        Message.Occasion.MISSED: Visit.Status.MISSED,
        Message.Occasion.KEPT: Visit.Status.WAITING,
    }
    wanted = contact.withdrawn_at is None and contact.address != "" and at < message.useless_at
    return wanted and visit.status == now[Message.Occasion(message.occasion)]


def _failed(message: Message, failure: NotSent, at: datetime) -> None:
    later = at + timedelta(seconds=5 * 3**message.attempts)
    if failure.again and message.attempts < MOST_ATTEMPTS and later < message.useless_at:
        _settle(message, at, status=Message.Status.WAITING, due_at=later, problem=failure.reason)
    else:
        _settle(message, at, status=Message.Status.FAILED, problem=failure.reason)


def _settle(message: Message, at: datetime, **fields: object) -> None:
    """Note what came of a message, unless another process has taken it over meanwhile."""
    with writing():
        mine = Message.objects.filter(
            pk=message.pk, status=Message.Status.SENDING, due_at=message.due_at
        ).update(**fields)
        if not mine:
            return
        for name, value in fields.items():
            setattr(message, name, value)
        if message.status in (Message.Status.SENT, Message.Status.FAILED):
            record_visit(
                f"message.{message.status}",
                message.contact.visit,
                at=at,
                data={"occasion": message.occasion, "medium": message.contact.channel},
                recorder="hall",
            )
