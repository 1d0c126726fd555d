"""Runs Django's blocking pages in threads behind an event loop: ASGI before, WSGI behind.

A request is read whole on the loop, handed to a thread once, and its answer handed back once; only
what is longer than a page is sent on piece by piece. More steps between loop and thread would cost
as much as the pages themselves.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1 << 20
"""Bytes of a request that are kept in memory, and of an answer that are sent as one piece."""


class Bridge:
    """The ASGI application that answers with the pages of a WSGI application."""

    def __init__(self, pages: Pages, *, threads: int) -> None:
        self._pages = pages
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one whose sender has gone meanwhile is not begun."""
        size = 0
        with SpooledTemporaryFile(IN_MEMORY) as body:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                size += body.write(message.get("body", b""))
                if not message.get("more_body"):
                    break
            body.seek(0)
            loop = asyncio.get_running_loop()
            answer = _Answer(self._pages, _environment(scope, body, size), loop, send)
            rest = await loop.run_in_executor(self._pool, answer.run)
        if not answer.begun:
            await send(answer.start)
        await send({"type": "http.response.body", "body": rest})


class _Answer:
    """What the pages answer to one request, made in a thread."""

    def __init__(
        self,
        pages: Pages,
        environment: dict[str, Any],
        loop: asyncio.AbstractEventLoop,
        send: Send,
    ) -> None:
        self._pages = pages
        self._environment = environment
        self._loop = loop
        self._send = send
        self.start: dict[str, Any] = {}
        self.begun = False
        """Whether the first piece has been sent."""

    def run(self) -> bytes:
        """Make the answer; its last piece, which is all of it unless it is long."""
        made = self._pages(self._environment, self._start_response)
        try:
            pieces: list[bytes] = []
            size = 0
            for piece in made:
                pieces.append(piece)
                size += len(piece)
                if size > IN_MEMORY:
                    self._send_on(b"".join(pieces))
                    pieces, size = [], 0
            return b"".join(pieces)
        finally:
            if close := getattr(made, "close", None):
                close()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> None:
        self.start = {
            "type": "http.response.start",
            "status": int(status.partition(" ")[0]),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
            ],
        }

    def _send_on(self, piece: bytes) -> None:
        """Send a piece and wait until it is taken, so that a slow reader fills no memory."""
        if not self.begun:
            self.begun = True
            asyncio.run_coroutine_threadsafe(self._told(self.start), self._loop).result()
        more = {"type": "http.response.body", "body": piece, "more_body": True}
        asyncio.run_coroutine_threadsafe(self._told(more), self._loop).result()

    async def _told(self, message: dict[str, Any]) -> None:
        await self._send(message)


def _environment(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """A request as WSGI describes it (PEP 3333), with the size in bytes that its body has."""
    host, port = scope.get("server") or ("localhost", 80)
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "CONTENT_LENGTH": str(size),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if client := scope.get("client"):
        environment["REMOTE_ADDR"] = client[0]
    for name, value in scope["headers"]:
        given = value.decode("latin-1")
        match name:
            case b"content-type":
                environment["CONTENT_TYPE"] = given
            case b"content-length":
                pass
            case _ if b"_" in name:
                # Where a dash and an underline become the same, one could pass for the other.
                pass
            case _:
                key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
                # Of headers that come twice all count; cookies are joined in their own way.
                joint = "; " if name == b"cookie" else ","
                earlier = environment.get(key)
                environment[key] = given if earlier is None else earlier + joint + given
    return environment
