"""All pages in a pool of threads.

``servicehall serve`` hands the live streams to a process of their own before they come here.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import HTTPScope
from a2wsgi.asgi_typing import Receive as ASGIReceive
from a2wsgi.asgi_typing import Send as ASGISend
from a2wsgi.wsgi_typing import WSGIApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")

from servicehall.config.wsgi import application as pages

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

THREADS = 4
"""Django's handlers block, so they run in threads; more than this gains nothing on one machine."""

_pages = WSGIMiddleware(cast("WSGIApp", pages), workers=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return

    # The server's own are awaitable, but no coroutines, which is what the bridge asks for.
    async def received() -> MutableMapping[str, Any]:
        return await receive()

    async def sent(message: MutableMapping[str, Any]) -> None:
        await send(message)

    await _pages(cast("HTTPScope", scope), cast("ASGIReceive", received), cast("ASGISend", sent))
