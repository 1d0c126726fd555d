"""Senders: what hands a message over to a mail server, an SMS gateway or, for trials, a file."""

from __future__ import annotations

import json
import os
import smtplib
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.mime.text import MIMEText
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, NamedTuple, Protocol
from urllib.error import HTTPError

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from servicehall.reception.models import Channel

TIMEOUT = 10
"""Seconds in which the other side must answer each time that it is spoken to."""
_TRY_AGAIN = frozenset({408, 409, 425, 429})
"""Answers of a gateway that may be another one later, beside those from 500 on."""


class NotSent(Exception):
    """A message was not handed over; ``again`` says whether it may work later.

    The reason never holds the address: it is shown to whoever sets the hall up.
    """

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Calendar(NamedTuple):
    """A calendar file that goes along with a letter."""

    name: str
    method: str
    """What a calendar does with it (RFC 5546): ``PUBLISH`` or ``CANCEL``."""
    file: bytes


class Sender(Protocol):
    """What hands a message over."""

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        """Hand it over or raise ``NotSent``; ``key`` is the same when it is tried again.

        ``calendar`` goes along where the way has room for a file.
        """


@dataclass(frozen=True)
class MailServer:
    """Sends e-mail by the SMTP server of the settings."""

    sender: str

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        """Send one mail. Its Message-ID is made of the key, so a repetition can be known."""
        domain = self.sender.rpartition("@")[2].rstrip(">") or "localhost"
        mail = EmailMessage(
            subject,
            text,
            self.sender,
            [to],
            headers={"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"},
            connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
        )
        if calendar is not None:
            mail.attach(_attached(calendar))
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise NotSent(f"SMTP {codes[0]}: recipient refused", again=codes[0] < 500) from None
        except smtplib.SMTPResponseException as error:
            # A wrong password or sender is put right by hand, then it works.
            raise NotSent(f"SMTP {error.smtp_code}", again=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"SMTP: {type(error).__name__}", again=True) from None


@dataclass(frozen=True)
class Gateway:
    """Sends SMS by a gateway's address over HTTP (``docs/reference/sms-gateway.md``)."""

    address: str
    token: str
    sender: str

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        """Post one message as JSON."""
        body = {"to": to, "text": text} | ({"from": self.sender} if self.sender else {})
        request = urllib.request.Request(
            self.address,
            json.dumps(body, ensure_ascii=False).encode(),
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": key,
                "User-Agent": "servicehall",
            },
            method="POST",
        )
        try:
            _opener.open(request, timeout=TIMEOUT).close()
        except HTTPError as answer:
            with answer:
                again = answer.code >= 500 or answer.code in _TRY_AGAIN
                raise NotSent(f"HTTP {answer.code}", again=again) from None
        except (OSError, HTTPException) as error:
            raise NotSent(f"HTTP: {type(error).__name__}", again=True) from None


def _attached(calendar: Calendar) -> MIMEText:
    part = MIMEText(calendar.file.decode(), "calendar", "utf-8")
    part.set_param("method", calendar.method)
    part.add_header("Content-Disposition", "attachment", filename=calendar.name)
    return part


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that sends elsewhere would get the message, and the token, twice."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


@dataclass(frozen=True)
class Notebook:
    """Writes messages to a file, a JSON object a line, for trials and the demonstration."""

    path: Path
    channel: str

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        """Append one line, whole even where other processes write too."""
        told = {"channel": self.channel, "to": to, "subject": subject, "text": text, "key": key}
        if calendar is not None:
            told["calendar"] = calendar.file.decode()
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line)
            finally:
                os.close(file)
        except OSError as error:
            raise NotSent(f"file: {error.strerror}", again=True) from None


def senders() -> Mapping[str, Sender]:
    """The sender of each channel that the settings name; a channel without one is not offered."""
    found: dict[str, Sender] = {}
    if settings.MESSAGES_FILE:
        path = Path(settings.MESSAGES_FILE)
        found = {channel: Notebook(path, channel) for channel in Channel.values}
    if settings.SMS_GATEWAY:
        found[Channel.SMS] = Gateway(settings.SMS_GATEWAY, settings.SMS_TOKEN, settings.SMS_FROM)
    if settings.EMAIL_HOST:
        found[Channel.EMAIL] = MailServer(settings.DEFAULT_FROM_EMAIL)
    return found
