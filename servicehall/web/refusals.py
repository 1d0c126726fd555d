"""What a refusal tells the person: what happened, what was kept, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicehall.evidence.actions import Refused
from servicehall.web.signs import sign_of
from servicehall.web.templatetags.servicehall import localized

MESSAGES: Mapping[str, str | Promise] = MappingProxyType(
    {
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
        # The catalogue of services.
        "promise_longer": _(
            "The promise is longer than the law allows, so nothing was published. Promise at most"
            " what the law's limit is."
        ),
        "stages_longer": _(
            "The stages together are longer than the promise, so nothing was published. Shorten"
            " them."
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
        # Duty.
        "not_on_duty": _(
            "You are not on duty at this counter now, so nothing was changed. Clock in first, or"
            " ask your lead to plan your shift."
        ),
        "shift_ends_first": _(
            "The shift would end before it starts, so it was not planned. Put the end after the"
            " start."
        ),
        "shift_planned_already": _(
            "%(staff)s has a shift at these hours of %(day)s already, so none was added. Change the"
            " shift that is there."
        ),
        "clocked_in_already": _(
            "You have clocked in for this shift already. The first time is kept; go on with your"
            " work."
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
            "You are not registered to stand in for %(staff)s, so nothing was changed. Ask your"
            " lead."
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
            "The return would lie in the past, so nothing was noted. Give a time that is still"
            " to come."
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
            "The notice would end in the past, so it was not posted. Give a time that is still to"
            " come."
        ),
        "same_counter": _(
            "A counter can't stand in for itself, so the notice was not posted. Choose another"
            " counter."
        ),
        # Reception.
        "centre_receives_nobody": _(
            "Citizens don't come to this centre, so it gives no tickets. Choose another centre."
        ),
        "unknown_priority": _(
            "This reason for priority is not known here, so no ticket was taken. Choose one of"
            " those that are offered."
        ),
        "unknown_language": _(
            "This language is not spoken here, so no ticket was taken. Choose one of those that are"
            " offered."
        ),
        "unknown_reason": _(
            "This reason is not one of those that are kept, so nothing was changed. Choose one of"
            " those that are offered."
        ),
        "nobody_waiting": _(
            "Nobody is waiting here now. As soon as somebody takes a ticket, you can call them."
        ),
        "visit_open": _(
            "Somebody is still at this counter, so nothing was changed. Finish with them first, or"
            " show them to the next counter."
        ),
        "other_unit": _(
            "This ticket waits for another unit, so it was not called. Show the citizen to that"
            " unit's counters."
        ),
        "other_day": _(
            "This ticket is of another day, so it can't be called any more. A new one is taken at"
            " the kiosk."
        ),
        "back_too_late": _(
            "No more people are taken into the queue today, so this ticket can't be called again."
            " If it can't wait, ask at a counter; else please come on another day."
        ),
        "sent_elsewhere": _(
            "This ticket was sent to another counter, so it was not called here. That counter calls"
            " it, or its lead sends it back."
        ),
        "same_place": _(
            "The ticket waits there already, so nothing was changed. Choose another queue or"
            " counter."
        ),
        "recalled_too_soon": _(
            "This person was called just now. Give them time to come: they can be called again in"
            " %(seconds)s seconds."
        ),
        "recalled_enough": _(
            "This person was called %(most)s times, which is as often as the hall calls anyone."
            " Note that they did not come; they can come back with their place kept."
        ),
        "too_many_services": _(
            "One ticket is for at most %(most)s further services, so none was taken. Take another"
            " ticket for the rest."
        ),
        "wrong_quantity": _(
            "A service can be asked for 1 to %(most)s times, so no ticket was taken. Choose another"
            " number."
        ),
        "wanted_twice": _(
            "The same service is wanted twice, so no ticket was taken. Choose it once, with how"
            " often you need it."
        ),
        "nothing_further": _(
            "The citizen came for nothing else, so nothing was changed. Finish, or show them to the"
            " next counter."
        ),
        "something_further": _(
            "The citizen came for something else as well, so the visit was not ended. Go on with"
            " that first."
        ),
        "day_not_later": _(
            "The queue can only be kept for a later day, so nothing was changed. Choose one after"
            " today."
        ),
        "day_too_far": _(
            "A queue is kept for %(most)s days at most, so nothing was changed. Choose an earlier"
            " day."
        ),
        "day_not_received": _(
            "Nobody is received on %(day)s, so nothing was changed. Choose a day on which the hall"
            " is open."
        ),
        "same_unit": _(
            "The citizen is with this unit already, so they were not sent on. Choose another unit,"
            " or finish here."
        ),
        "other_centre": _(
            "This belongs to another centre, so nothing was changed. Choose something of your own"
            " centre."
        ),
        "impossible_transition": _(
            "This step is not possible any more: the state is now “%(status)s”. Somebody may have"
            " been quicker; what they did is kept. Load the page again."
        ),
        # Messages.
        "ticket_over": _(
            "This ticket has ended, so there is nothing to tell any more. Take a new ticket if you"
            " need one."
        ),
        "channel_not_offered": _(
            "This hall does not send such messages. Nothing was kept; keep the ticket's page open"
            " instead: it tells you the same."
        ),
        "no_mobile_number": _(
            "This is no mobile number that messages can be sent to, so nothing was kept. Look at"
            " the figures again, such as 010-1234-5678 in Korea, or +44 7700 900123."
        ),
        "no_email_address": _(
            "This is no e-mail address, so nothing was kept. Look at it again; it has the form"
            " name@example.org."
        ),
        "contact_changed_often": _(
            "The address of one ticket can be given %(most)s times, so this one was not kept. Keep"
            " the ticket's page open instead."
        ),
        "address_used_often": _(
            "This address follows %(most)s tickets of today already, so it was not added. Keep the"
            " ticket's page open instead."
        ),
        "no_contact": _(
            "No address is kept for this ticket, so there was nothing to take back. You get no"
            " messages."
        ),
        "not_failed": _(
            "This message has not failed, so it was not sent again. Load the page again to see how"
            " it stands."
        ),
        "letter_too_late": _(
            "This letter would tell nothing that is still to come, so it was not sent again."
        ),
        # Appointments.
        "no_code_there": _(
            "This hall can't send a code there, so nothing was booked. Give an e-mail address"
            " instead of a mobile number, or the other way round."
        ),
        "not_bookable": _(
            "No appointments are given for this service now, so nothing was booked. Come during"
            " opening hours and take a ticket."
        ),
        "no_way_to_confirm": _(
            "This hall can't send a code yet, so nothing was booked. Please call, or ask at a"
            " counter; they book for you."
        ),
        "name_missing": _("A name is needed, so nothing was booked. Write who comes."),
        "slot_not_offered": _(
            "This time can't be booked: it is too soon, too far ahead, or the hall is closed then."
            " Nothing was booked; choose another time."
        ),
        "slot_taken": _(
            "Somebody has just taken the last place at this time, so nothing was booked. What you"
            " wrote is kept; choose another time."
        ),
        "booked_that_day": _(
            "There is an appointment for this contact on that day already, and it is kept. Change"
            " or cancel that one, or choose another day."
        ),
        "too_many_bookings": _(
            "Very many appointments were booked from here, so this one was not. Try again later,"
            " or ask at a counter."
        ),
        "confirmed_too_late": _(
            "The time was not confirmed soon enough and is free for others again. Nothing is"
            " booked; please choose a time again."
        ),
        "code_tried_too_often": _(
            "Too many wrong codes were entered, so this appointment can't be confirmed any more."
            " Its time becomes free again in some minutes; then book anew."
        ),
        "code_sent_often": _(
            "The code was sent %(most)s times already, so it was not sent again. Wait a little;"
            " messages are late at times."
        ),
        "same_time": _(
            "The appointment is at this time already, so nothing was changed. Choose another time."
        ),
        "changed_too_often": _(
            "This appointment was moved very often, so it stays where it is. To move it, please"
            " call or ask at a counter."
        ),
        "appointment_over": _(
            "The time of this appointment has come, so nothing was changed. If you are in the"
            " hall, check in; otherwise book a new one."
        ),
        "appointment_unconfirmed": _(
            "This appointment was not confirmed yet. Enter the code that was sent, or take a"
            " ticket; you are served in your turn."
        ),
        "appointment_cancelled": _(
            "This appointment was cancelled. Take a ticket if you are here now, or book another"
            " time."
        ),
        "appointment_other_day": _(
            "This appointment is on %(day)s at %(time)s, not today. Come then; or take a ticket"
            " now, and you are served in your turn."
        ),
        "appointment_other_hall": _(
            "This appointment is at another hall: %(hall)s. Please go there, or take a ticket here"
            " if we give this service too."
        ),
        "too_early": _(
            "Your appointment is at %(time)s. You can check in from %(since)s on; please wait"
            " until then."
        ),
        "checked_in_already": _(
            "This appointment has its ticket already, and that one is kept. Wait until its number"
            " is called."
        ),
        "day_past": _("This day is over, so it was not closed. Choose today or a later day."),
        "reason_missing": _(
            "A reason is needed, so the day was not closed. Citizens read it; write it in a few"
            " words."
        ),
        # Devices, hours and quotas.
        "device_not_registered": _(
            "This device is not registered in this hall, so it gives no tickets. Please call the"
            " staff, or go to any counter."
        ),
        "device_revoked": _(
            "The registration of this device was withdrawn, so it gives no tickets. Please call"
            " the staff, or go to any counter."
        ),
        "device_expired": _(
            "This device was away for too long and has to be registered anew; no ticket was taken."
            " Please call the staff, or go to any counter."
        ),
        "device_code_taken": _(
            "Another device has the code “%(code)s” already, so none was registered. Choose"
            " another code."
        ),
        "device_locked": _(
            "This kiosk is locked already, and its reason is kept. Unlock it first to give another"
            " one."
        ),
        "device_not_locked": _(
            "This kiosk is not locked, so nothing was changed. It gives tickets."
        ),
        "kiosk_locked": _(
            "This kiosk is locked and gives no tickets now. Please call the staff, or go to any"
            " counter."
        ),
        "pairing_unknown": _(
            "This pairing code is not known, was used, or is older than 30 minutes. Look at the"
            " signs again, or ask the administrator for a new code."
        ),
        "unknown_kind": _(
            "There is no such kind of device, so none was registered. Choose one of those that are"
            " offered."
        ),
        "unknown_state": _(
            "A printer can't be in that state, so nothing was kept. Load the page again."
        ),
        "no_printer": _(
            "This device has no printer, so nothing was printed. The ticket is valid; note its"
            " number, or scan its code."
        ),
        "not_printing": _(
            "This ticket is not being printed, so nothing was changed. The ticket is valid."
        ),
        "no_phone_tickets": _(
            "This hall gives no tickets on the phone, so none was taken. Please take one at a kiosk"
            " in the hall."
        ),
        "outside_hours": _(
            "The hall is closed now, so no ticket was taken. Please come during its hours."
        ),
        "last_ticket_given": _(
            "No more tickets are given today, so none was taken. If it can't wait, ask at a"
            " counter."
        ),
        "service_hours": _(
            "This service is not received at this hour, so no ticket was taken. Please come during"
            " its hours, or choose another service."
        ),
        "quota_full": _(
            "All tickets for this service are given out today, so none was taken. Please come on"
            " another day, or choose another service."
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
            "The clocks of this case stand still already. Let them run again once the reason is"
            " over."
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
            "The new date must lie after the present one, so nothing was changed. Choose a later"
            " day."
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
        # Findings.
        "nothing_said": _(
            "Nothing is written, so nothing was sent. Say it in a sentence or two, then send it"
            " again."
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
            "Nobody has reported this as put right yet, so it can't be verified. Wait for the"
            " report."
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
        # Questions, and matters that could not be got done.
        "unknown_outcome": _("Choose what you did with the question. Nothing was noted yet."),
        "no_question": _(
            "What was asked is missing, so nothing was noted. Write it in a few words."
        ),
        "no_answer": _(
            "The answer is missing, so the question stays open. Write what you answered."
        ),
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
        "unknown_class": _(
            "There is no such class, so nothing was changed. Choose one of the list."
        ),
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
            "It is not said what was done, so the matter stays open. Write it; the citizen"
            " reads it."
        ),
        "no_measure": _(
            "The measure is missing, so nothing was changed. Write what is to be done."
        ),
        "unknown_matter_case": _("There is no case of that number. Look at the number again."),
        "unknown_matter_ticket": _("There is no ticket of that number. Look at the number again."),
        "unknown_period": _(
            "This is not a month that can be shown. Give it as year and month, such as 2026-11."
        ),
        "days_reversed": _("The first day is after the last one. Swap them, and look again."),
        "unknown_unit": _("There is no such unit in this centre. Choose one of the list."),
    }
)
"""A message for every code that an action refuses with."""

OTHERWISE = _(
    "The rules of the hall do not allow this step now, so nothing was changed. Load the page again"
    " and look at where things stand."
)
"""What is said of a code that has no message of its own."""


class _Details(dict[str, str]):
    """Details by name; one that was not given reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object) -> str:
    if name in {"status", "wanted"}:
        return str(sign_of(str(value)).label)
    if isinstance(value, Mapping):
        return localized(value)
    if isinstance(value, datetime | date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def message(refused: Refused) -> str:
    """The refusal in the reader's language."""
    text = str(MESSAGES.get(refused.code, OTHERWISE))
    return text % _Details({name: _shown(name, value) for name, value in refused.about.items()})


def title() -> str:
    """The heading over any refusal, in the reader's language."""
    return gettext("That was not done")
