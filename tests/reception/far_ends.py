"""The other side of messages, real enough to be spoken to: a mail server and an SMS gateway."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Posted:
    """One request that came to the gateway."""

    headers: dict[str, str]
    body: dict[str, Any]
    path: str


@dataclass
class SmsGateway:
    """A gateway that answers as told; a repeated key is answered as before and sent once."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    """What it answers to the next requests; 202 when there are no more."""
    posted: list[Posted] = field(default_factory=list)
    forwarded: dict[str, str] = field(default_factory=dict)
    """What went on to telephones, by idempotency key."""


@contextmanager
def sms_gateway() -> Iterator[SmsGateway]:
    """A gateway on a port of its own."""
    gateway = SmsGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.posted.append(Posted(dict(self.headers), body, self.path))
            status = gateway.answers.pop(0) if gateway.answers else 202
            if status < 300:
                gateway.forwarded.setdefault(self.headers["Idempotency-Key"], body["text"])
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{gateway.address}elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 (the server's name)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gateway.address = f"http://127.0.0.1:{server.server_address[1]}/"
        with _serving(server):
            yield gateway


@dataclass
class MailServer:
    """A mail server that refuses whom it is told to refuse."""

    port: int = 0
    refuses: int = 0
    """The status by which recipients are refused; nought for none."""
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that speaks enough SMTP (RFC 5321) to take a mail."""
    found = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            while line := self.rfile.readline():
                word = line.decode().strip()
                command = word[:4].upper()
                if command == "RCPT":
                    if found.refuses:
                        self.say(f"{found.refuses} {word[8:]} is not here")
                        continue
                    found.recipients.append(word[8:].strip("<>"))
                elif command == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part.removeprefix(b".") if part[:2] == b".." else part)
                    found.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.say("221 bye" if command == "QUIT" else "250 ok")
                if command == "QUIT":
                    return

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.port = server.server_address[1]
        with _serving(server):
            yield found


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
