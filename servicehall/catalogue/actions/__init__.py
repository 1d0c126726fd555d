"""What is done with the catalogue: publish items, keep printed guides, take word of them."""

from servicehall.catalogue.actions.guides import (
    MOST_GUIDES,
    hand_out_guides,
    refill_guides,
    report_contradiction,
    report_guides_out,
    stock_guides,
)
from servicehall.catalogue.actions.publishing import (
    PERMISSION,
    draft_item,
    draft_items,
    publish_draft,
    publish_item,
    publish_items,
    withdraw_version,
)

__all__ = (
    "MOST_GUIDES",
    "PERMISSION",
    "draft_item",
    "draft_items",
    "hand_out_guides",
    "publish_draft",
    "publish_item",
    "publish_items",
    "refill_guides",
    "report_contradiction",
    "report_guides_out",
    "stock_guides",
    "withdraw_version",
)
