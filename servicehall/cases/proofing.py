"""What is looked over in a document before it is issued; pure, and each fault has a name.

A document that leaves the hall is complete, clear and without error (clause 2.6.2): nothing is
empty, no place was left to be filled in, dates follow one another, the amount is that of the
service, the rule is cited, and the name is that of the application.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

PLACEHOLDER = re.compile(
    r"_{2,}|\{\{|\}\}|\bTODO\b|\bTBD\b|(?<![A-Za-z])X{2,}(?![A-Za-z])|×{2,}|[○◯〇]{2,}|□{2,}"
)
"""What stands where something is still to be filled in, in any of the languages."""
_ARTICLE = re.compile(r"\d|第|[一二三四五六七八九十百〇零]+[条條款]")
"""What tells that a rule names its article and not only the law."""


class Fault(NamedTuple):
    """One thing that is wrong: what, in which field, and the words that show it."""

    code: str
    field: str = ""
    found: str = ""


@dataclass(frozen=True)
class Draft:
    """A document before it is issued: what it would say, and what the case says of the same."""

    kind: str
    """``decision`` or ``refusal``."""
    holder: str
    text: str
    """What is decided; for a refusal, the reason."""
    basis: Sequence[str]
    remedies: Sequence[str]
    officer: str
    fee: int
    received: datetime
    accepted: datetime | None
    decided: datetime | None
    issued: datetime
    valid_until: date | None
    applicant: str
    """The name in the application; empty where it holds none."""
    fee_of_item: int
    """What the version of the service costs by which the case was received."""


def faults(draft: Draft) -> list[Fault]:
    """Everything that is wrong with the draft, in the order in which it is read."""
    return [*_empty(draft), *_placeholders(draft), *_dates(draft), *_contents(draft)]


def placeholder_in(text: str) -> str:
    """What stands in the text where something is still to be filled in; empty for nothing."""
    found = PLACEHOLDER.search(unicodedata.normalize("NFKC", text))
    return found[0] if found else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals, width, and spaces between."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _empty(draft: Draft) -> Iterator[Fault]:
    for field in ("holder", "text", "officer"):
        if not getattr(draft, field).strip():
            yield Fault("field_empty", field)
    if draft.decided is None:
        yield Fault("field_empty", "decided")


def _placeholders(draft: Draft) -> Iterator[Fault]:
    fields = {
        "holder": [draft.holder],
        "text": [draft.text],
        "basis": draft.basis,
        "remedies": draft.remedies,
        "officer": [draft.officer],
    }
    for field, texts in fields.items():
        for text in texts:
            if found := placeholder_in(text):
                yield Fault("placeholder_left", field, found)


def _dates(draft: Draft) -> Iterator[Fault]:
    accepted = draft.accepted or draft.received
    if accepted < draft.received:
        yield Fault("accepted_before_received")
    if draft.decided is not None and draft.decided < accepted:
        yield Fault("decided_before_accepted")
    if draft.decided is not None and draft.issued < draft.decided:
        yield Fault("issued_before_decided")
    if draft.valid_until is not None and draft.valid_until < draft.issued.date():
        yield Fault("ends_before_issued")


def _contents(draft: Draft) -> Iterator[Fault]:
    if draft.fee != draft.fee_of_item:
        yield Fault("fee_differs", "fee", str(draft.fee))
    rules = [rule for rule in draft.basis if rule.strip()]
    if not rules:
        yield Fault("basis_not_cited")
    elif not any(_ARTICLE.search(unicodedata.normalize("NFKC", rule)) for rule in rules):
        yield Fault("no_article_cited", "basis", rules[0])
    if draft.kind == "refusal" and not any(each.strip() for each in draft.remedies):
        yield Fault("remedy_not_told")
    if draft.applicant and draft.holder.strip() and not same_name(draft.holder, draft.applicant):
        yield Fault("name_differs", "holder", draft.holder)
