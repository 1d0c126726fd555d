"""What is done with a citizen's matter, from receipt to decision."""

from servicehall.cases.actions.calendar_days import (
    declare_day,
    recount,
)
from servicehall.cases.actions.deciding import (
    grant,
    return_case,
    withdraw,
)
from servicehall.cases.actions.following import (
    count_try,
    erase_file,
    follow,
    hand_in,
    require_tries,
)
from servicehall.cases.actions.issuing import (
    deliver,
    fetch,
    issue,
    reissue,
)
from servicehall.cases.actions.noticing import (
    extend_supplement,
    give_notice,
    knowable_before,
    supplement,
)
from servicehall.cases.actions.receiving import accept, give_receipt, keep_promise, receive
from servicehall.cases.actions.refusing import (
    confirm_refusal,
    propose_refusal,
    send_back_refusal,
)
from servicehall.cases.actions.stages import begin_stage, finish_stage
from servicehall.cases.actions.timing import extend, resume, suspend, tell_delay
from servicehall.cases.actions.watching import accept_by_law, erase_people, warn_of_dates

__all__ = [
    "accept",
    "accept_by_law",
    "begin_stage",
    "confirm_refusal",
    "count_try",
    "declare_day",
    "deliver",
    "erase_file",
    "erase_people",
    "extend",
    "extend_supplement",
    "fetch",
    "finish_stage",
    "follow",
    "give_notice",
    "give_receipt",
    "grant",
    "hand_in",
    "issue",
    "keep_promise",
    "knowable_before",
    "propose_refusal",
    "receive",
    "recount",
    "reissue",
    "require_tries",
    "resume",
    "return_case",
    "send_back_refusal",
    "supplement",
    "suspend",
    "tell_delay",
    "warn_of_dates",
    "withdraw",
]
