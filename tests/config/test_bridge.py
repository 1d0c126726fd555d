"""The bridge between event loop and pages: what arrives, what is answered, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from servicehall.config.bridge import IN_MEMORY, Bridge
from tests.web.live.loops import run

Pieces = list[dict[str, Any]]


def scope(**but: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/한빛/board/",
        "query_string": b"q=%EA%B0%80",
        "headers": [(b"host", b"hall.example"), (b"content-type", b"text/plain")],
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.9", 5555),
    }
    return given | but


def answered(
    pages: Callable[..., Iterable[bytes]],
    *,
    given: dict[str, Any] | None = None,
    received: Pieces | None = None,
) -> Pieces:
    """What the bridge sends for one request."""
    sent: Pieces = []
    arriving: Iterator[dict[str, Any]] = iter(
        received or [{"type": "http.request", "body": b"", "more_body": False}]
    )

    async def receive() -> dict[str, Any]:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    # In a thread of its own, since a browser's loop may be at work in this one.
    run(Bridge(pages, threads=1)(given or scope(), receive, send))
    return sent


def test_a_request_reaches_the_pages_whole_and_its_answer_comes_back() -> None:
    seen: dict[str, Any] = {}

    def pages(environment: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        seen.update(environment, body=environment["wsgi.input"].read())
        start("201 Created", [("Content-Type", "text/html"), ("Set-Cookie", "a=1")])
        return [b"he", b"llo"]

    sent = answered(
        pages,
        received=[
            {"type": "http.request", "body": b"one ", "more_body": True},
            {"type": "http.request", "body": b"two", "more_body": False},
        ],
    )
    assert seen["body"] == b"one two"
    assert seen["CONTENT_LENGTH"] == "7"
    assert seen["REQUEST_METHOD"] == "POST"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/한빛/board/"
    assert seen["QUERY_STRING"] == "q=%EA%B0%80"
    assert (seen["HTTP_HOST"], seen["CONTENT_TYPE"]) == ("hall.example", "text/plain")
    assert seen["REMOTE_ADDR"] == "10.0.0.9"
    assert sent == [
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"content-type", b"text/html"), (b"set-cookie", b"a=1")],
        },
        {"type": "http.response.body", "body": b"hello"},
    ]


def test_headers_are_told_as_pages_expect_them() -> None:
    seen: dict[str, Any] = {}

    def pages(environment: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        seen.update(environment)
        start("200 OK", [])
        return []

    answered(
        pages,
        given=scope(
            headers=[
                (b"cookie", b"a=1"),
                (b"cookie", b"b=2"),
                (b"x-forwarded-for", b"1.1.1.1"),
                (b"x-forwarded-for", b"2.2.2.2"),
                (b"x_forwarded_proto", b"https"),
                (b"content-length", b"999"),
            ]
        ),
    )
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert "HTTP_X_FORWARDED_PROTO" not in seen
    assert seen["CONTENT_LENGTH"] == "0"


def test_a_long_answer_is_sent_in_pieces_and_closed() -> None:
    closed = []

    class Long:
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(5):
                yield b"x" * (IN_MEMORY // 2 + 1)

        def close(self) -> None:
            closed.append(True)

    def pages(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Long()

    sent = answered(pages)
    assert [each["type"] for each in sent] == ["http.response.start"] + ["http.response.body"] * 3
    assert [bool(each.get("more_body")) for each in sent[1:]] == [True, True, False]
    assert sum(len(each["body"]) for each in sent[1:]) == 5 * (IN_MEMORY // 2 + 1)
    assert closed == [True]


def test_a_request_that_breaks_off_is_not_begun() -> None:
    begun = []

    def pages(environment: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        begun.append(True)
        return []

    sent = answered(
        pages,
        received=[
            {"type": "http.request", "body": b"half", "more_body": True},
            {"type": "http.disconnect"},
        ],
    )
    assert (sent, begun) == ([], [])


def test_pages_that_fail_are_closed_and_the_failure_is_told() -> None:
    closed = []

    class Failing:
        def __iter__(self) -> Iterator[bytes]:
            raise RuntimeError("broken")

        def close(self) -> None:
            closed.append(True)

    def pages(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Failing()

    with pytest.raises(RuntimeError, match="broken"):
        answered(pages)
    assert closed == [True]
