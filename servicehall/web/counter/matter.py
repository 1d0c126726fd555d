"""The matter on the screen of a counter: its case, what it requires, what was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext, ngettext

from servicehall.cases.clocks import supplement_due
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.cases.periods import periods_of
from servicehall.cases.queries import cases, cases_of
from servicehall.catalogue.models import RequiredMaterial
from servicehall.catalogue.situation import Situation, needed
from servicehall.evidence.models import Fact
from servicehall.evidence.queries import history
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import may
from servicehall.reception.models import Visit
from servicehall.web.counter.forms import RefusalForm
from servicehall.web.desks import Desk
from servicehall.web.public.guides import FORMS, Guide
from servicehall.web.public.situations import Question, answers_in, questions_open
from servicehall.worktime.calendars import OutsideCalendar


@dataclass(frozen=True)
class Needed:
    """A required material, and whether it is marked in the form."""

    material: RequiredMaterial
    marked: bool
    knowable: bool = False
    """Whether a notice before could have told it and did not: telling it now is counted."""
    not_needed: bool = False
    """Whether the citizen's answers leave it out."""

    @property
    def form(self) -> str:
        """In what form it is brought, in words."""
        return str(FORMS[self.material.form][1])


class Matter:
    """A case that was opened, else what the citizen at the counter came for."""

    def __init__(
        self,
        desk: Desk,
        visit: Visit | None,
        asked: QueryDict,
        *,
        opened: Case | None = None,
        refusal: RefusalForm | None = None,
    ) -> None:
        self.desk = desk
        self.visit = visit
        self.asked = asked
        self._opened = opened
        self._refusal = refusal

    @cached_property
    def opened(self) -> Case | None:
        """A case of another visit that the staff member has opened; 404 for one of another unit."""
        if self._opened is not None:
            return self._opened
        asked = self.asked.get("case", "")
        return case_of(self.desk, int(asked)) if asked.isascii() and asked.isdigit() else None

    @cached_property
    def case(self) -> Case | None:
        """The case on the screen: the opened one, else that of the visit."""
        if self.opened is not None:
            return self.opened
        return cases_of(self.visit).last() if self.visit else None

    @property
    def is_of_another_visit(self) -> bool:
        """Whether the case on the screen is not that of the citizen at the counter."""
        return bool(self.case and (self.visit is None or self.case.visit_id != self.visit.pk))

    @cached_property
    def materials(self) -> list[RequiredMaterial]:
        """What the service on the screen requires, without what this citizen does not need."""
        about = self.case or self.visit
        if about is None:
            return []
        not_needed = self.case.not_applicable if self.case else ()
        required = RequiredMaterial.objects.filter(service=about.service_id)
        return [each for each in required if each.code not in not_needed]

    @property
    def told(self) -> list[str]:
        """The codes that the latest notice of the case told as missing."""
        return list(self.notices[-1].items) if self.notices else []

    @cached_property
    def notices(self) -> list[OneTimeNotice]:
        """The notices of the case, the latest last."""
        if self.case is None:
            return []
        return sorted(self.case.notices.all(), key=lambda each: each.round)

    @cached_property
    def trail(self) -> list[Fact]:
        """What happened to the case so far."""
        if self.case is None:
            return []
        places = history(self.desk.centre.code, Case.OBJECT, self.case.reference)
        return [place.fact for place in places]

    @property
    def lacking(self) -> list[RequiredMaterial]:
        """What was told as missing and has not been brought."""
        lacking = self.case.lacking if self.case else ()
        return [each for each in self.materials if each.code in lacking]

    @property
    def supplied(self) -> int:
        """How many materials were brought since the latest notice."""
        return len(self.told) - len(self.case.lacking) if self.case else 0

    @property
    def can_be_promised(self) -> bool:
        """Whether all that is lacking is minor, so that a written promise can stand in for it."""
        return all(each.weight == "minor" for each in self.lacking)

    @property
    def receipt_given(self) -> Fact | None:
        """The fact that the receipt was handed over."""
        return next((fact for fact in self.trail if fact.kind == "receipt.given"), None)

    @property
    def needed(self) -> list[Needed]:
        """What the service requires, with what is marked as missing."""
        marked = self.asked.getlist("missing")
        told = {code for notice in self.notices for code in notice.items}
        return [
            Needed(
                each,
                each.code in marked,
                bool(self.notices) and each.code not in told,
                self.situation is not None and each in self.situation.not_needed,
            )
            for each in self.materials
        ]

    @cached_property
    def situation(self) -> Situation[RequiredMaterial] | None:
        """What the citizen's answers leave of the materials; None once the matter is received."""
        if self.case is not None or self.visit is None:
            return None
        return needed(self.materials, self._answers)

    @property
    def questions(self) -> list[Question]:
        """What to ask the citizen, so that the list of materials is exactly theirs."""
        if self.situation is None or self.visit is None:
            return []
        return questions_open(self.visit.service, self._answers, self.situation)

    @cached_property
    def _answers(self) -> dict[str, str]:
        given = {name: str(value) for name, value in self.asked.items()}
        return answers_in(self.visit.service, given) if self.visit else {}

    @property
    def knowable(self) -> int:
        """How many of the materials would be counted as told too late, were they told now."""
        return sum(each.knowable for each in self.needed)

    @property
    def knowable_told(self) -> str:
        """What telling them now would come to, in words."""
        count = self.knowable
        if not count:
            return gettext("Everything was told before; to tell it again is not counted.")
        form = ngettext(
            "%(count)s material could have been told with an earlier notice. Told now, it is"
            " counted and becomes a finding (2.6.1). Tell it all the same: the citizen needs it.",
            "%(count)s materials could have been told with an earlier notice. Each one told now is"
            " counted and becomes a finding (2.6.1). Tell it all the same: the citizen needs it.",
            count,
        )
        return form % {"count": count}

    @property
    def proposed_until(self) -> date | None:
        """By when the rules propose to have brought what is missing; None where they do not."""
        again = bool(self.notices)
        periods = periods_of(self.desk.centre.jurisdiction)
        days = periods.supplement_again_days if again else periods.supplement_days
        if days is None:
            return None
        try:
            return supplement_due(
                self.desk.at, days, periods, working_calendar(self.desk.centre)
            ).date()
        except OutsideCalendar:
            return None

    @property
    def still_missing(self) -> list[Needed]:
        """What is lacking, to be promised in writing: marked, since a part of it is not enough."""
        return [Needed(each, True) for each in self.lacking]

    @property
    def owed(self) -> list[Needed]:
        """What the citizen promised to bring after acceptance, and has not brought."""
        owed = self.case.owed if self.case else []
        return [Needed(each, False) for each in self.materials if each.code in owed]

    @property
    def to_supply(self) -> list[Needed]:
        """What is lacking, marked where the citizen brought it now."""
        marked = self.asked.getlist("supplied")
        return [Needed(each, each.code in marked) for each in self.lacking]

    @property
    def guide(self) -> Guide | None:
        """The service on the screen as its guide tells it: limits, fee, law."""
        about = self.case or self.visit
        if about is None:
            return None
        about.service.centre = self.desk.centre
        return Guide(about.service)

    @property
    def overdue(self) -> bool:
        """Whether the case on the screen is past its promise and still open."""
        case = self.case
        return bool(
            case
            and case.told_status == Case.Status.ACCEPTED
            and case.promised_due
            and case.promised_due < (case.suspended_at or self.desk.at)
        )

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """The languages of the hall by their own names."""
        return [(code.partition("-")[0], name) for code, name in settings.LANGUAGES]

    @cached_property
    def refusal(self) -> RefusalForm:
        """The form of a refusal."""
        return self._refusal or RefusalForm()

    @property
    def refusing(self) -> bool:
        """Whether the form of a refusal is shown again for what was wrong in it."""
        return self._refusal is not None

    @property
    def notice_language(self) -> str:
        """The language in which a notice is given: the citizen's."""
        about = self.case.visit if self.case else self.visit
        return about.language if about else "ko"


def case_of(desk: Desk, pk: int) -> Case:
    """A case that the staff member may serve; 404 for any other."""
    found = cases().filter(pk=pk, centre=desk.centre).first()
    if found is None or not may(desk.member, "serve", centre=desk.centre.pk, unit=found.unit_id):
        raise Http404
    return found
