"""Refusals about powers, duty, posts and closures."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    # Who may do what.
    "not_permitted": _(
        "Your role does not give you this step, so nothing was changed. Ask your lead, or sign"
        " in with the role that has it."
    ),
    "own_finding": _(
        "This finding is about you, so somebody else has to decide it. Nothing was changed; you"
        " can answer it with a statement."
    ),
    "doer_verifies": _(
        "Whoever put it right can't be the one who verifies it. The report is kept; ask a"
        " colleague to verify it."
    ),
    "key_used_elsewhere": _(
        "This command was sent before for something else, so it was not carried out again. Load"
        " the page again and repeat the step."
    ),
    # Set-up.
    "code_reserved": _(
        "The code “%(code)s” is needed for an address of the system. Nothing was saved; choose"
        " another code."
    ),
    # Duty.
    "not_on_duty": _(
        "You are not on duty at this counter now, so nothing was changed. Clock in first, or"
        " ask your lead to plan your shift."
    ),
    "shift_ends_first": _(
        "The shift would end before it starts, so it was not planned. Put the end after the start."
    ),
    "shift_planned_already": _(
        "%(staff)s has a shift at these hours of %(day)s already, so none was added. Change the"
        " shift that is there."
    ),
    "clocked_in_already": _(
        "You have clocked in for this shift already. The first time is kept; go on with your work."
    ),
    "counter_taken": _(
        "Somebody else is on duty at counter %(counter)s, so you were not clocked in. They"
        " clock out first, or you take another counter."
    ),
    "counter_planned": _(
        "%(staff)s is planned at counter %(counter)s at these hours, so nothing was"
        " planned. Choose another counter or other hours."
    ),
    "absent_then": _(
        "%(staff)s is away at that time, so nothing was planned. Choose somebody else or"
        " another time."
    ),
    "shift_begun": _(
        "This shift of %(staff)s has begun, so it stays on the rota as it is. Plan what"
        " comes after it."
    ),
    "shift_withdrawn": _(
        "This shift was taken off the rota before, so nothing was changed. Load the page again."
    ),
    "shift_excused": _(
        "An absence is recorded for you at this time, so you were not clocked in. If you"
        " came after all, your lead withdraws it."
    ),
    "shift_over": _("This shift has ended, so there is nothing left to stand in for."),
    "nothing_to_copy": _(
        "The week before has no shifts here, so nothing was copied. Plan this week by hand."
    ),
    # Absence and backups.
    "absence_ends_first": _(
        "The absence would end before it starts, so it was not recorded. Put the end after"
        " the start."
    ),
    "absent_already": _(
        "An absence of %(staff)s is recorded for some of this time, so none was added."
        " Withdraw that one first."
    ),
    "absence_over": _("This absence is over or was withdrawn, so nothing was changed."),
    "both_away": _(
        "%(staff)s is away at that time, and the two of a pair are never away together."
        " Nothing was recorded; choose another time, or pair them with somebody else first."
    ),
    "backup_needed": _(
        "Shifts are planned in that time, so nothing was recorded yet. Choose who stands in"
        " for them."
    ),
    "own_backup": _(
        "Nobody stands in for themself, so nothing was registered. Choose somebody else."
    ),
    "not_of_counters": _(
        "Only who stands at counters can be one of a pair, so nothing was registered."
        " Choose somebody else."
    ),
    "backup_already": _(
        "%(backup)s is registered already to stand in for %(staff)s. Nothing was changed."
    ),
    "backup_ended": _("This pair was ended before, so nothing was changed."),
    "not_backup": _(
        "You are not registered to stand in for %(staff)s, so nothing was changed. Ask your lead."
    ),
    "not_away": _(
        "%(staff)s may still come, so you can't step in yet. Nothing was changed; look"
        " again in a few minutes."
    ),
    # The post.
    "counter_paused": _(
        "You are noted as away from your counter, so nobody was called. Say that you are"
        " back first."
    ),
    "away_already": _("You are noted as away from this counter already; that is kept."),
    "back_already": _("You are noted as back at your counter already; that is kept."),
    "expected_past": _(
        "The return would lie in the past, so nothing was noted. Give a time that is still to come."
    ),
    "noted_already": _("A colleague has taken note of this already; that is kept."),
    "unknown_item": _(
        "This item is not one of the self-check's, so nothing was kept. Load the page again."
    ),
    "shown_later": _(
        "This self-check was shown on another day, so nothing was kept. Load the page"
        " again; it takes a minute."
    ),
    "self_check_done": _(
        "The self-check of this counter was done today already; it is kept as it was."
    ),
    # Proving who one is.
    "pin_not_digits": _(
        "A PIN has four to eight digits, so nothing was changed. Choose another one."
    ),
    "pin_too_easy": _(
        "This PIN is easy to guess, so it was not set. Choose digits that neither repeat"
        " nor follow one another."
    ),
    "proof_wrong": _(
        "This is not the code of your badge, so nothing was changed. Scan your own badge,"
        " or set a PIN."
    ),
    "pin_wrong": _(
        "This is neither your PIN nor the code of your badge, so nothing was changed. Tries"
        " left: %(left)s."
    ),
    "pin_locked": _(
        "Too many wrong tries: your PIN is locked for %(minutes)s more minutes. Your badge"
        " still works; nothing was changed."
    ),
    "badge_issued": _(
        "Another badge of %(staff)s was issued at the same moment. Load the page again and"
        " look at it."
    ),
    "badge_revoked": _("This badge was revoked before, so nothing was changed."),
    # Closures.
    "counter_closed": _(
        "Counter %(counter)s is closed, so nobody was called. Open it first; those who wait"
        " keep their place."
    ),
    "counter_closed_already": _(
        "This counter is closed already, and its closure is kept as it is. Change its notice,"
        " or open the counter."
    ),
    "closure_over": _(
        "This counter has been opened again, so its closure can't be changed. Close it anew if"
        " need be."
    ),
    "until_past": _(
        "The notice would end in the past, so it was not posted. Give a time that is still to come."
    ),
    "same_counter": _(
        "A counter can't stand in for itself, so the notice was not posted. Choose another counter."
    ),
}
