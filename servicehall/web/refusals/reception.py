"""Refusals about tickets, messages, appointments and devices."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
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
        "The ticket waits there already, so nothing was changed. Choose another queue or counter."
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
        "A queue is kept for %(most)s days at most, so nothing was changed. Choose an earlier day."
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
        "This appointment was cancelled. Take a ticket if you are here now, or book another time."
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
        "A reason is needed, so the day was not closed. Citizens read it; write it in a few words."
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
        "This kiosk is locked already, and its reason is kept. Unlock it first to give another one."
    ),
    "device_not_locked": _("This kiosk is not locked, so nothing was changed. It gives tickets."),
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
        "No more tickets are given today, so none was taken. If it can't wait, ask at a counter."
    ),
    "service_hours": _(
        "This service is not received at this hour, so no ticket was taken. Please come during"
        " its hours, or choose another service."
    ),
    "quota_full": _(
        "All tickets for this service are given out today, so none was taken. Please come on"
        " another day, or choose another service."
    ),
}
