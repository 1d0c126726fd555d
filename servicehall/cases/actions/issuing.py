"""Documents: looked over before they are issued, corrected in the open, and delivered."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F

from servicehall.cases.keeping import forget, keep
from servicehall.cases.models import Case, Delivery, Document, DocumentSeries
from servicehall.cases.moving import record_case
from servicehall.cases.papers import KINDS, Entries, applicant_of, draft_of, refusal_of, said_of
from servicehall.cases.proofing import faults
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require
from servicehall.typesetting.pages import NotSet, pdf


@action(Document)
def issue(
    *, case: Case, entries: Entries, by: StaffMember, at: datetime, key: str | None = None
) -> Document:
    """Issue the document that the case ends with, if nothing is wrong with it (clause 2.6.2).

    Raises ``Refused``: ``not_permitted``; ``not_decided`` before a decision;
    ``document_issued`` where one counts already; ``document_faulty`` with its ``faults``;
    ``papers_not_set`` where the server can't set papers; ``unknown_language``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    _require_decided(case)
    if case.documents.filter(superseded_at=None).exists():
        raise Refused("document_issued")
    made = _make(case, entries, replaces=None, cause="", by=by, at=at)
    record_case(
        "document.issued",
        case,
        by=by,
        at=at,
        also={Document.OBJECT: made.reference},
        data=_data(made, case, entries),
        personal={"holder": entries.holder.strip()},
    )
    return made


@action(Document)
def reissue(
    *,
    document: Document,
    entries: Entries,
    cause: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Document:
    """Correct a document: a new one takes its place, and the old one stays, marked as replaced.

    Raises ``Refused``: as ``issue``; ``no_cause`` without what was wrong; ``superseded`` for one
    that was replaced already.
    """
    case = document.case
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if not cause.strip():
        raise Refused("no_cause")
    _require_decided(case)
    if not Document.objects.filter(pk=document.pk, superseded_at=None).update(superseded_at=at):
        raise Refused("superseded")
    document.superseded_at = at
    made = _make(case, entries, replaces=document, cause=cause.strip(), by=by, at=at)
    record_case(
        "document.reissued",
        case,
        by=by,
        at=at,
        also={Document.OBJECT: made.reference},
        data=_data(made, case, entries)
        | {
            "replaces": document.reference,
            "delivered_before": document.deliveries.exists(),
        },
        personal={"holder": entries.holder.strip(), "cause": cause.strip()},
    )
    return made


@action(Document)
def deliver(
    *,
    document: Document,
    medium: str,
    by: StaffMember,
    at: datetime,
    to: str = "",
    key: str | None = None,
) -> Document:
    """Hand the document over at the counter to who signs for it, or post it to an address.

    ``to`` is who signed, or the address; personal, and needed. Raises ``Refused``:
    ``not_permitted``; ``unknown_medium``; ``no_recipient``; ``superseded`` for one that was
    replaced; ``delivered_already`` by that medium.
    """
    case = document.case
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if medium not in (Delivery.Medium.COUNTER, Delivery.Medium.POST):
        raise Refused("unknown_medium", medium=medium)
    if not to.strip():
        raise Refused("no_recipient")
    _require_current(document)
    _made, fresh = Delivery.objects.get_or_create(
        document=document, medium=medium, defaults={"at": at, "by": by}
    )
    if not fresh:
        raise Refused("delivered_already")
    record_case(
        "document.delivered",
        case,
        by=by,
        at=at,
        also={Document.OBJECT: document.reference},
        data={"medium": medium, "signed": medium == Delivery.Medium.COUNTER},
        personal={"recipient" if medium == Delivery.Medium.COUNTER else "address": to.strip()},
    )
    return document


@action(Document)
def fetch(*, document: Document, at: datetime, key: str | None = None) -> Document:
    """Note that whoever follows the case has downloaded the document; only the first time counts.

    Called for who has shown number and code. Raises ``Refused``: ``superseded``.
    """
    _require_current(document)
    _made, fresh = Delivery.objects.get_or_create(
        document=document, medium=Delivery.Medium.DOWNLOAD, defaults={"at": at}
    )
    if fresh:
        record_case(
            "document.delivered",
            document.case,
            by=None,
            by_citizen=True,
            at=at,
            also={Document.OBJECT: document.reference},
            data={"medium": Delivery.Medium.DOWNLOAD, "signed": False},
        )
    return document


def _require_decided(case: Case) -> None:
    if case.status not in KINDS:
        raise Refused("not_decided", status=case.status)


def _require_current(document: Document) -> None:
    document.refresh_from_db(fields=["superseded_at"])
    if document.superseded_at is not None:
        raise Refused("superseded")


def _make(
    case: Case,
    entries: Entries,
    *,
    replaces: Document | None,
    cause: str,
    by: StaffMember,
    at: datetime,
) -> Document:
    """Look the document over, give it the next number, set it, keep it."""
    if entries.language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=entries.language)
    refusal = refusal_of(case)
    draft = draft_of(case, entries, refusal, applicant=applicant_of(case), by=by, at=at)
    if wrong := faults(draft):
        raise Refused("document_faulty", faults=wrong)
    number = _next_number(case, at)
    said = said_of(
        case,
        entries,
        refusal,
        number=number,
        replaces=replaces.reference if replaces else "",
        by=by,
        at=at,
    )
    try:
        content = pdf(draft.kind, said, language=entries.language, at=at)
    except NotSet as not_set:
        raise Refused("papers_not_set", why=not_set.code) from None
    stored = keep(content)
    try:
        with transaction.atomic():
            return Document.objects.create(
                centre=case.centre,
                reference=number,
                case=case,
                kind=draft.kind,
                language=entries.language,
                stored=stored,
                digest=hashlib.sha256(content).hexdigest(),
                text=draft.text,
                valid_until=entries.valid_until,
                issued_at=at,
                issued_by=by,
                replaces=replaces,
                cause=cause,
            )
    except IntegrityError:
        # Two at once: the other one's counts, and this number is given back.
        forget(stored)
        raise Refused("document_issued") from None


def _next_number(case: Case, at: datetime) -> str:
    """The next number of the centre's year; given back when the document is not issued.

    The row stays locked until the transaction ends, so that numbers have neither gaps nor twins.
    """
    year = at.astimezone(ZoneInfo(case.centre.timezone)).year
    DocumentSeries.objects.get_or_create(centre=case.centre, year=year)
    series = DocumentSeries.objects.filter(centre=case.centre, year=year)
    series.update(last=F("last") + 1)
    return f"{year}-{series.values_list('last', flat=True).get():05d}"


def _data(made: Document, case: Case, entries: Entries) -> dict[str, object]:
    """What a check can judge of a document: never the name in it."""
    return {
        "kind": made.kind,
        "language": made.language,
        "version": str(case.service.version),
        "fee": entries.fee,
        "decided": case.decided_at.isoformat() if case.decided_at else None,
        "digest": made.digest,
    }
