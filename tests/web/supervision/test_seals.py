"""The page of the seals: what to keep, how to check it, and who sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from servicehall.evidence.models import Checkpoint
from servicehall.evidence.sealing.guards import raise_guards
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.notes import public_text
from servicehall.evidence.sealing.sealer import seal_all
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import LANGUAGES, anonymous, main_of, with_role
from tests.world import World

SEALS = "/testhall/record/seals/"


@pytest.fixture
def sealed(hall: World, monkeypatch: pytest.MonkeyPatch) -> Checkpoint:
    """The judged hall's record under one checkpoint, its triggers in place."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr("servicehall.evidence.committed.horizon", lambda: 2**60)
    made = seal_all(at=timezone.now())
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor", 200), ("director", 200), ("administrator", 200), ("clerk", 403)],
)
def test_who_sees_the_record_sees_its_seals(hall: World, name: str, status: int) -> None:
    member = getattr(hall, name, None) or with_role(hall, name)
    assert sign_in(member).get(SEALS).status_code == status


def test_citizens_are_sent_to_sign_in(hall: World) -> None:
    assert anonymous().get(SEALS).status_code in (302, 403)


def test_an_empty_page_says_when_the_first_seal_comes(supervisor: Client) -> None:
    assert "Nothing is sealed yet" in text(supervisor.get(SEALS))


def test_the_signed_text_and_the_key_are_there_to_keep(
    sealed: Checkpoint, supervisor: Client
) -> None:
    shown = main_of(text(supervisor.get(SEALS)))
    for line in sealed.note.splitlines():
        assert line.replace("+", "&#x2B;") in shown or line in shown
    assert public_text(signing_key().public_key()) in shown
    assert f"{sealed.size} facts sealed" in shown
    assert "not sealed yet" not in shown
    assert "No folder outside this database" in shown


def test_missing_protections_are_told(sealed: Checkpoint, supervisor: Client) -> None:
    told = "The database no longer protects the record by itself"
    assert told in text(supervisor.get(SEALS)), "the tests drop some"


def test_where_every_protection_is_there_nothing_is_told(db: None, supervisor: Client) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("triggers can't be made in a transaction that wrote to their tables")
    raise_guards(connection)
    assert "no longer protects" not in text(supervisor.get(SEALS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_every_language(
    sealed: Checkpoint, supervisor: Client, language: str
) -> None:
    assert supervisor.get(SEALS, headers={"accept-language": language}).status_code == 200


def test_many_checkpoints_ask_no_more(sealed: Checkpoint, supervisor: Client) -> None:
    supervisor.get(SEALS)
    with statements() as told:
        supervisor.get(SEALS)
    assert len(told) <= 10
