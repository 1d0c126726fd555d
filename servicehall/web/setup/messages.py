"""The set-up's page of messages: what was sent, what waits, and above all what failed and why."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from servicehall.evidence.actions import Refused
from servicehall.reception.actions import try_again, try_letter_again, try_matter_again
from servicehall.reception.addresses import masked
from servicehall.reception.correspondence import hidden
from servicehall.reception.models import Message
from servicehall.web.desks import member_of
from servicehall.web.setup.registrations import OfCentre
from servicehall.web.templatetags.servicehall import state_label


@admin.register(Message)
class MessageAdmin(OfCentre):
    """Messages of the centre; addresses are never shown whole."""

    list_display = ("written_at", "concerns", "about", "state", "address", "attempts", "problem")
    list_filter = ("status", "occasion")
    list_select_related = (
        "contact__visit",
        "appointment__contact",
        "appointment__centre",
        "addressee__case",
        "addressee__matter",
    )
    ordering = ("-written_at", "-pk")
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "concerns",
        "about",
        "told",
        "address",
        "state",
        "written_at",
        "sent_at",
        "attempts",
        "problem",
    )
    fixed = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages are written by what happens."""
        return False

    @admin.action(description=_("Send the failed ones again"))
    def send_again(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        """Send failed messages again; those that have not failed stay as they are."""
        member, count = member_of(request), 0
        for row in rows.filter(status=Message.Status.FAILED):
            if member is None:
                break
            try:
                _again(row)(message=row, by=member, at=timezone.now())
                count += 1
            except Refused:
                continue
        told = ngettext(
            "%(count)s message is sent again.", "%(count)s messages are sent again.", count
        )
        messages.info(request, told % {"count": count})

    @admin.display(description=_("Ticket, appointment or case"))
    def concerns(self, row: Message) -> str:
        """The ticket's day and number, or the number of the appointment or of the case."""
        return row.about

    @admin.display(description=_("Text"))
    def told(self, row: Message) -> str:
        """What it says; the secrets of an appointment or a case are for its holder alone."""
        case = getattr(row.addressee, "case", None) or getattr(row.addressee, "matter", None)
        if case is not None and case.follow_code:
            return row.text.replace(case.follow_code, "•" * len(case.follow_code))
        return hidden(row.text, row.appointment) if row.appointment else row.text

    @admin.display(description=_("Occasion"), ordering="occasion")
    def about(self, row: Message) -> str:
        """What it tells, in the reader's language."""
        return state_label(row.occasion, "message")

    @admin.display(description=_("State"), ordering="status")
    def state(self, row: Message) -> str:
        """How it stands, in the reader's language."""
        return state_label(row.status, "message")

    @admin.display(description=_("Address"))
    def address(self, row: Message) -> str:
        """Enough of the address to know it by."""
        return masked(row.to)


def _again(row: Message) -> Callable[..., object]:
    """The action by which a failed message of its sort is sent again."""
    if row.contact_id:
        return try_again
    return try_letter_again if row.appointment_id else try_matter_again
