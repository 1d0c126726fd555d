"""Where Django looks for set-up pages; they are in ``servicehall/web/setup``."""

from __future__ import annotations

from servicehall.web.setup import boards, registrations

__all__ = ("boards", "registrations")
