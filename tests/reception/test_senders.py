"""Senders against servers that really listen, on ports of this machine."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.reception.senders import Calendar, Gateway, MailServer, Notebook, NotSent, senders
from tests.reception.far_ends import mail_server, sms_gateway

MESSAGE: dict[str, Any] = {
    "to": "+821012345678",
    "subject": "Ticket A012",
    "text": "번호표 A012: 차례가 되었습니다.",
    "key": "0b9b0f5e-5d0f-4a43-9a52-0a1b8a9d6a11",
}
MAIL = MESSAGE | {"to": "kim@example.org"}


def closed_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_gateway_gets_number_text_token_and_key() -> None:
    with sms_gateway() as gateway:
        Gateway(f"{gateway.address}sms", "secret", "02-120").send(**MESSAGE)
    (posted,) = gateway.posted
    assert posted.path == "/sms"
    assert posted.body == {
        "to": "+821012345678",
        "text": "번호표 A012: 차례가 되었습니다.",
        "from": "02-120",
    }
    assert posted.headers["Authorization"] == "Bearer secret"
    assert posted.headers["Idempotency-Key"] == MESSAGE["key"]
    assert posted.headers["Content-Type"] == "application/json; charset=utf-8"


def test_without_a_sender_of_its_own_the_gateway_chooses_one() -> None:
    with sms_gateway() as gateway:
        Gateway(gateway.address, "secret", "").send(**MESSAGE)
    assert "from" not in gateway.posted[0].body


@pytest.mark.parametrize(
    ("status", "again"),
    [(400, False), (401, False), (422, False), (408, True), (429, True), (500, True), (503, True)],
)
def test_a_gateways_refusal_says_whether_to_try_again(status: int, again: bool) -> None:
    with sms_gateway() as gateway:
        gateway.answers = [status]
        with pytest.raises(NotSent) as failure:
            Gateway(gateway.address, "secret", "").send(**MESSAGE)
    assert failure.value.again is again
    assert failure.value.reason == f"HTTP {status}"


def test_a_redirection_is_not_followed_with_the_token() -> None:
    with sms_gateway() as gateway:
        gateway.answers = [302]
        with pytest.raises(NotSent):
            Gateway(gateway.address, "secret", "").send(**MESSAGE)
    assert len(gateway.posted) == 1


def test_a_gateway_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(NotSent) as failure:
        Gateway(f"http://127.0.0.1:{closed_port()}/", "secret", "").send(**MESSAGE)
    assert failure.value.again
    assert "+82" not in failure.value.reason


def use(settings: Settings, port: int) -> MailServer:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
    return MailServer("Hall <hall@example.kr>")


def test_a_mail_arrives_with_a_message_id_made_of_its_key(settings: Settings) -> None:
    with mail_server() as server:
        use(settings, server.port).send(**MAIL)
    (mail,) = server.mails
    assert server.recipients == ["kim@example.org"]
    assert mail["Subject"] == "Ticket A012"
    assert mail["From"] == "Hall <hall@example.kr>"
    assert mail["Message-ID"] == f"<{MESSAGE['key']}@example.kr>"
    assert mail.get_content().strip() == MESSAGE["text"]


@pytest.mark.parametrize(("status", "again"), [(550, False), (450, True)])
def test_a_refused_recipient_is_not_asked_again_where_that_is_final(
    settings: Settings, status: int, again: bool
) -> None:
    with mail_server() as server:
        server.refuses = status
        with pytest.raises(NotSent) as failure:
            use(settings, server.port).send(**MAIL)
    assert failure.value.again is again
    assert "kim" not in failure.value.reason


def test_a_mail_server_that_is_not_there_is_tried_again(settings: Settings) -> None:
    with pytest.raises(NotSent) as failure:
        use(settings, closed_port()).send(**MAIL)
    assert failure.value.again


def test_the_notebook_holds_a_line_for_each_message(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "messages.jsonl", "sms")
    notebook.send(**MESSAGE)
    notebook.send(**MESSAGE)
    lines = [json.loads(line) for line in notebook.path.read_text().splitlines()]
    assert lines == [MESSAGE | {"channel": "sms"}] * 2
    assert notebook.path.stat().st_mode & 0o077 == 0, "addresses are for nobody else to read"


def test_a_notebook_that_can_not_be_written_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(NotSent) as failure:
        Notebook(tmp_path / "nowhere" / "messages.jsonl", "sms").send(**MESSAGE)
    assert failure.value.again


def test_the_settings_choose_the_sender_of_each_channel(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_HOST = settings.SMS_GATEWAY = settings.MESSAGES_FILE = ""
    assert senders() == {}
    settings.SMS_GATEWAY = "https://sms.example.kr/"
    assert list(senders()) == ["sms"]
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    assert {name: type(each) for name, each in senders().items()} == {
        "sms": Gateway,
        "email": Notebook,
    }
    settings.EMAIL_HOST = "mail.example.kr"
    assert type(senders()["email"]) is MailServer


# Calendar files ------------------------------------------------------------------------------

CALENDAR = Calendar(
    "261110-001.ics", "CANCEL", "BEGIN:VCALENDAR\r\nSUMMARY:여권\r\nEND:VCALENDAR\r\n".encode()
)


def test_a_calendar_file_arrives_with_what_a_calendar_does_with_it(settings: Settings) -> None:
    with mail_server() as server:
        use(settings, server.port).send(**MAIL, calendar=CALENDAR)
    (mail,) = server.mails
    text = mail.get_body()
    assert text is not None
    assert text.get_content().strip() == MAIL["text"]
    (attached,) = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_param("method")) == (
        "text/calendar",
        "CANCEL",
    )
    assert attached.get_filename() == "261110-001.ics"
    assert "SUMMARY:여권" in attached.get_content()


def test_a_text_message_has_no_room_for_a_file() -> None:
    with sms_gateway() as gateway:
        Gateway(gateway.address, "secret", "").send(**MESSAGE, calendar=CALENDAR)
    assert gateway.posted[0].body == {"to": MESSAGE["to"], "text": MESSAGE["text"]}
