"""What a page says when the hall's own computer fails it: its database away, locked or full."""

from __future__ import annotations

import sqlite3
import sys

import psycopg
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

UNAVAILABLE = 503
TRY_AFTER = 5
"""Seconds until trying again makes sense."""


def fault(request: HttpRequest) -> HttpResponse:
    """The page for what a view did not catch: 503 where the database could not, else 500.

    A step is one transaction, so nothing of it is there. The page asks the database for nothing.
    """
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError):
        return server_error(request)
    if _is_full(error):
        text = _("The disk of the hall's computer is full. Tell the administrator.")
    else:
        text = _("The hall's database is busy or away. Try again in a moment.")
    page = render_to_string("503.html", {"text": text})
    return HttpResponse(page, status=UNAVAILABLE, headers={"Retry-After": str(TRY_AFTER)})


def _is_full(error: OperationalError) -> bool:
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(cause, psycopg.errors.DiskFull)
