"""What is done with a citizen's matter, from receipt to decision and delivery."""

from servicehall.cases.actions.deciding import grant, return_case, withdraw
from servicehall.cases.actions.following import erase_file, follow, hand_in
from servicehall.cases.actions.issuing import deliver, fetch, issue, reissue
from servicehall.cases.actions.receiving import (
    accept,
    give_notice,
    give_receipt,
    receive,
    supplement,
)
from servicehall.cases.actions.refusing import (
    confirm_refusal,
    propose_refusal,
    send_back_refusal,
)

__all__ = [
    "accept",
    "confirm_refusal",
    "deliver",
    "erase_file",
    "fetch",
    "follow",
    "give_notice",
    "give_receipt",
    "grant",
    "hand_in",
    "issue",
    "propose_refusal",
    "receive",
    "reissue",
    "return_case",
    "send_back_refusal",
    "supplement",
    "withdraw",
]
