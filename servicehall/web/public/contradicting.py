"""Telling that a counter asked for something else than the guide says; nobody asks who tells it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from servicehall.catalogue.actions import report_contradiction
from servicehall.catalogue.models import GuideReport, ServiceItem
from servicehall.catalogue.queries import service_by_code
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Counter
from servicehall.web.appointments.booking import origin_of
from servicehall.web.desks import Desk, desk
from servicehall.web.public.tickets import SEE_OTHER, UNPROCESSABLE, key_of
from servicehall.web.refusals import message
from servicehall.web.wording import CODES


class ContradictionForm(forms.Form):
    """What was asked for beyond the guide, at which counter, and in their own words."""

    asked = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    counter = forms.ModelChoiceField(Counter.objects.none(), required=False, to_field_name="code")
    words = forms.CharField(
        required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, item: ServiceItem, data: Any = None) -> None:
        super().__init__(data, auto_id="report-%s")
        asked, counter, words = (self.fields[name] for name in ("asked", "counter", "words"))
        asked.label = _("What were you asked for?")
        asked.error_messages["required"] = _("Choose at least one line.")
        asked.choices = [(each, str(CODES[each])) for each in GuideReport.Asked.values]  # type: ignore[attr-defined]
        counter.label = _("At which counter?")
        counter.queryset = Counter.objects.filter(centre=item.centre_id).order_by("pk")  # type: ignore[attr-defined]
        counter.empty_label = _("I don't know")  # type: ignore[attr-defined]
        counter.label_from_instance = lambda each: each.code  # type: ignore[attr-defined]
        words.label = _("In your own words")
        words.help_text = _(
            "Such as which paper it was. Please write no names and no numbers of identity cards."
        )


@never_cache
@desk()
def report_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Ask what was asked for; keep it, thank for it, and lead back to the guide."""
    try:
        item = service_by_code(desk.centre, code)
    except ServiceItem.DoesNotExist:
        raise Http404 from None
    form = ContradictionForm(item, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                report_contradiction(
                    service=item,
                    asked=form.cleaned_data["asked"],
                    words=form.cleaned_data["words"],
                    counter=form.cleaned_data["counter"],
                    language=(get_language() or "ko").partition("-")[0],
                    origin=origin_of(request),
                    at=desk.at,
                    key=key_of(request),
                )
            except Refused as refused:
                form.add_error(None, message(refused))
            else:
                messages.success(
                    request,
                    _("Thank you. The supervision office sees it; who told it is not known."),
                )
                address = reverse("service", args=[desk.centre.code, code])
                return HttpResponseRedirect(address, status=SEE_OTHER)
    return render(request, "public/report.html", {"item": item, "form": form}, status=status)
