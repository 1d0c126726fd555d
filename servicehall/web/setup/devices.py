"""The set-up pages of devices and printers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servicehall.evidence.actions import Refused
from servicehall.hall.models import StaffMember
from servicehall.reception.actions import (
    lock_device,
    register_device,
    renew_pairing,
    revoke_device,
    unlock_device,
)
from servicehall.reception.giving import require_valid
from servicehall.reception.models import Device, Printer
from servicehall.web.desks import member_of
from servicehall.web.kiosk.receipts import can_print
from servicehall.web.refusals import message
from servicehall.web.setup.labels import choices_of
from servicehall.web.setup.registrations import OfCentre
from servicehall.web.signs import sign_of


class PrinterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A printer; one in the network needs to be found there."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a network printer without an address or with no possible port."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Printer.Kind.NETWORK and not cleaned.get("host"):
            self.add_error("host", _("Give the printer's name or address in the network."))
        if not 0 < (cleaned.get("port") or 0) < 65536:
            self.add_error("port", _("A port is a number from 1 to 65535; most printers use 9100."))
        return cleaned


class DeviceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A device; it prints with a printer of its own hall."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a printer of another centre."""
        cleaned = super().clean() or self.cleaned_data
        printer = cleaned.get("printer")
        centre = getattr(cleaned.get("centre"), "pk", self.instance.centre_id)
        if printer is not None and printer.centre_id != centre:
            self.add_error("printer", _("This printer belongs to another centre."))
        return cleaned


@admin.register(Printer)
class PrinterAdmin(OfCentre):
    """Receipt printers; which device prints with one is said at the device."""

    form = PrinterForm
    list_display = ("code", "kind", "host", "port", "paper", "server", "centre")
    list_select_related = ("centre",)
    fields = ("centre", "code", "kind", "host", "port", "paper")

    @admin.display(description=_("Server"))
    def server(self, row: Printer) -> str:
        """Whether the server can draw receipts for it."""
        if row.kind == Printer.Kind.BROWSER:
            return ""
        return str(sign_of(can_print(), "paper").label)


@admin.register(Device)
class DeviceAdmin(OfCentre):
    """Devices: registered here, paired in their own browser, and revoked here."""

    form = DeviceForm
    list_display = ("reference", "kind", "place", "standing", "seen_at", "printer", "paper_state")
    list_select_related = ("centre", "printer")
    list_filter = ("kind",)
    fields = ("centre", "reference", "kind", "place", "printer", "locks_without_paper")
    fixed = ("centre", "reference", "kind")
    actions = ("give_new_code", "take_right_away", "lock", "unlock")

    def get_fields(self, request: HttpRequest, obj: Device | None = None) -> Sequence[str]:
        """The fields; the kind of a device that is there is told in the reader's language."""
        known = super().get_fields(request, obj)
        return ["kind_name" if obj and each == "kind" else each for each in known]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """What can't be changed any more."""
        return (*super().get_readonly_fields(request, obj), "kind_name")

    @admin.display(description=pgettext_lazy("set-up", "Kind"))
    def kind_name(self, row: Device) -> str:
        """The kind in the reader's language."""
        return str(choices_of("reception.Device", "kind").get(row.kind, row.kind))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever sets the centre up by their role; the record names a person."""
        member = member_of(request)
        return member is not None and self._may(request)

    def save_model(self, request: HttpRequest, obj: Device, form: Any, change: bool) -> None:
        """Register a new device and tell its pairing code, once; keep what was changed."""
        if change:
            # Nothing but what the page shows: it may be paired or locked meanwhile.
            obj.save(update_fields=["place", "printer", "locks_without_paper"])
            return
        member = member_of(request)
        assert member is not None
        made = register_device(
            centre=obj.centre,
            reference=obj.reference,
            kind=obj.kind,
            place=obj.place,
            printer=obj.printer,
            locks_without_paper=obj.locks_without_paper,
            by=member,
            at=timezone.now(),
        )
        obj.pk = made.pk
        self._tell_code(request, made)

    @admin.action(description=_("Give out a new pairing code"))
    def give_new_code(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """For one device at a time: its code is shown once."""
        device = self._one(request, queryset)
        member = member_of(request)
        if device is None or member is None:
            return
        try:
            made = renew_pairing(device=device, by=member, at=timezone.now())
        except Refused as refused:
            self.message_user(request, message(refused), messages.ERROR)
            return
        self._tell_code(request, made)

    @admin.action(description=_("Revoke: it gives no tickets any more"))
    def take_right_away(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """Revoke the chosen devices at once."""
        for device, member in self._each(request, queryset):
            try:
                revoke_device(device=device, by=member, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{device}: {message(refused)}", messages.WARNING)
            else:
                text = gettext("“%(device)s” is revoked.") % {"device": device}
                self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Lock: it gives no tickets for a while"))
    def lock(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """Lock the chosen devices; on the page of the hall one says why."""
        for device, member in self._each(request, queryset):
            try:
                lock_device(device=device, reason=Device.Lock.OTHER, by=member, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{device}: {message(refused)}", messages.WARNING)

    @admin.action(description=_("Unlock: it gives tickets again"))
    def unlock(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """Unlock the chosen devices."""
        for device, member in self._each(request, queryset):
            try:
                unlock_device(device=device, by=member, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{device}: {message(refused)}", messages.WARNING)

    @admin.display(description=_("State"))
    def standing(self, row: Device) -> str:
        """Whether it counts, in words."""
        at = timezone.now()
        try:
            require_valid(row, at)
        except Refused as refused:
            words = {
                "device_revoked": gettext("Revoked"),
                "device_expired": gettext("Expired"),
            }
            waiting = (
                gettext("Waits for its code")
                if row.waits_for_pairing(at)
                else gettext("Not paired")
            )
            return words.get(refused.code, waiting)
        if row.lock:
            return gettext("Locked: %(reason)s") % {"reason": sign_of(row.lock, "lock").label}
        return gettext("Registered")

    @admin.display(description=_("Printer's state"))
    def paper_state(self, row: Device) -> str:
        """How its printer stood when it was last sent to."""
        return str(sign_of(row.paper, "paper").label) if row.printer_id else ""

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Device]
    ) -> Iterator[tuple[Device, StaffMember]]:
        member = member_of(request)
        if member is not None:
            for device in queryset.select_related("centre"):
                yield device, member

    def _one(self, request: HttpRequest, queryset: QuerySet[Device]) -> Device | None:
        rows = list(queryset.select_related("centre")[:2])
        if len(rows) == 1:
            return rows[0]
        self.message_user(request, gettext("Choose one device at a time."), messages.WARNING)
        return None

    def _tell_code(self, request: HttpRequest, device: Device) -> None:
        place = reverse("kiosk-pair", args=[device.centre.code])
        address = request.build_absolute_uri(f"{place}?code={device.pairing_code}")
        text = gettext(
            "Pairing code of “%(device)s”: %(code)s. It counts for 30 minutes and is shown only"
            " now. Type it on the device at %(place)s, or open %(address)s there."
        )
        details = {
            "device": device.reference,
            "code": device.pairing_code,
            "place": request.build_absolute_uri(place),
            "address": address,
        }
        self.message_user(request, text % details, messages.SUCCESS)
