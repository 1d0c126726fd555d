"""Sending what stands in the outbox: each message once, tried again while it is of use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require
from servicehall.reception.appointing import record_appointment
from servicehall.reception.correspondence import ABOUT, calendar_of, reach, useful_until
from servicehall.reception.matters import USEFUL, note, still_fits
from servicehall.reception.models import Addressee, Appointment, Channel, Message, Visit
from servicehall.reception.moving import record_visit
from servicehall.reception.senders import NotSent, Sender, senders

MOST_ATTEMPTS = 6
MOST_OF_A_LETTER = 48
"""How often a letter is tried: about two days, since it is of use until the appointment."""
LONGEST_PAUSE = timedelta(hours=1)
LEASE = timedelta(minutes=3)
"""How long one process may be at a message, with every wait for the other side, before another
takes it over."""
AGAIN_FOR = timedelta(minutes=30)
"""How long a ticket's message that is tried again by hand is of use."""


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
    try:
        _hand_over(message, senders() if through is None else through)
    except NotSent as failure:
        _failed(message, failure, at)
    else:
        _settle(message, at, status=Message.Status.SENT, sent_at=at, problem="")
    return message


@action(Visit)
def try_again(*, message: Message, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Send a ticket's failed message again, such as after the gateway was put right.

    Raises ``Refused``: ``not_permitted``; ``not_failed``.
    """
    _have_sent_again(message, at + AGAIN_FOR, by, at)
    assert message.contact is not None
    visit = message.contact.visit
    record_visit("message.tried_again", visit, by=by, at=at, data={"occasion": message.occasion})
    return visit


@action(Appointment)
def try_letter_again(
    *, message: Message, by: StaffMember, at: datetime, key: str | None = None
) -> Appointment:
    """Send a failed letter about an appointment again.

    Raises ``Refused``: ``not_permitted``; ``not_failed``; ``letter_too_late`` where it would
    tell nothing that is still to come.
    """
    appointment = message.appointment
    assert appointment is not None
    until = useful_until(message.occasion, appointment)
    if until <= at:
        raise Refused("letter_too_late")
    _have_sent_again(message, until, by, at)
    record_appointment(
        "letter.tried_again", appointment, by=by, at=at, data={"occasion": message.occasion}
    )
    return appointment


@action(Addressee)
def try_matter_again(
    *, message: Message, by: StaffMember, at: datetime, key: str | None = None
) -> Addressee:
    """Send a failed letter about a matter again.

    Raises ``Refused``: ``not_permitted``; ``not_failed``.
    """
    assert message.addressee is not None
    _have_sent_again(message, at + USEFUL, by, at)
    note("letter_tried_again", message, at=at, by=by.code)
    return message.addressee


def _have_sent_again(message: Message, until: datetime, by: StaffMember, at: datetime) -> None:
    require(by, "set_up", centre=message.centre_id)
    changed = Message.objects.filter(pk=message.pk, status=Message.Status.FAILED).update(
        status=Message.Status.WAITING, due_at=at, attempts=0, useless_at=until
    )
    if not changed:
        raise Refused("not_failed")


def _hand_over(message: Message, through: Mapping[str, Sender]) -> None:
    """Give the message to the sender of its channel; raises ``NotSent``."""
    appointment = message.appointment
    to, calendar = message.to, None
    if appointment is not None:
        found = reach(getattr(appointment, "contact", None), appointment.centre)
        to = found.address if found is not None else ""
        if message.channel == Channel.EMAIL:
            calendar = calendar_of(message.occasion, appointment, at=message.written_at)
    if not to:
        raise NotSent("no mobile number", again=False)
    sender = through.get(message.channel)
    if sender is None:
        raise NotSent("no sender is set up for this channel", again=True)
    sender.send(
        to=to, subject=message.subject, text=message.text, key=str(message.key), calendar=calendar
    )


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
                "appointment__contact",
                "appointment__centre",
                "appointment__unit",
                "appointment__service",
                "addressee__centre",
                "unit",
            ).get(pk=found["pk"])
    return None


def _still_fits(message: Message, at: datetime) -> bool:
    """Whether what the message says is still so and of use, and its reader still wants it."""
    if at >= message.useless_at or not message.to:
        return False
    contact, appointment = message.contact, message.appointment
    if contact is not None:
        now = {
            Message.Occasion.NEARLY: Visit.Status.WAITING,
            Message.Occasion.CALLED: Visit.Status.CALLED,
            Message.Occasion.MISSED: Visit.Status.MISSED,
            Message.Occasion.KEPT: Visit.Status.WAITING,
        }
        is_so = contact.visit.status == now[Message.Occasion(message.occasion)]
        return contact.withdrawn_at is None and is_so
    if message.addressee is not None:
        return still_fits(message)
    assert appointment is not None
    if appointment.status != ABOUT[message.occasion]:
        return False
    # Each says how the appointment stands, so only the newest is still right.
    newer = Message.objects.filter(appointment=appointment, pk__gt=message.pk)
    return not newer.exists()


def _failed(message: Message, failure: NotSent, at: datetime) -> None:
    pause = min(timedelta(seconds=5 * 3 ** min(message.attempts, MOST_ATTEMPTS)), LONGEST_PAUSE)
    later = at + pause
    most = MOST_ATTEMPTS if message.contact is not None else MOST_OF_A_LETTER
    if failure.again and message.attempts < most and later < message.useless_at:
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
            _note(message, at)


def _note(message: Message, at: datetime) -> None:
    """Write the fact of what came of it; it names neither the address nor what was said."""
    data: dict[str, object] = {"occasion": message.occasion, "medium": message.channel}
    if message.contact is not None:
        kind, visit = f"message.{message.status}", message.contact.visit
        record_visit(kind, visit, at=at, data=data, recorder="hall")
    elif message.addressee is not None:
        note(f"letter_{message.status}", message, at=at)
    elif message.appointment is not None:
        kind = f"letter.{message.status}"
        record_appointment(kind, message.appointment, at=at, data=data, recorder="hall")
