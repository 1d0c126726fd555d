"""A visit's way: ticket, call, service, next counter, farewell."""

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
from servicehall.reception.actions.printing import (
    claim_again,
    claim_printout,
    confirm_printed,
    miss_paper,
)
from servicehall.reception.actions.serving import direct, finish, go_on, start
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
    "LOCK_REASONS",
    "TRANSFER_REASONS",
    "Wanted",
    "call_chosen",
    "call_next",
    "claim_again",
    "claim_printout",
    "confirm_printed",
    "direct",
    "end_day",
    "finish",
    "go_on",
    "keep_overnight",
    "leave",
    "lock_device",
    "miss",
    "miss_paper",
    "note_paper",
    "pair_device",
    "park",
    "put_back",
    "recall",
    "register_device",
    "renew_pairing",
    "resume",
    "return_missed",
    "revoke_device",
    "start",
    "take_ticket",
    "transfer",
    "unlock_device",
)
