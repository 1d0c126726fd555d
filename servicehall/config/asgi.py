"""All pages in a pool of threads.

``servicehall serve`` hands the live streams to a process of their own before they come here.
"""

from __future__ import annotations

import atexit
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")

from servicehall.commands.caretaker import Caretaker
from servicehall.config.bridge import Bridge, Receive, Scope, Send
from servicehall.config.wsgi import application as pages

THREADS = 3
"""Django's handlers block, so they run in threads. In each of two processes on two cores three
answer soonest (``make bench NAME=visits``)."""

# What serves says whether it also does what the hall does by itself; not a setting, since
# settings were read before the processes that answer were started. On SQLite one process writes,
# so that the lock of its writers holds for the caretaker too.
if os.environ.get("SERVICEHALL_CARETAKER") == "yes":
    _caretaker = Caretaker()
    _caretaker.start()
    atexit.register(_caretaker.stop, within=1.0)

_pages = Bridge(pages, threads=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    await _pages(scope, receive, send)
