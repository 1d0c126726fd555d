"""A visit's way: ticket, call, service, next counter, farewell."""

from servicehall.reception.actions.appointments import (
    check_in,
    close_day,
    erase_contacts,
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
    "HALL_REASONS",
    "TRANSFER_REASONS",
    "Wanted",
    "book",
    "call_chosen",
    "call_next",
    "cancel",
    "change",
    "check_in",
    "close_day",
    "confirm",
    "direct",
    "end_day",
    "erase_contacts",
    "finish",
    "go_on",
    "keep_overnight",
    "leave",
    "miss",
    "miss_appointments",
    "park",
    "put_back",
    "recall",
    "remind",
    "resume",
    "return_missed",
    "send_code_again",
    "start",
    "take_ticket",
    "transfer",
)
