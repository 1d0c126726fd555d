"""Counters that work without pause, as browsers would: ``python -m benchmarks._load``.

Reads one JSON object on standard input: the port of the server, how long to work in seconds,
the database, and the counters as ``benchmarks._hall`` prints them. Each counter works on a
connection of its own: ticket at the kiosk, call next, start, finish, again and again. Prints
one JSON object: finished visits, the seconds that they took, and the milliseconds of each call.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

TOKEN = "a" * 32
"""A CSRF token is whatever cookie and form agree on."""


class Browser:
    """One connection that is kept open, with the cookies of whoever uses it."""

    def __init__(self, port: int, session: str = "") -> None:
        self.address = ("127.0.0.1", port)
        self.cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
        self.connection = socket.create_connection(self.address)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = b""

    def post(self, path: str, **form: str) -> int:
        """Send a form with a key of its own; the status that is answered."""
        body = urlencode({**form, "key": str(uuid4()), "csrfmiddlewaretoken": TOKEN}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookies}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.connection.sendall(head.encode() + body)
        return self._answer()

    def get(self, path: str) -> int:
        """Look at a page, or a part of it; the status that is answered."""
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookies}\r\n\r\n"
        self.connection.sendall(head.encode())
        return self._answer()

    def _answer(self) -> int:
        while b"\r\n\r\n" not in self.read:
            self._more()
        head, _, self.read = self.read.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = 0
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(self.read) < length:
            self._more()
        self.read = self.read[length:]
        return int(lines[0].split()[1])

    def _more(self) -> None:
        got = self.connection.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.read += got


class Listener(threading.Thread):
    """A board that listens to the live stream all the while."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.heard = 0

    def run(self) -> None:
        """Count what comes until the connection ends."""
        self.connection.sendall(b"GET /live/testhall HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while got := self.connection.recv(65536):
            self.heard += got.count(b"event: facts")


def find_visit(database: str, counter: int) -> Any:
    """Where to ask which visit is called to the counter: its number stands in the page's forms,
    which this load does not read."""
    sql = "select id from reception_visit where counter_id = {} and status in ('called', 'serving')"
    if database.startswith("postgresql"):
        connection = psycopg.connect(database, autocommit=True)
        return lambda: connection.execute(sql.format("%s"), [counter]).fetchone()
    file = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
    return lambda: file.execute(sql.format("?"), [counter]).fetchone()


def work(given: dict[str, Any], desk: dict[str, Any], told: list[Any], looks: bool) -> None:
    """One counter until its time is over."""
    kiosk, counter = Browser(given["port"]), Browser(given["port"], desk["session"])
    visit_at = find_visit(given["database"], desk["counter"])
    home = "/testhall/counter/"

    def step(browser: Browser, path: str, **form: str) -> None:
        status = browser.post(path, **form)
        if status != 303:
            raise RuntimeError(f"{path} answered {status}")
        if looks and browser is counter and browser.get(f"{home}?part=desk") != 200:
            raise RuntimeError("the counter's page failed")

    calls: list[float] = []
    count = 0
    until = time.monotonic() + given["seconds"]
    while time.monotonic() < until:
        step(kiosk, "/testhall/kiosk/take/", service=desk["service"], language="ko")
        began = time.perf_counter()
        step(counter, f"{home}call/")
        calls.append((time.perf_counter() - began) * 1000)
        (visit,) = visit_at()
        step(counter, f"{home}visits/{visit}/start/")
        step(counter, f"{home}visits/{visit}/finish/")
        count += 1
    told.append((count, calls))


def main() -> None:
    """Let all counters work at once."""
    # Here all counters share one interpreter: an answer must not seem late because another
    # counter's thread had the turn.
    sys.setswitchinterval(0.0005)
    given = json.load(sys.stdin)
    listeners = [Listener(given["port"]) for _ in range(given.get("listeners", 8))]
    for listener in listeners:
        listener.start()
    told: list[Any] = []
    looks = bool(given.get("looks"))
    threads = [
        threading.Thread(target=work, args=[given, desk, told, looks]) for desk in given["desks"]
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    if len(told) < len(threads):
        raise RuntimeError("not every counter came to the end")
    if not all(listener.heard for listener in listeners):
        raise RuntimeError("not every listener heard of what happened")
    print(
        json.dumps(
            {
                "visits": sum(count for count, _ in told),
                "seconds": took,
                "calls": sorted(each for _, calls in told for each in calls),
            }
        )
    )


if __name__ == "__main__":
    main()
