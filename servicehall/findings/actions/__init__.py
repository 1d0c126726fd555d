"""Opening findings from the record, and what people then do with each."""

from servicehall.findings.actions.decisions import answer, confirm, dismiss
from servicehall.findings.actions.judging import Judged, judge_days
from servicehall.findings.actions.rectifications import (
    order_rectification,
    report_rectified,
    verify_rectified,
)

__all__ = (
    "Judged",
    "answer",
    "confirm",
    "dismiss",
    "judge_days",
    "order_rectification",
    "report_rectified",
    "verify_rectified",
)
