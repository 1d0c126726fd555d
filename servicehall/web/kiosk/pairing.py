"""How a browser becomes a registered device: by the code that an administrator was given."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from servicehall.evidence.actions import Refused
from servicehall.reception.actions import pair_device
from servicehall.web.kiosk.devices import KioskDesk, give_token, hindrance, kiosk_desk, show_itself
from servicehall.web.refusals import message

SEE_OTHER = 303
UNPROCESSABLE = 422


class PairingForm(forms.Form):
    """The code, as it stands on the set-up page."""

    code = forms.CharField(
        label=_("Pairing code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Eight signs from the set-up page; they count for 30 minutes."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_desk
def pair_page(request: HttpRequest, desk: KioskDesk) -> HttpResponse:
    """Pair this browser; the link from the set-up page brings the code along, to be confirmed."""
    if request.method != "POST":
        form = PairingForm(initial={"code": request.GET.get("code", "")[:40]})
        return render(request, "kiosk/pair.html", {"form": form, "device": desk.device})
    form = PairingForm(request.POST)
    if form.is_valid():
        try:
            device = pair_device(centre=desk.centre, code=form.cleaned_data["code"], at=desk.at)
        except Refused as refused:
            form.add_error("code", message(refused))
        else:
            address = reverse("kiosk", args=[desk.centre.code])
            response = HttpResponseRedirect(address, status=SEE_OTHER)
            give_token(desk.centre, response, device.token, secure=request.is_secure())
            return response
    context = {"form": form, "device": desk.device}
    return render(request, "kiosk/pair.html", context, status=UNPROCESSABLE)


@require_safe
@kiosk_desk
def alive(request: HttpRequest, desk: KioskDesk) -> HttpResponse:
    """One word for what the kiosk's first screen should show; also the device's sign of life."""
    refused = hindrance(desk)
    response = HttpResponse(refused.code if refused else "open", content_type="text/plain")
    show_itself(desk, response, request)
    return response
