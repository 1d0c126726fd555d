"""One process on one port: the live stream on the event loop, all pages in a pool of threads."""

from __future__ import annotations

import atexit
import os
from collections.abc import MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import HTTPScope
from a2wsgi.asgi_typing import Receive as ASGIReceive
from a2wsgi.asgi_typing import Send as ASGISend
from a2wsgi.wsgi_typing import WSGIApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")

from servicehall.commands.caretaker import Caretaker
from servicehall.config.wsgi import application as pages
from servicehall.web.live import Receive, Scope, Send, live

THREADS = 4
"""Django's handlers block, so they run in threads; more than this gains nothing on one machine."""

# What serves says whether it also does what the hall does by itself; not a setting, since
# settings were read before the processes that answer were started. On SQLite one process writes,
# so that the lock of its writers holds for the caretaker too.
if os.environ.get("SERVICEHALL_CARETAKER") == "yes":
    _caretaker = Caretaker()
    _caretaker.start()
    atexit.register(_caretaker.stop, within=1.0)

_pages = WSGIMiddleware(cast("WSGIApp", pages), workers=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    if scope["path"].startswith("/live/"):
        await live(scope, receive, send)
        return

    # The server's own are awaitable, but no coroutines, which is what the bridge asks for.
    async def received() -> MutableMapping[str, Any]:
        return await receive()

    async def sent(message: MutableMapping[str, Any]) -> None:
        await send(message)

    await _pages(cast("HTTPScope", scope), cast("ASGIReceive", received), cast("ASGISend", sent))
