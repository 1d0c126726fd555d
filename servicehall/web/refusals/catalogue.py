"""Refusals about service items and their guides."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    # The catalogue of services.
    "promise_longer": _(
        "The promise is longer than the law allows, so nothing was published. Promise at most"
        " what the law's limit is."
    ),
    "stages_longer": _(
        "The stages together are longer than the promise, so nothing was published. Shorten them."
    ),
    "draft_wrong": _(
        "Something in the draft is wrong, so it was not published: %(place)s, %(wrong)s. Put it"
        " right in the set-up."
    ),
    "not_a_draft": _(
        "This version is no longer a draft, so nothing was changed. What is published stays as"
        " it is; write its next version."
    ),
    "since_past": _(
        "The day from which it is to be in force is over, so nothing was published. Choose"
        " today or a later day."
    ),
    "version_ends_first": _(
        "The version would end before it begins, so nothing was published. Put its last day"
        " after the first."
    ),
    "version_begun": _(
        "This version is in force already, or was, so it was not withdrawn. Publish another"
        " version from a later day."
    ),
    # Guides.
    "unknown_guide_language": _(
        "There are no guides in this language, so nothing was changed. Choose one of those that"
        " are offered."
    ),
    "wrong_number_of_guides": _(
        "Give a whole number from %(least)s to %(most)s. Nothing was changed."
    ),
    "no_guides_left": _(
        "By the count there are not so many of these guides left here, so nothing was changed."
        " Count them again, or fetch new ones."
    ),
    "nothing_asked": _(
        "It is not said what was asked for, so nothing was sent. Choose at least one line."
    ),
    "too_many_reports": _(
        "Very many reports came from here, so this one was not taken. Try again later, or tell"
        " the supervision office."
    ),
}
