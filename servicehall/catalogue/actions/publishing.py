"""Publishing what citizens can come for."""

from __future__ import annotations

from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.models import RequiredMaterial, ServiceItem
from servicehall.evidence.actions import Refused, writing
from servicehall.hall.models import Centre, Unit
from servicehall.worktime.opening import read_spans, written_spans


def publish_item(*, centre: Centre, item: ItemForm) -> ServiceItem:
    """Publish a service item as the next version of its code.

    Returns the latest version unchanged where it says the same already.
    Raises ``Refused("unknown_unit")`` for a unit that the centre does not have.
    """
    units = {unit.code: unit for unit in Unit.objects.filter(centre=centre)}
    for code in filter(None, (item.unit, item.next_unit)):
        if code not in units:
            raise Refused("unknown_unit", unit=code)
    with writing():
        latest = (
            ServiceItem.objects.filter(centre=centre, code=item.code).order_by("-version").first()
        )
        if latest and _says(latest) == item:
            return latest
        service = ServiceItem.objects.create(
            centre=centre,
            unit=units[item.unit],
            code=item.code,
            version=latest.version + 1 if latest else 1,
            names=item.names,
            summary=item.summary,
            icon=item.icon,
            case_class=item.case_class,
            statutory_limit=item.statutory_limit,
            promised_limit=item.promised_limit,
            fee=item.fee,
            legal_basis=[basis.model_dump() for basis in item.legal_basis],
            next_unit=units[item.next_unit] if item.next_unit else None,
            daily_quota=item.daily_quota,
            hours={day: read_spans(text) for day, text in item.hours.items()},
        )
        RequiredMaterial.objects.bulk_create(
            RequiredMaterial(
                service=service,
                position=position,
                code=material.code,
                names=material.names,
                form=material.form,
                copies=material.copies,
                issuer=material.issuer,
                when=material.when,
            )
            for position, material in enumerate(item.materials, start=1)
        )
    return service


def _says(service: ServiceItem) -> ItemForm:
    """What was said of a service item when it was published."""
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
            "next_unit": service.next_unit.code if service.next_unit else None,
            "daily_quota": service.daily_quota,
            "hours": {day: written_spans(spans) for day, spans in service.hours.items()},
            "materials": [
                {
                    "code": material.code,
                    "names": material.names,
                    "form": material.form,
                    "copies": material.copies,
                    "issuer": material.issuer,
                    "when": material.when,
                }
                for material in service.materials.all()
            ],
        }
    )
