"""A visit's way: ticket, call, service, next counter, farewell."""

from servicehall.reception.actions.appointments import (
    check_in,
    close_day,
    erase_appointment_contacts,
    miss_appointments,
    remind,
)
from servicehall.reception.actions.booking import (
    HALL_REASONS,
    book,
    cancel,
    change,
    confirm,
    send_code_again,
)
from servicehall.reception.actions.calling import (
    CHOSEN_REASONS,
    call_chosen,
    call_next,
    miss,
    park,
    put_back,
    recall,
    resume,
)
from servicehall.reception.actions.days import end_day, keep_overnight
from servicehall.reception.actions.devices import (
    LOCK_REASONS,
    lock_device,
    note_paper,
    pair_device,
    register_device,
    renew_pairing,
    revoke_device,
    unlock_device,
)
from servicehall.reception.actions.measuring import measure_day, measure_days
from servicehall.reception.actions.messages import (
    erase_contacts,
    give_contact,
    tell_who_is_near,
    withdraw_contact,
)
from servicehall.reception.actions.printing import (
    claim_again,
    claim_printout,
    confirm_printed,
    miss_paper,
)
from servicehall.reception.actions.sending import (
    send_next,
    try_again,
    try_letter_again,
    try_matter_again,
)
from servicehall.reception.actions.serving import direct, finish, go_on, say, start
from servicehall.reception.actions.tickets import (
    TRANSFER_REASONS,
    Wanted,
    leave,
    return_missed,
    take_ticket,
    transfer,
)

__all__ = (
    "CHOSEN_REASONS",
    "HALL_REASONS",
    "LOCK_REASONS",
    "TRANSFER_REASONS",
    "Wanted",
    "book",
    "call_chosen",
    "call_next",
    "cancel",
    "change",
    "check_in",
    "claim_again",
    "claim_printout",
    "close_day",
    "confirm",
    "confirm_printed",
    "direct",
    "end_day",
    "erase_appointment_contacts",
    "erase_contacts",
    "finish",
    "give_contact",
    "go_on",
    "keep_overnight",
    "leave",
    "lock_device",
    "measure_day",
    "measure_days",
    "miss",
    "miss_appointments",
    "miss_paper",
    "note_paper",
    "pair_device",
    "park",
    "put_back",
    "recall",
    "register_device",
    "remind",
    "renew_pairing",
    "resume",
    "return_missed",
    "revoke_device",
    "say",
    "send_code_again",
    "send_next",
    "start",
    "take_ticket",
    "tell_who_is_near",
    "transfer",
    "try_again",
    "try_letter_again",
    "try_matter_again",
    "unlock_device",
    "withdraw_contact",
)
