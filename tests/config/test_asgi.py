"""The served product as it really runs: one process that answers pages and the live stream."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.served import served


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a hall that is served, empty, from a folder of its own."""
    with served(tmp_path_factory.mktemp("served")) as address:
        yield int(address.rpartition(":")[2])


def ask(
    port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, str, http.client.HTTPMessage]:
    """One request; the status, the text and the headers of the answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body or None, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers


def test_a_form_is_read_whole(port: int) -> None:
    status, page, headers = ask(port, "GET", "/sign-in/", headers={"Accept-Language": "en"})
    assert status == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = headers["Set-Cookie"].split(";")[0]
    assert token
    # Longer than one read of the server.
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token[1], "username": "nobody", "password": "x" * 200_000}
    )
    status, page, _ = ask(
        port,
        "POST",
        "/sign-in/",
        form,
        {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "en",
        },
    )
    assert status == 200
    assert "not right" in page


def test_static_files_are_served(port: int) -> None:
    status, text, _ = ask(port, "GET", "/static/servicehall/servicehall.css")
    assert status == 200
    assert "--" in text


def test_the_live_stream_opens_beside_the_pages(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/live/hanbit")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.readline().startswith(b"retry:")
        # The stream is open, and pages are answered all the same.
        assert ask(port, "GET", "/health/")[0] == 200


def test_a_port_in_use_is_said_in_one_line(port: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "servicehall.commands", "serve", "--port", str(port)],
        env={**os.environ, "SERVICEHALL_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert json.dumps(port) in done.stderr
