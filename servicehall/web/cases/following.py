"""Following a case without an account: where it is, by when, who to ask, what is still needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.cases import actions
from servicehall.cases.models import Case, Document, OneTimeNotice
from servicehall.cases.sniffing import MOST_BYTES
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Counter
from servicehall.reception.telling import LOCALES
from servicehall.voices.actions import follow_matter
from servicehall.voices.models import UnresolvedMatter
from servicehall.web.appointments.booking import origin_of
from servicehall.web.cases.files import saved_document
from servicehall.web.cases.forms import FollowForm
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.public.guides import Guide
from servicehall.web.public.views import nobody_comes
from servicehall.web.refusals import message
from servicehall.web.voices.public import at_page as matter_at_page

UNPROCESSABLE, TOO_MANY = 422, 429
DECIDED = (Case.Status.GRANTED, Case.Status.REFUSED)


@dataclass(frozen=True)
class Place:
    """One station on the way of a case: reached at a moment, the present one, or yet to come."""

    name: str | Promise
    icon: str
    at: datetime | None = None
    present: bool = False


@dataclass
class Followed:
    """A case as who follows it sees it: nothing of what is still undecided within the office."""

    case: Case
    at: datetime

    @cached_property
    def notices(self) -> list[OneTimeNotice]:
        """The notices of what was missing, the earliest first."""
        return list(self.case.notices.order_by("round"))

    @property
    def places(self) -> Sequence[Place]:
        """The way of the case from receipt to the document."""
        case, document = self.case, self.document
        first = [Place(_("Received"), "document", case.received_at)]
        if case.status == Case.Status.WITHDRAWN:
            return [*first, Place(_("Withdrawn"), "sign-out", case.decided_at, present=True)]
        if case.status == Case.Status.RETURNED:
            return [*first, Place(_("Returned"), "back", case.decided_at, present=True)]
        missing = case.status == Case.Status.INCOMPLETE
        decided = case.status in DECIDED
        if missing:
            first.append(Place(_("Something missing"), "list", self.notices[-1].given_at, True))
        return [
            *first,
            Place(_("Accepted"), "check", case.accepted_at, case.status == Case.Status.RECEIVED),
            Place(_("Being decided"), "scale", case.decided_at, self._being_decided),
            Place(self._outcome, "flag", case.decided_at, decided and document is None),
            Place(
                _("Document"),
                "certificate",
                document.issued_at if document else None,
                present=document is not None,
            ),
        ]

    @property
    def _being_decided(self) -> bool:
        return self.case.told_status == Case.Status.ACCEPTED

    @property
    def _outcome(self) -> str:
        if self.case.status == Case.Status.GRANTED:
            return _("Granted")
        if self.case.status == Case.Status.REFUSED:
            return _("Refused")
        return pgettext("case", "Decided")

    @property
    def missing(self) -> Sequence[Mapping[str, str]]:
        """The names of what is still missing."""
        waits = self.case.status == Case.Status.INCOMPLETE and self.notices
        return self.notices[-1].names if waits else []

    @cached_property
    def document(self) -> Document | None:
        """The document that counts, once there is one."""
        return self.case.documents.filter(superseded_at=None).first()

    @cached_property
    def files(self) -> int:
        """How many files were sent that are still there."""
        return self.case.uploads.filter(erased_at=None).count()

    @property
    def late(self) -> bool:
        """Whether the promised date has passed without a decision."""
        due = self.case.promised_due
        return self._being_decided and due is not None and due < self.at

    @property
    def guide(self) -> Guide:
        """The service as its guide tells it."""
        self.case.service.centre = self.case.centre
        return Guide(self.case.service)

    @cached_property
    def counters(self) -> str:
        """Where one asks."""
        found = Counter.objects.filter(unit=self.case.unit_id).order_by("pk")
        return ", ".join(found.values_list("code", flat=True))


@never_cache
@desk()
def ask_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask for number and code; a wrong one gets one answer, whatever is wrong with it."""
    if not desk.centre.receives:
        return nobody_comes(request)
    form = FollowForm(request.POST if request.method == "POST" else None)
    status = UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            if number.upper().startswith("M-"):
                found = _matter_followed(request, desk, number.upper(), code)
                return see_other(matter_at_page(found))
            return see_other(at_page(_followed(request, desk, number, code)))
        except Refused as refused:
            form.add_error(None, message(refused))
            status = TOO_MANY if refused.code == "too_many_tries" else UNPROCESSABLE
    return render(
        request, "cases/follow.html", {"form": form}, status=status if form.errors else 200
    )


@never_cache
@require_safe
@desk()
def case_page(request: HttpRequest, desk: Desk, code: str, reference: str) -> HttpResponse:
    """Where the case stands, in its citizen's language unless they chose another."""
    case = _by_address(request, desk, code, reference)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and case.visit is not None:
        translation.activate(LOCALES[case.visit.language])
    return _show(request, desk, case)


@require_POST
@desk()
def send(request: HttpRequest, desk: Desk, code: str, reference: str) -> HttpResponse:
    """Take a file for what is missing."""
    case = _by_address(request, desk, code, reference)
    file = request.FILES.get("file")
    try:
        if file is None and request.META.get("servicehall.too_large"):
            raise Refused("file_too_large", most=MOST_BYTES // 1024 // 1024)
        actions.hand_in(
            case=case,
            content=file.read() if file else b"",
            name=(file.name or "") if file else "",
            at=desk.at,
            key=key_of(request),
        )
    except Refused as refused:
        return _show(request, desk, case, problem=message(refused), status=UNPROCESSABLE)
    messages.success(request, _("Your file has arrived. The counter looks at it."))
    return see_other(at_page(case))


@require_POST
@desk()
def download(request: HttpRequest, desk: Desk, code: str, reference: str) -> HttpResponse:
    """The document, once it is issued; that it was fetched is noted the first time."""
    case = _by_address(request, desk, code, reference)
    found = get_object_or_404(Document, case=case, superseded_at=None)
    found.case = case
    return saved_document(actions.fetch(document=found, at=desk.at))


def at_page(case: Case) -> str:
    """The address of the page by which a case is followed."""
    return reverse("follow-case", args=[case.centre.code, case.follow_code, case.reference])


def _followed(request: HttpRequest, desk: Desk, number: str, code: str) -> Case:
    return actions.follow(
        centre=desk.centre, reference=number, code=code, origin=origin_of(request), at=desk.at
    )


def _matter_followed(request: HttpRequest, desk: Desk, number: str, code: str) -> UnresolvedMatter:
    return follow_matter(
        centre=desk.centre, reference=number, code=code, origin=origin_of(request), at=desk.at
    )


def _by_address(request: HttpRequest, desk: Desk, code: str, reference: str) -> Case:
    """The case that an address names; a wrong one counts as a wrong try, and is no page."""
    try:
        return _followed(request, desk, reference, code)
    except Refused as refused:
        if refused.code == "too_many_tries":
            raise
        raise Http404 from None


def _show(
    request: HttpRequest, desk: Desk, case: Case, *, problem: str = "", status: int = 200
) -> HttpResponse:
    case.refresh_from_db(fields=["status"])
    context = {"followed": Followed(case, desk.at), "case": case, "problem": problem}
    response = render(request, "cases/followed.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
