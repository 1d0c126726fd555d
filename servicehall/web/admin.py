"""Where Django looks for set-up pages; they are in ``servicehall/web/setup``."""

from __future__ import annotations

from servicehall.web.setup import appointments, boards, devices, messages, registrations

__all__ = ("appointments", "boards", "devices", "messages", "registrations")
