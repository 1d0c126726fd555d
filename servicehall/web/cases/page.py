"""One case with everything: where it stands, what was brought and told, decision, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.cases.models import Case, Document, OneTimeNotice, RefusalRecord, Upload
from servicehall.cases.papers import KINDS, applicant_of
from servicehall.cases.queries import cases, returnable
from servicehall.evidence.queries import history
from servicehall.hall.roles import may
from servicehall.typesetting.pages import can_set
from servicehall.web.cases import forms as filled
from servicehall.web.counter.matter import Needed
from servicehall.web.desks import Desk, desk
from servicehall.web.directory import directory, service_of
from servicehall.web.due.listing import may_see
from servicehall.web.public.guides import Guide
from servicehall.web.wording import ToldFact, told_fact

SEES = ("serve", "see_unit", "see_record")
"""Whoever has one of these in the unit of a case sees the case."""


@dataclass
class Page:
    """A case as staff see it; ``sent`` is a form that is shown again for what is wrong in it."""

    desk: Desk
    case: Case
    sent: tuple[str, forms.Form] | None = None
    problem: str = ""
    faults: Sequence[str] = ()

    @property
    def may_serve(self) -> bool:
        """Whether the reader handles cases of this unit."""
        return may(self.desk.member, "serve", centre=self.desk.centre.pk, unit=self.case.unit_id)

    @property
    def may_see_clocks(self) -> bool:
        """Whether the reader sees the page of its clocks."""
        return may_see(self.desk, self.case.unit_id)

    @property
    def may_confirm(self) -> bool:
        """Whether the reader decides refusals of this unit."""
        return may(
            self.desk.member,
            "confirm_refusals",
            centre=self.desk.centre.pk,
            unit=self.case.unit_id,
        )

    @property
    def may_open(self) -> bool:
        """Whether the reader opens documents of this unit: names stand in them."""
        return may_open(self.desk, self.case)

    @cached_property
    def refusals(self) -> list[RefusalRecord]:
        """What the register holds of the case, the latest first."""
        found = self.case.refusals.select_related("proposed_by", "decided_by")
        return list(found.order_by("-proposed_at", "-pk"))

    @property
    def waiting(self) -> RefusalRecord | None:
        """The refusal that waits for a second person."""
        return next((each for each in self.refusals if each.outcome == "waiting"), None)

    @property
    def is_own(self) -> bool:
        """Whether the reader proposed the refusal that waits."""
        return bool(self.waiting and self.waiting.proposed_by_id == self.desk.staff.pk)

    @cached_property
    def notices(self) -> list[OneTimeNotice]:
        """What was told as missing, the latest first."""
        return list(self.case.notices.order_by("-round"))

    @property
    def materials(self) -> list[Needed]:
        """What the service requires, with what the latest notice told as missing."""
        told = self.notices[0].items if self.notices else []
        return [Needed(each, each.code in told) for each in self.case.service.materials.all()]

    @cached_property
    def uploads(self) -> list[Upload]:
        """The files that the citizen sent, the latest first; erased ones too."""
        return list(self.case.uploads.order_by("-uploaded_at", "-pk"))

    @cached_property
    def documents(self) -> list[Document]:
        """The documents of the case, the one that counts first."""
        found = self.case.documents.select_related("issued_by", "replaces").prefetch_related(
            "deliveries__by"
        )
        return list(found.order_by("-issued_at", "-pk"))

    @property
    def current(self) -> Document | None:
        """The document that counts."""
        return next((each for each in self.documents if each.superseded_at is None), None)

    @property
    def may_issue(self) -> bool:
        """Whether a document can be issued now."""
        return self.may_serve and self.case.status in KINDS and self.current is None

    @cached_property
    def setting(self) -> str:
        """``ready``, or what the server lacks to set documents."""
        return can_set()

    @cached_property
    def trail(self) -> list[ToldFact]:
        """What happened to the case, the earliest first."""
        reference = self.case.reference
        facts = [place.fact for place in history(self.desk.centre.code, Case.OBJECT, reference)]
        known = directory(
            self.desk.centre,
            [(fact, reference) for fact in facts],
            services=[service_of(Case.OBJECT, reference)],
        )
        return [told_fact(fact, known, case=reference) for fact in facts]

    @property
    def guide(self) -> Guide:
        """The service of the case: limits, fee, law."""
        self.case.service.centre = self.desk.centre
        return Guide(self.case.service)

    @cached_property
    def overdue(self) -> bool:
        """Whether the case is past its promise and undecided."""
        open_still = not self.case.ended and self.case.promised_due is not None
        return bool(open_still and self.case.promised_due < self.desk.at)  # type: ignore[operator]

    @property
    def returnable(self) -> bool:
        """Whether the period for what was missing has passed."""
        return returnable(self.case, at=self.desk.at)

    def _form(self, verb: str, fresh: forms.Form) -> forms.Form:
        return self.sent[1] if self.sent and self.sent[0] == verb else fresh

    @property
    def opened(self) -> str:
        """Which form is shown again."""
        return self.sent[0] if self.sent else ""

    @property
    def proposal(self) -> forms.Form:
        """The form by which a refusal is proposed."""
        return self._form("propose", filled.ProposalForm(self.case))

    @property
    def opinion(self) -> forms.Form:
        """The form of the second person."""
        return self._form("send-back", filled.OpinionForm())

    @property
    def giving_back(self) -> forms.Form:
        """The form by which an application is returned."""
        return self._form("return", filled.ReasonForm())

    @property
    def withdrawal(self) -> forms.Form:
        """The form by which an application is taken back."""
        return self._form("withdraw", filled.WithdrawalForm())

    @property
    def issuing(self) -> forms.Form:
        """The form of a document."""
        holder = applicant_of(self.case)
        return self._form("issue", filled.IssueForm(self.case, holder=holder))

    @property
    def correcting(self) -> forms.Form:
        """The form of a document that takes the place of the one that counts."""
        fresh = filled.IssueForm(self.case, holder=applicant_of(self.case), before=self.current)
        return self._form("reissue", fresh)

    @property
    def delivering(self) -> forms.Form:
        """The form by which a document is handed out."""
        return self._form("deliver", filled.DeliveryForm(done=self.delivered))

    @property
    def delivered(self) -> list[str]:
        """In which ways the document that counts was handed out."""
        return [each.medium for each in self.current.deliveries.all()] if self.current else []

    @property
    def all_delivered(self) -> bool:
        """Whether nothing is left by which it could be handed out here."""
        return {"counter", "post"} <= set(self.delivered)


def may_open(desk: Desk, case: Case) -> bool:
    """Whether the reader handles, decides or oversees the case, not only looks at the counters."""
    return any(
        may(desk.member, each, centre=desk.centre.pk, unit=case.unit_id)
        for each in ("serve", "confirm_refusals", "see_record")
    )


def case_or_404(desk: Desk, pk: int) -> Case:
    """A case that the reader may see; 404 for any other, so that nobody learns that it exists."""
    found = cases().prefetch_related("service__materials").filter(pk=pk, centre=desk.centre).first()
    if found is None or not any(
        may(desk.member, each, centre=desk.centre.pk, unit=found.unit_id) for each in SEES
    ):
        raise Http404
    return found


def show(request: HttpRequest, page: Page, *, status: int = 200) -> HttpResponse:
    """The page of the case."""
    return render(request, "cases/case.html", {"page": page, "case": page.case}, status=status)


@never_cache
@require_safe
@desk(*SEES)
def case_page(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """One case, for whoever handles, decides or supervises it."""
    return show(request, Page(desk, case_or_404(desk, case)))
