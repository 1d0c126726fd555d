"""What is wrong in a document, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicehall.cases.proofing import Fault

FIELDS: Mapping[str, str | Promise] = {
    "holder": _("the name"),
    "text": _("the text"),
    "basis": _("the legal basis"),
    "remedies": _("the remedies"),
    "officer": _("who signs it"),
    "decided": _("the day of the decision"),
    "fee": _("the fee"),
}

FAULTS: Mapping[str, str | Promise] = {
    "field_empty": _("Empty: %(field)s."),
    "placeholder_left": _("“%(found)s” is still to be filled in: %(field)s."),
    "accepted_before_received": _("The case would be accepted before it was received."),
    "decided_before_accepted": _("The decision would be earlier than the acceptance."),
    "issued_before_decided": _("The document would be earlier than the decision."),
    "ends_before_issued": _("It would end before the day on which it is issued."),
    "fee_differs": _("The fee %(found)s is not that of the service as it was received."),
    "basis_not_cited": _("No rule is cited."),
    "no_article_cited": _("“%(found)s” names a law, but no article of it."),
    "remedy_not_told": _("What the citizen can do against it is not told."),
    "name_differs": _("“%(found)s” is not the name in the application."),
}
"""Each fault that ``servicehall.cases.proofing`` finds."""


def fault_texts(faults: Iterable[Fault]) -> list[str]:
    """The faults in the reader's language, in their order."""
    return [
        str(FAULTS[each.code]) % {"field": FIELDS.get(each.field, ""), "found": each.found}
        for each in faults
    ]
