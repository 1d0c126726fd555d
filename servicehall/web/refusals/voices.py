"""Refusals about questions, and matters that could not be got done."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    # Questions, and matters that could not be got done.
    "unknown_outcome": _("Choose what you did with the question. Nothing was noted yet."),
    "no_question": _("What was asked is missing, so nothing was noted. Write it in a few words."),
    "no_answer": _("The answer is missing, so the question stays open. Write what you answered."),
    "no_way_to_reach": _(
        "Without a telephone number or an e-mail address nobody can be answered later, so"
        " nothing was noted. Write one of them."
    ),
    "nobody_named": _(
        "It is not said to whom, so nothing was changed. Choose a colleague or unit."
    ),
    "to_oneself": _("It is yours already, so nothing was changed. Choose somebody else."),
    "elsewhere": _(
        "That belongs to another centre, so nothing was changed. Choose from this centre."
    ),
    "not_owner": _(
        "A colleague owns this question, so nothing was changed. It is theirs to answer or to"
        " pass on, or their lead's."
    ),
    "not_for_you": _(
        "This question was not passed to you, so it stays with its owner. Ask them to pass it"
        " on to you."
    ),
    "no_unit_above": _(
        "You belong to no unit, so there is no lead to report to. Pass the question on to a"
        " unit instead."
    ),
    "no_matter": _(
        "What could not be got done is missing, so nothing was noted. Write it in your words."
    ),
    "reported_often": _(
        "From here %(most)s matters were sent within a day already, so this one was not taken."
        " Please come to the desk or call us."
    ),
    "complained_about": _(
        "This matter is about you, so somebody else handles it. Nothing was changed."
    ),
    "handled_by_you": _("You handle this matter already, so nothing was changed."),
    "not_your_matter": _(
        "A colleague handles this matter, so nothing was changed. Take it over first."
    ),
    "contacted_already": _("The citizen was contacted already, so nothing was noted again."),
    "unknown_class": _("There is no such class, so nothing was changed. Choose one of the list."),
    "not_classified": _(
        "The matter is not classified yet, so nothing was changed. Say first how much it takes"
        " and what class of problem it shows."
    ),
    "matter_extended": _(
        "The time was extended once already, so the date stays. Bring the matter to its end, or"
        " tell the citizen before it slips."
    ),
    "too_long_in_all": _(
        "A matter is extended to at most %(most)s working days from its report, and to a later"
        " date than it has. Nothing was changed; give other days."
    ),
    "nothing_done": _(
        "It is not said what was done, so the matter stays open. Write it; the citizen reads it."
    ),
    "no_measure": _("The measure is missing, so nothing was changed. Write what is to be done."),
    "unknown_matter_case": _("There is no case of that number. Look at the number again."),
    "unknown_matter_ticket": _("There is no ticket of that number. Look at the number again."),
}
