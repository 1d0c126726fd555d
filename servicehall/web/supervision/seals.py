"""The seals of the record: the last checkpoint to print, and how anyone checks it."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicehall.evidence.models import Checkpoint, Fact
from servicehall.evidence.sealing.guards import missing_guards
from servicehall.evidence.sealing.keys import public_key_kept
from servicehall.evidence.sealing.notes import fingerprint, public_text
from servicehall.web.desks import Desk, desk

SHOWN = 10
"""How many checkpoints are listed."""


@require_safe
@desk("see_record")
def seals_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The last checkpoints, the newest as the text that was signed."""
    made = list(Checkpoint.objects.order_by("-size")[:SHOWN])
    key = public_key_kept()
    return render(
        request,
        "supervision/seals.html",
        {
            "last": made[0] if made else None,
            "made": [(each, each.note.split("\n")[2]) for each in made],
            "waiting": Fact.objects.count() - (made[0].size if made else 0),
            "key": public_text(key) if key else "",
            "fingerprint": fingerprint(key) if key else "",
            "published": bool(settings.CHECKPOINTS),
            "unguarded": missing_guards(connection),
        },
    )
