"""What a version of a service item says, as it was said when it was written."""

from __future__ import annotations

from typing import Any

from servicehall.catalogue.forms import ItemForm, QuestionForm
from servicehall.catalogue.models import ServiceItem
from servicehall.worktime.opening import written_spans


def said_of(service: ServiceItem) -> ItemForm:
    """The version as a form; asks for its materials unless it was read with them."""
    return ItemForm.model_validate(
        {
            "code": service.code,
            "unit": service.unit.code,
            "names": service.names,
            "summary": service.summary,
            "icon": service.icon,
            "case_class": service.case_class,
            "statutory_limit": service.statutory_limit,
            "promised_limit": service.promised_limit,
            "fee": service.fee,
            "legal_basis": service.legal_basis,
            "eligibility": service.eligibility,
            "next_unit": service.next_unit.code if service.next_unit else None,
            "further_units": service.further_units,
            "daily_quota": service.daily_quota,
            "hours": {day: written_spans(spans) for day, spans in service.hours.items()},
            "questions": service.questions,
            "materials": [_material(each) for each in service.materials.all()],
            "stages": service.stages,
        }
    )


def questions_of(service: ServiceItem) -> tuple[QuestionForm, ...]:
    """The questions that give a citizen's own list of materials, in their order."""
    return tuple(QuestionForm.model_validate(each) for each in service.questions)


def _material(material: Any) -> dict[str, Any]:
    return {
        name: getattr(material, name)
        for name in (
            "code",
            "names",
            "form",
            "copies",
            "issuer",
            "when",
            "condition",
            "sample",
            "weight",
        )
    }
