"""What is done with a citizen's matter, from receipt to decision."""

from servicehall.cases.actions.deciding import grant, refuse
from servicehall.cases.actions.receiving import (
    accept,
    give_notice,
    give_receipt,
    receive,
    supplement,
)

__all__ = [
    "accept",
    "give_notice",
    "give_receipt",
    "grant",
    "receive",
    "refuse",
    "supplement",
]
