"""What is done with the catalogue: publish items, keep printed guides, take word of them."""

from servicehall.catalogue.actions.guides import (
    MOST_GUIDES,
    hand_out_guides,
    refill_guides,
    report_contradiction,
    report_guides_out,
    stock_guides,
)
from servicehall.catalogue.actions.publishing import publish_item

__all__ = (
    "MOST_GUIDES",
    "hand_out_guides",
    "publish_item",
    "refill_guides",
    "report_contradiction",
    "report_guides_out",
    "stock_guides",
)
