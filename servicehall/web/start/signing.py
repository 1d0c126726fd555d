"""Signing in and out, and in a demonstration becoming somebody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from servicehall.demonstration.cast import demonstration_roles
from servicehall.evidence.actions import writing
from servicehall.hall.actions import add_staff_member
from servicehall.hall.models import Centre, StaffMember
from servicehall.web.navigation import address
from servicehall.web.start.cards import PARTS, SET_UP

Role = StaffMember.Role

PAGE_OF_ROLE = {
    Role.CLERK: "counter",
    Role.LEAD: "hall",
    Role.UNIT_HEAD: "hall",
    Role.SUPERVISOR: "findings",
    Role.INSPECTOR: "hall",
    Role.LEADERSHIP: "leadership",
}
"""The page that a role's day starts on; of the others, the set-up."""
BACKEND = "servicehall.hall.backends.StaffBackend"
SEE_OTHER = 303
TOO_MANY = 429
VISITOR = "visitor"
"""The code of the supervisor that a demonstration adds to a centre known from imported records."""


class SignInForm(AuthenticationForm):
    """User name and password, refused in the words of the house."""

    error_messages = {
        "invalid_login": _(
            "The user name or the password is not right, so you were not signed in. Mind capital"
            " letters, and type the password again."
        ),
        "inactive": _("This account is closed. Ask the administrator of the hall."),
    }
    locked = _(
        "Too many attempts have failed, so signing in with this name is closed for a quarter of"
        " an hour from here. Ask the administrator if you have forgotten the password."
    )

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignIn(LoginView):
    """Signs in, then goes to ``next`` on this site, else to the page of the person's role.

    In a demonstration nobody has a password, so there the start page's cards stand in for it.
    """

    template_name = "registration/sign_in.html"
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; in a demonstration, the cards."""
        if not settings.DEMONSTRATION:
            return super().get(request, *args, **kwargs)
        onward = self.get_redirect_url()
        return redirect(address("start") + (f"?{urlencode({'next': onward})}" if onward else ""))

    def get_default_redirect_url(self) -> str:
        return own_page(self.request.user)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again with what was typed; 429 after too many attempts."""
        if getattr(self.request, "axes_locked_out", False):
            # The page says it in the reader's language; the middleware would say it in English.
            self.request.axes_locked_out = False  # type: ignore[attr-defined]
            form.errors.clear()
            form.add_error(None, str(SignInForm.locked))
            return self.render_to_response(self.get_context_data(form=form), status=TOO_MANY)
        return super().form_invalid(form)


class SignOut(LogoutView):
    """Signs out and goes to the start."""

    next_page = "start"


@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Become somebody in a demonstration; there is no such page elsewhere.

    With ``centre``, the supervision of a centre known from imported records. Goes on to
    ``next`` on this site, else to the role's page.
    """
    if not settings.DEMONSTRATION:
        raise Http404
    asked = {each.code: each for each in demonstration_roles()}.get(role)
    if asked is None:
        raise Http404
    member, centre = asked.member, None
    if code := request.POST.get("centre"):
        centre = get_object_or_404(Centre, code=code, receives=False)
        member = _visitor(centre)
    if member is not None and member.user is not None:
        login(request, member.user, backend=BACKEND)
    else:
        logout(request)
    of = centre or next(each.member.centre for each in demonstration_roles() if each.member)
    onward = next_on_this_site(request, request.POST.get("next", ""))
    if not onward:
        page = PARTS[role].page
        onward = address(page, "" if page == SET_UP else of.code) or address("public", of.code)
    return HttpResponseRedirect(onward, status=SEE_OTHER)


def next_on_this_site(request: HttpRequest, onward: str) -> str:
    """Where somebody wanted to go; empty unless it is a page of this site."""
    own = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return onward if own else ""


def own_page(user: Any) -> str:
    """The page that a person's day starts on."""
    member: StaffMember | None = getattr(user, "staff_member", None)
    if member is not None and (page := PAGE_OF_ROLE.get(Role(member.role))):
        return address(page, member.centre.code) or address("public", member.centre.code)
    return address("admin:index") if user.is_staff else address("start")


def _visitor(centre: Centre) -> StaffMember:
    """The supervisor whose user may look at an imported centre, made when first asked for."""
    with writing():
        member = add_staff_member(
            centre=centre, code=VISITOR, name=str(_("Visitor")), role=Role.SUPERVISOR
        )
        if member.user is None:
            user, _made = User.objects.get_or_create(username=f"{centre.code}-{VISITOR}")
            user.set_unusable_password()
            user.save(update_fields=["password"])
            member.user = user
            member.save(update_fields=["user"])
    return member
