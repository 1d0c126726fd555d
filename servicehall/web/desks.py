"""What every page of a centre starts with: which centre it is, who asks, and whether they may."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.queries import centre_by_code
from servicehall.hall.roles import may


@dataclass(frozen=True)
class Desk:
    """Where a request comes from: the centre, the staff member who asks, and the moment."""

    centre: Centre
    member: StaffMember | None
    at: datetime

    @property
    def staff(self) -> StaffMember:
        """The staff member; only for pages that ask for a permission."""
        assert self.member is not None
        return self.member

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.centre.timezone)

    @property
    def today(self) -> date:
        """The day in the centre's zone."""
        return self.at.astimezone(self.zone).date()


def member_of(request: HttpRequest) -> StaffMember | None:
    """The staff member who is signed in; None for anybody else."""
    member: StaffMember | None = getattr(request.user, "staff_member", None)
    return member


View = Callable[..., HttpResponse]


def desk(*permissions: str) -> Callable[[View], View]:
    """Make a view of ``(request, desk, …)`` that answers at ``/<centre>/…``.

    Without permissions anybody may see it. With some, whoever is not signed in is sent to sign
    in, and whoever has none of them in this centre gets 403. An unknown centre is 404.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, centre: str, **more: Any) -> HttpResponse:
            refuse_nul(request)
            member = member_of(request)
            if permissions and member is None and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found: Centre | None
            if member is not None and member.centre.code == centre:
                found = member.centre
            else:
                found = centre_by_code(centre)
                if found is None:
                    raise Http404
            if permissions and not any(may(member, each, centre=found.pk) for each in permissions):
                raise PermissionDenied
            with timezone.override(found.timezone):
                return view(request, Desk(found, member, timezone.now()), **more)

        return run

    return decorate


def refuse_nul(request: HttpRequest) -> None:
    """Answer 404 or 400 to text that PostgreSQL can't hold, which no person types."""
    if "\0" in request.path:
        raise Http404
    given = (text for _, values in request.POST.lists() for text in values)
    if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in str(text) for text in given):
        raise SuspiciousOperation("text with a NUL character")
