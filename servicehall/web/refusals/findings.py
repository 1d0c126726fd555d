"""Refusals about findings, the standard, and the periods that are looked at."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    # Findings.
    "nothing_said": _(
        "Nothing is written, so nothing was sent. Say it in a sentence or two, then send it again."
    ),
    "due_past": _(
        "This date is over already, so nothing was ordered. What you wrote is kept; give a date"
        " that is still to come."
    ),
    "not_confirmed": _(
        "This finding has not been confirmed, so nothing can be ordered yet. Confirm it first."
    ),
    "ordered_already": _(
        "This has been ordered already, and that order is kept. Look at it below the finding."
    ),
    "not_ordered": _(
        "Nothing has been ordered for this finding, so there is nothing to report. Order it to"
        " be put right first."
    ),
    "not_reported": _(
        "Nobody has reported this as put right yet, so it can't be verified. Wait for the report."
    ),
    # The standard.
    "version_taken": _(
        "Version %(version)s of “%(name)s” is published already with another content, and stays"
        " as it is. Give the changed standard a new version."
    ),
    "standard_in_past": _(
        "A standard is in force since %(since)s, and days before that are judged. Let the new"
        " one begin on a later day."
    ),
    "standard_day_taken": _(
        "Another standard begins on %(since)s already, and stays as it is. Let this one begin"
        " on another day."
    ),
    # Periods.
    "unknown_date": _(
        "“%(date)s” is no date, so nothing was saved. Give it as year, month and day, such as"
        " 2026-11-30."
    ),
    "unknown_period": _(
        "This is not a month that can be shown. Give it as year and month, such as 2026-11."
    ),
    "days_reversed": _("The first day is after the last one. Swap them, and look again."),
    "unknown_unit": _("There is no such unit in this centre. Choose one of the list."),
}
