"""Where Django looks for set-up pages; they are in ``servicehall/web/setup``."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from servicehall.web.setup import appointments, boards, devices, messages, registrations

__all__ = ("appointments", "boards", "devices", "messages", "registrations")

admin.site.index_title = _("Set-up")
