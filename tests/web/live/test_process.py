"""The live stream as it is really served: handed over, told, resumed, restarted."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.served import served

WRITE = "insert into evidence_fact (kind, happened, recorded, centre, unit, counter, staff,"
VALUES = " recorder, data) values (?, datetime(), datetime(), 'hanbit', '', '', '', '', '{}')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streams")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    """The port of a hall that is served, empty."""
    with served(folder) as address:
        yield int(address.rpartition(":")[2])


def commit(folder: Path, kind: str) -> None:
    """Write a fact as another process would."""
    with closing(sqlite3.connect(folder / "servicehall.sqlite3", timeout=10)) as database:
        columns = {row[1] for row in database.execute("pragma table_info(evidence_fact)")}
        assert "kind" in columns
        with database:
            database.execute(WRITE + VALUES, [kind])


@contextmanager
def stream(port: int, query: str = "", **headers: str) -> Iterator[http.client.HTTPResponse]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", f"/live/hanbit{query}", headers=headers)
        yield connection.getresponse()


def message(answer: http.client.HTTPResponse) -> dict[str, list[str]]:
    """The next message of the stream, field by field."""
    fields: dict[str, list[str]] = {}
    while line := answer.readline().decode().rstrip("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name, []).append(value.strip())
    return fields


def test_the_stream_speaks_the_form_of_server_sent_events(port: int, folder: Path) -> None:
    with stream(port) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["X-Accel-Buffering"] == "no"
        greeting = message(answer)
        assert 1000 <= int(greeting["retry"][0]) <= 4000
        commit(folder, "ticket.called")
        told = message(answer)
        assert told["event"] == ["facts"]
        assert told["data"][0] == "ticket.called"
        assert int(told["data"][1]) >= 0
        assert told["id"][0].partition("-")[0] == greeting["id"][0].partition("-")[0]


def test_who_comes_back_with_the_last_event_gets_the_rest(port: int, folder: Path) -> None:
    with stream(port) as answer:
        last = message(answer)["id"][0]
    with stream(port) as other:
        message(other)
        commit(folder, "ticket.missed")
        message(other)
    with stream(port, **{"Last-Event-ID": last}) as again:
        message(again)
        assert message(again)["data"][0] == "ticket.missed"


def test_a_page_is_told_what_came_since_it_was_rendered(port: int, folder: Path) -> None:
    with stream(port) as answer:
        message(answer)
    # Whole seconds and the margin: what was rendered sooner is told to refresh.
    time.sleep(3.2)
    began = int(time.time())
    commit(folder, "counter.opened")
    time.sleep(0.3)
    with stream(port, f"?since={began}") as answer:
        message(answer)
        assert "counter.opened" in message(answer)["data"][0]


def test_a_stream_may_follow_pages_on_one_connection(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        file = connection.makefile("rb")
        connection.sendall(b"GET /health/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += file.read(1)
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        file.read(length)
        # In two pieces, as networks may deliver it.
        connection.sendall(b"GET /live/han")
        time.sleep(0.05)
        connection.sendall(b"bit HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert file.readline().startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/live/", 404),
        ("GET", "/live/a/b", 404),
        ("GET", "/live/%2e%2e", 404),
        ("GET", "/live/" + "x" * 41, 404),
        ("POST", "/live/hanbit", 404),
    ],
)
def test_what_is_no_stream_is_a_page_like_any_other(
    port: int, method: str, path: str, status: int
) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path)
        assert connection.getresponse().status in {status, 403}


def streams_of(folder: Path) -> list[int]:
    """The processes that hold streams of the hall with its data in that folder."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            command = (place / "cmdline").read_bytes()
            environment = (place / "environ").read_bytes()
        except OSError:
            continue
        if b"servicehall.web.live.process" in command and str(folder).encode() in environment:
            found.append(int(place.name))
    return found


def test_a_stream_process_that_dies_is_started_anew(port: int, folder: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("finds the process by /proc")
    with stream(port) as answer:
        before = message(answer)["id"][0]
        (process,) = streams_of(folder)
        os.kill(process, signal.SIGKILL)
        assert answer.read(1) == b""
    with stream(port, **{"Last-Event-ID": before}) as again:
        greeting = message(again)
        assert greeting["id"][0].partition("-")[0] != before.partition("-")[0]
        assert message(again)["data"][0] == "refresh"
        commit(folder, "ticket.taken")
        assert message(again)["data"][0] == "ticket.taken"


def test_the_stream_process_ends_with_the_server(tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("finds the process by /proc")
    with served(tmp_path) as address, stream(int(address.rpartition(":")[2])) as answer:
        message(answer)
        assert len(streams_of(tmp_path)) == 1
    deadline = time.monotonic() + 10
    while streams_of(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert streams_of(tmp_path) == []
