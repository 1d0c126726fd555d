"""Options that several commands share: which centre, which day, which month."""

from __future__ import annotations

import argparse
from datetime import date

from servicehall.appraisal.queries import Month
from servicehall.commands import BadInput
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Centre


def centre_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--centre``."""
    parser.add_argument("--centre", help="the centre's code; all of them where left out")


def chosen_centres(code: str | None) -> list[Centre]:
    """The centre of that code, else all; raises ``BadInput`` where there is none."""
    centres = list(Centre.objects.order_by("pk"))
    chosen = [each for each in centres if code in (None, each.code)]
    if not chosen:
        known = ", ".join(each.code for each in centres) or "none yet"
        raise BadInput(
            f"--centre: no centre {code!r}; there is {known}"
            if code
            else "there is no centre yet: run 'servicehall serve --demonstration' or import"
        )
    return chosen


def day(text: str) -> date:
    """A day such as ``2026-11-09``; raises ``ArgumentTypeError``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is written 2026-11-09, not {text!r}") from None


def month(text: str) -> Month:
    """A month such as ``2026-11``; raises ``ArgumentTypeError``."""
    try:
        return Month.read(text)
    except Refused:
        raise argparse.ArgumentTypeError(f"a month is written 2026-11, not {text!r}") from None
