"""Printing: a ticket is claimed for a printer once, and how it ended is kept.

What speaks to the printer stands between the two, outside any transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from servicehall.evidence.actions import Refused, action, writing
from servicehall.reception.models import Device, Printout, Visit
from servicehall.reception.moving import record_visit

_CLAIM = """
insert into reception_printout (visit_id, device_id, state, problem, at)
values (%s, %s, 'sending', '', %s) on conflict (visit_id) do nothing returning id
"""


def claim_printout(*, visit: Visit, device: Device, at: datetime) -> bool:
    """Whether the caller, and nobody else, is to print this ticket now.

    True once for a ticket, and again for one whose printing is known to have failed. A ticket
    of which it was never heard how its printing ended is not printed again: it may be on paper.
    """
    with writing(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [visit.pk, device.pk, at])
        return cursor.fetchone() is not None


def claim_again(*, visit: Visit, device: Device, at: datetime) -> bool:
    """Whether the caller is to try once more to print a ticket whose printing failed."""
    with writing():
        changed = Printout.objects.filter(visit=visit, state=Printout.State.FAILED).update(
            device=device, state=Printout.State.SENDING, problem="", at=at
        )
    return bool(changed)


def confirm_printed(*, visit: Visit, at: datetime) -> bool:
    """Keep that the ticket is on paper; whether that was not known before."""
    with writing():
        changed = Printout.objects.filter(visit=visit, state=Printout.State.SENDING).update(
            state=Printout.State.PRINTED, at=at
        )
    return bool(changed)


@action(Visit)
def miss_paper(
    *, visit: Visit, device: Device, problem: str, at: datetime, key: str | None = None
) -> Visit:
    """Keep that a ticket did not come out, with how the printer stood; the ticket is valid.

    Raises ``Refused("not_printing")`` unless it was being printed.
    """
    changed = Printout.objects.filter(visit=visit, state=Printout.State.SENDING).update(
        state=Printout.State.FAILED, problem=problem, at=at
    )
    if not changed:
        raise Refused("not_printing")
    record_visit(
        "ticket.not_printed", visit, at=at, data={"paper": problem}, recorder=device.recorder
    )
    return visit
