"""Refusals about cases, their clocks and documents, and following them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    # Cases.
    "not_serving": _(
        "Nobody is being served at this counter, so nothing was written. Call somebody and"
        " start first."
    ),
    "case_received_already": _(
        "A case for this was received already and is kept. Go on with that case."
    ),
    "nothing_missing": _(
        "No missing material is marked, so no notice was given. Mark everything that is"
        " missing, or accept the case."
    ),
    "unknown_material": _(
        "“%(material)s” is not a material of this service, so nothing was written. Choose from"
        " the service's list."
    ),
    "not_accepted": _(
        "This case has not been accepted yet, so it can't be decided. Accept it first, or give"
        " notice of what is missing."
    ),
    "no_basis": _(
        "A refusal needs the rule that it rests on, so nothing was decided. What you wrote is"
        " kept; name the law and the article."
    ),
    "no_reason": _(
        "A reason is needed, so nothing was decided. Write in a sentence why; the person"
        " concerned will read it."
    ),
    # The clocks of cases.
    "changed_meanwhile": _(
        "Somebody else changed this case a moment ago, so your step was not carried out. Look"
        " at where it stands now, then decide again."
    ),
    "no_reason_by_law": _(
        "The law names no such reason for stopping the clocks here, so they run on. Choose one"
        " of the list."
    ),
    "no_provision": _(
        "The clocks stop only on a provision that says so. Name the law and the article."
    ),
    "limit_over": _(
        "The date is over, so nothing was changed: clocks are stopped and limits extended only"
        " before. Tell the citizen why it takes longer."
    ),
    "suspended_already": _(
        "The clocks of this case stand still already. Let them run again once the reason is over."
    ),
    "not_suspended": _("The clocks of this case run; there is nothing to take up again."),
    "extended_already": _(
        "The law allows no further extension of this case, so the date stays. Decide by then,"
        " or tell the citizen before it slips."
    ),
    "consent_needed": _(
        "A second extension needs the citizen's consent. Ask them, note that they agree, and"
        " send it again."
    ),
    "extension_too_long": _(
        "An extension here is 1 to %(most)s days or hours long, as the limit counts. What you"
        " wrote is kept; give a shorter one."
    ),
    "extension_in_calendar_units": _(
        "A limit of weeks, months or years is not extended here, so the date stays."
    ),
    "not_later": _(
        "The new date must lie after the present one, so nothing was changed. Choose a later day."
    ),
    "date_past": _(
        "This date is over already, so nothing was changed. Choose one that is still to come."
    ),
    "told_too_late": _(
        "The time to tell what is missing is over, so by law this case is accepted as it was"
        " received. Accept it; ask for the rest while you handle it."
    ),
    "supplement_over": _(
        "The time to bring what is missing is over, so it can't be extended. Ask for it again"
        " with a new notice."
    ),
    "supplement_extended_often": _(
        "The citizen has had this time extended %(most)s times, which is all that the rules"
        " give. Ask for it again with a new notice."
    ),
    "promise_without_date": _(
        "A promise to bring something later needs a day, so nothing was accepted. Agree on one"
        " with the citizen."
    ),
    "not_minor": _(
        "Only minor papers can be promised for later, and something marked is not minor, so"
        " nothing was accepted. It has to be brought first."
    ),
    "still_lacking": _(
        "Something that was told as missing is neither here nor promised, so the case was not"
        " accepted. Note what was brought, or have the citizen promise all of the rest."
    ),
    "nothing_owed": _(
        "Nothing that was promised at acceptance is marked, so nothing was noted. Mark what the"
        " citizen brought."
    ),
    "stage_begun_already": _("This stage of the case was begun already; its clock runs on."),
    "no_such_stage": _("No such stage of the case runs now, so nothing was ended."),
    "declared_past": _(
        "This day is over, so nothing was changed. Declare days that are still to come."
    ),
    "day_is_so_already": _(
        "%(day)s is such a day already by the calendar, so nothing was changed."
    ),
    "no_remedy": _(
        "Whoever is refused has to be told what they can do, and for this place no law is"
        " entered. Nothing was proposed; write where and within what time they can object."
    ),
    "unknown_remedy": _(
        "“%(remedy)s” is no remedy that the law of this place gives, so nothing was proposed."
        " Choose those of the list."
    ),
    "placeholder_left": _(
        "“%(found)s” stands where something is still to be filled in, so nothing was proposed."
        " What you wrote is kept; put in what is meant."
    ),
    "own_refusal": _(
        "You proposed this refusal yourself, so somebody else has to decide it. Nothing was"
        " changed; it waits for another lead, the head of the unit or the leadership."
    ),
    "period_runs": _(
        "The period in which the missing materials can be brought has not passed, so the"
        " application was not returned. Wait for its end."
    ),
    "ask_again_first": _(
        "What is missing was asked for %(asked)s times, and the law wants it asked for once"
        " more before an application goes back. Give the citizen another notice."
    ),
    # Documents.
    "not_decided": _(
        "Nothing is decided about this case yet, so no document was issued. Decide first."
    ),
    "document_issued": _(
        "A document is issued for this case already; it stays as it is. Correct that one where"
        " something in it is wrong."
    ),
    "document_faulty": _(
        "The document was looked over and not issued, and no number was used. Put right what"
        " is listed, and issue it again."
    ),
    "papers_not_set": _(
        "This server can't set documents now, so none was issued; the decision stands. Ask"
        " whoever administers the hall to install printing with its fonts."
    ),
    "no_cause": _(
        "Say what was wrong in the document, so that the correction can be understood. Nothing"
        " was issued."
    ),
    "superseded": _(
        "This document was replaced by a corrected one, so nothing was changed. Load the page"
        " again and use the one that counts."
    ),
    "unknown_medium": _(
        "“%(medium)s” is no way in which documents are handed out here. Choose one of the list."
    ),
    "no_recipient": _(
        "Write who signed for the document, or the address that it went to. Nothing was noted."
    ),
    "delivered_already": _(
        "This document was handed out in that way already; the first time is kept."
    ),
    # Following a case.
    "unknown_case": _(
        "No case has this number with this code. Look at both again: they stand on your"
        " receipt and on the notice of what is missing."
    ),
    "too_many_tries": _(
        "Too many numbers or codes were wrong. Try again in %(minutes)s minutes, or ask at the"
        " counter."
    ),
    "nothing_awaited": _(
        "Nothing is missing for this case now, so the file was not taken. If you want to add"
        " something, ask at the counter."
    ),
    "file_empty": _("No file was chosen, or it is empty. Choose the file and send it again."),
    "file_too_large": _(
        "The file is larger than %(most)s megabytes, so it was not taken. Take a smaller"
        " picture, or bring the paper to the counter."
    ),
    "file_not_taken": _(
        "This is not a whole PDF, JPEG or PNG file, whatever its name says, so it was not"
        " taken. Photograph or scan the paper and send that."
    ),
    "too_many_files": _(
        "%(most)s files are here for this case already; more are not taken. Bring the rest to"
        " the counter."
    ),
    "erased_already": _("This file is erased already."),
}
