"""What the documents of a case say: put together from the case, and set as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from servicehall.cases.models import Case, Document, RefusalRecord
from servicehall.cases.proofing import Draft
from servicehall.cases.remedies import Remedy, remedies_of
from servicehall.evidence.models import PersonalData
from servicehall.hall.models import StaffMember

KINDS: Mapping[str, str] = {
    Case.Status.GRANTED: Document.Kind.DECISION,
    Case.Status.REFUSED: Document.Kind.REFUSAL,
}
"""With which document a case ends, by how it was decided."""


@dataclass(frozen=True)
class Entries:
    """What whoever issues a document writes into it; the rest the case says."""

    holder: str
    text: str
    """What is granted; a refusal says the reason that the register holds, whatever stands here."""
    fee: int
    language: str
    valid_until: date | None = None


def applicant_of(case: Case) -> str:
    """The name in the application; empty where none was given or it is erased."""
    received = PersonalData.objects.filter(
        fact__kind="case.received",
        fact__concerns__centre=case.centre.code,
        fact__concerns__object_type=Case.OBJECT,
        fact__concerns__object_id=case.reference,
        erased_at=None,
    ).first()
    return str(received.data.get("applicant", "")) if received else ""


def refusal_of(case: Case) -> RefusalRecord | None:
    """The refusal that was confirmed; None for a case that was not refused."""
    confirmed = RefusalRecord.Outcome.CONFIRMED
    return case.refusals.filter(outcome=confirmed).order_by("-decided_at").first()


def draft_of(
    case: Case,
    entries: Entries,
    refusal: RefusalRecord | None,
    *,
    applicant: str,
    by: StaffMember,
    at: datetime,
) -> Draft:
    """The document as it would be, beside what the case says of the same."""
    kind = KINDS[case.status]
    zone = ZoneInfo(case.centre.timezone)
    return Draft(
        kind=kind,
        holder=entries.holder,
        text=text_of(entries, refusal),
        basis=rules_of(case, refusal, entries.language),
        remedies=[each[0] for each in _remedies(case, refusal, entries.language)],
        officer=by.name,
        fee=entries.fee,
        received=case.received_at,
        accepted=case.accepted_at,
        decided=case.decided_at,
        issued=at.astimezone(zone),
        valid_until=entries.valid_until,
        applicant=applicant,
        fee_of_item=case.service.fee,
    )


def text_of(entries: Entries, refusal: RefusalRecord | None) -> str:
    """What is decided, in words: what is granted, or why it is refused."""
    return refusal.reason if refusal is not None else entries.text.strip()


def rules_of(case: Case, refusal: RefusalRecord | None, language: str) -> list[str]:
    """The rules that the decision rests on: those of the service, or that of the refusal."""
    if refusal is not None:
        return [refusal.basis]
    return [
        f"{_in(each.get('law', {}), language)} {each.get('article', '')}".strip()
        for each in case.service.legal_basis
    ]


def said_of(
    case: Case,
    entries: Entries,
    refusal: RefusalRecord | None,
    *,
    number: str,
    replaces: str,
    by: StaffMember,
    at: datetime,
) -> dict[str, object]:
    """What the template is given to say, in the language of the document."""
    zone = ZoneInfo(case.centre.timezone)

    def day(moment: datetime | date | None) -> str:
        if isinstance(moment, datetime):
            moment = moment.astimezone(zone).date()
        return moment.isoformat() if moment else ""

    language = entries.language
    return {
        "number": number,
        "replaces": replaces,
        "centre": _in(case.centre.names, language),
        "unit": _in(case.unit.names, language),
        "service": _in(case.service.names, language),
        "version": case.service.version,
        "case": case.reference,
        "holder": entries.holder.strip(),
        "received": day(case.received_at),
        "accepted": day(case.accepted_at),
        "decided": day(case.decided_at),
        "issued": day(at),
        "valid_until": day(entries.valid_until),
        "fee": f"{entries.fee:,}",
        "money": _MONEY.get(case.centre.jurisdiction, {}).get(language, ""),
        "text": text_of(entries, refusal),
        "basis": rules_of(case, refusal, language),
        "remedies": _remedies(case, refusal, language),
        "officer": by.name,
    }


_MONEY: Mapping[str, Mapping[str, str]] = {
    "KR": {"ko": "원", "zh": "韩元", "en": "won"},
    "CN": {"ko": "위안", "zh": "元", "en": "yuan"},
}
_WITHIN: Mapping[str, Mapping[str, str]] = {
    "days": {
        "ko": "이 통지를 받은 날부터 {n}일 이내",
        "zh": "自收到本决定书之日起{n}日内",
        "en": "within {n} days of receiving this",
    },
    "months": {
        "ko": "이 통지를 받은 날부터 {n}개월 이내",
        "zh": "自收到本决定书之日起{n}个月内",
        "en": "within {n} months of receiving this",
    },
}


def _remedies(
    case: Case, refusal: RefusalRecord | None, language: str
) -> list[tuple[str, str, str, str]]:
    """What the citizen can do: its name, where, within what time, and on what law."""
    if refusal is None:
        return []
    told = [
        (_in(each.names, language), _in(each.to, language), within(each, language), each.source)
        for each in remedies_of(case.centre.jurisdiction)
        if each.code in refusal.remedies
    ]
    return [*told, *([(refusal.remedy, "", "", "")] if refusal.remedy else [])]


def within(remedy: Remedy, language: str) -> str:
    """Within what time the remedy is sought, counted from the day the refusal is received."""
    unit = "days" if remedy.days else "months"
    return _WITHIN[unit][language].format(n=remedy.days or remedy.months)


def _in(names: Mapping[str, str], language: str) -> str:
    """A name in the language, else in any that there is."""
    ordered: Sequence[str] = (language, "en", "ko", "zh")
    return next((names[each] for each in ordered if names.get(each)), "")
