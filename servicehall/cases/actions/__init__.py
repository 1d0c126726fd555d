"""What is done with a citizen's matter, from receipt to decision."""

from servicehall.cases.actions.calendar_days import declare_day, recount
from servicehall.cases.actions.deciding import grant, refuse
from servicehall.cases.actions.noticing import (
    extend_supplement,
    give_notice,
    knowable_before,
    supplement,
)
from servicehall.cases.actions.receiving import accept, give_receipt, keep_promise, receive
from servicehall.cases.actions.stages import begin_stage, finish_stage
from servicehall.cases.actions.timing import extend, resume, suspend, tell_delay
from servicehall.cases.actions.watching import accept_by_law, erase_people, warn_of_dates

__all__ = [
    "accept",
    "accept_by_law",
    "begin_stage",
    "declare_day",
    "erase_people",
    "extend",
    "extend_supplement",
    "finish_stage",
    "give_notice",
    "give_receipt",
    "grant",
    "keep_promise",
    "knowable_before",
    "receive",
    "recount",
    "refuse",
    "resume",
    "supplement",
    "suspend",
    "tell_delay",
    "warn_of_dates",
]
