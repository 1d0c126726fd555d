"""The record is proven whole, and whatever was done to it behind its back is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from servicehall.evidence.actions import record, writing
from servicehall.evidence.models import Checkpoint, Fact, FactObject, PersonalData, Seal
from servicehall.evidence.sealing import sealer
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.notes import Note, read
from servicehall.evidence.sealing.proofs import NotProven, check, proof
from servicehall.evidence.sealing.reading import facts_where
from servicehall.evidence.sealing.sealer import BrokenSeal, publish, seal_all
from servicehall.evidence.sealing.verifying import Verified, verify
from tests.tampering import unguarded
from tests.world import at

NUMBER = 5


def tell(count: int, centre: str = "testhall") -> list[Fact]:
    """Record so many facts."""
    with writing():
        return [
            record(
                "case.received",
                at=at(10, each),
                centre=centre,
                objects={"case": f"c{each % 3}"},
                personal={"applicant": f"Citizen {each}"},
            )
            for each in range(count)
        ]


def seal() -> Checkpoint | None:
    """Seal now, on PostgreSQL as though what this test wrote were committed."""
    return seal_all(at=timezone.now())


@pytest.fixture(autouse=True)
def _everything_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's own transaction is never below the horizon; here it is taken to be."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr("servicehall.evidence.committed.horizon", lambda: 2**60)


@pytest.fixture
def facts(db: None) -> list[Fact]:
    """Twelve facts, the first eight of them under an earlier checkpoint."""
    told = tell(8)
    assert seal()
    if connection.vendor == "postgresql":
        # What comes later is another transaction's; the tests' is one.
        with unguarded():
            Checkpoint.objects.update(mark=0)
    told += tell(4)
    assert seal()
    return told


def proven(**about: Any) -> Verified:
    return verify(key=signing_key().public_key(), **about)


def test_a_record_that_nobody_touched_is_whole(facts: list[Fact]) -> None:
    assert proven() == Verified(sealed=12, waiting=0, checkpoints=2)
    assert proven(centre="testhall").fault is None
    assert seal() is None, "nothing is sealed twice"


def test_what_is_not_sealed_yet_is_looked_at_too(facts: list[Fact]) -> None:
    with unguarded():
        Checkpoint.objects.update(mark=0)
    late = tell(1)
    found = proven()
    assert (found.waiting, found.fault) == (1, None)
    with unguarded():
        Fact.objects.filter(pk=late[0].pk).update(staff="other")
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.fact) == ("changed", late[0].pk)


def exchange(first: Fact, second: Fact) -> None:
    """Two seals change places, with all that is in them."""
    one, other = Seal.objects.get(fact=first.pk), Seal.objects.get(fact=second.pk)
    Seal.objects.filter(pk__in=(one.pk, other.pk)).delete()
    Seal.objects.bulk_create(
        [
            Seal(index=one.index, fact=other.fact, entry=other.entry),
            Seal(index=other.index, fact=one.fact, entry=one.entry),
        ]
    )


def drop(fact: Fact) -> None:
    """A fact goes with all that hangs on it, its seal apart."""
    FactObject.objects.filter(fact=fact).delete()
    PersonalData.objects.filter(fact=fact).delete()
    Fact.objects.filter(pk=fact.pk)._raw_delete("default")


def write_anew(fact: Fact) -> None:
    """A fact is changed with its leaf and its seal, so that they fit one another."""
    Fact.objects.filter(pk=fact.pk).update(staff="other")
    Fact.objects.filter(pk=fact.pk).update(leaf=reckoned(fact))
    Seal.objects.filter(fact=fact.pk).update(entry=entry_of(fact))


def reckoned(fact: Fact) -> bytes:
    return facts_where(connection, "fact.id = %s", [fact.pk])[0].reckoned()


def entry_of(fact: Fact) -> bytes:
    return facts_where(connection, "fact.id = %s", [fact.pk])[0].entry()


def turn_places(fact: Fact) -> None:
    """A fact's place in the history of its object becomes another."""
    FactObject.objects.filter(fact=fact).update(seq=99)


TAMPERING: dict[str, tuple[str, Callable[[list[Fact]], Any]]] = {
    "who did it": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(staff="other")),
    "when": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(happened=at(11))),
    "data": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(data={"reason": "x"})),
    "leaf": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(leaf=bytes(32))),
    "no leaf": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(leaf=None)),
    "promise": ("changed", lambda f: Fact.objects.filter(pk=f[5].pk).update(commitment=None)),
    "object": ("changed", lambda f: FactObject.objects.filter(fact=f[5]).update(object_id="c9")),
    "place": ("changed", lambda f: turn_places(f[5])),
    "no object": ("changed", lambda f: FactObject.objects.filter(fact=f[5]).delete()),
    "dropped": ("dropped", lambda f: drop(f[5])),
    "seal's fact": ("changed", lambda f: Seal.objects.filter(fact=f[5].pk).update(entry=b"x")),
    "applicant": (
        "personal",
        lambda f: PersonalData.objects.filter(fact=f[5]).update(data={"applicant": "Another"}),
    ),
    "unerased": ("personal", lambda f: PersonalData.objects.filter(fact=f[5]).delete()),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_the_first_fact_that_was_tampered_with_is_named(facts: list[Fact], what: str) -> None:
    code, tamper = TAMPERING[what]
    with unguarded():
        tamper(facts)
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.fact) == (code, facts[NUMBER].pk), fault


def test_facts_that_changed_places_are_found(facts: list[Fact]) -> None:
    with unguarded():
        exchange(facts[3], facts[5])
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.fact) == ("moved", facts[4].pk)
    assert "seals 0 to 7" in fault.what


def test_a_fact_that_was_written_anew_with_its_seal_is_found(facts: list[Fact]) -> None:
    with unguarded():
        write_anew(facts[9])
    fault = proven().fault
    assert fault is not None
    assert fault.code == "moved"
    assert "seals 8 to 11" in fault.what


def test_a_fact_inserted_among_sealed_ones_is_named(facts: list[Fact]) -> None:
    with unguarded():
        drop(facts[5])
        Seal.objects.filter(fact=facts[5].pk).delete()
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.what) == ("dropped", "seal 5 is missing")


def test_a_fact_inserted_behind_the_seals_is_named(facts: list[Fact]) -> None:
    (inserted,) = tell(1)
    mark = inserted.pk + 1 if connection.vendor == "sqlite" else 2**60
    with unguarded():
        Checkpoint.objects.update(mark=mark)
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.fact) == ("inserted", inserted.pk)


def test_a_checkpoint_kept_elsewhere_finds_a_record_made_anew(facts: list[Fact]) -> None:
    kept = [read(each.note, signing_key().public_key()) for each in Checkpoint.objects.all()]
    assert proven(older=kept).fault is None
    with unguarded():
        # All is sealed again after a change, with the hall's own key.
        Fact.objects.filter(pk=facts[0].pk).update(staff="other")
        Fact.objects.filter(pk=facts[0].pk).update(leaf=reckoned(facts[0]))
        Seal.objects.all().delete()
        Checkpoint.objects.all().delete()
    assert seal()
    assert proven().fault is None, "the key's owner can do that"
    fault = proven(older=kept).fault
    assert fault is not None
    assert fault.code == "moved"


def test_a_record_cut_off_at_its_end_is_found_by_a_checkpoint_kept_elsewhere(
    facts: list[Fact],
) -> None:
    kept = [read(each.note, signing_key().public_key()) for each in Checkpoint.objects.all()]
    with unguarded():
        Seal.objects.filter(index__gte=8).delete()
        Checkpoint.objects.filter(size=12).delete()
        for each in facts[8:]:
            drop(each)
    assert proven().fault is None
    fault = proven(older=kept).fault
    assert fault is not None
    assert (fault.code, fault.what) == (
        "dropped",
        "a checkpoint kept elsewhere has 12 facts, the record 8",
    )


def test_the_last_seals_are_missed(facts: list[Fact]) -> None:
    with unguarded():
        Seal.objects.filter(index__gte=10).delete()
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.what) == ("dropped", "12 facts were sealed, 10 seals are there")


def test_a_broken_checkpoint_is_named_and_nothing_is_sealed_on_it(facts: list[Fact]) -> None:
    other = Ed25519PrivateKey.generate()
    last = Checkpoint.objects.get(size=12)
    with unguarded():
        Checkpoint.objects.filter(size=12).update(
            note=Note("testhall", 12, bytes(32), last.made_at).sign(other)
        )
    fault = proven().fault
    assert fault is not None
    assert (fault.code, fault.fact) == ("checkpoint", None)
    assert "the checkpoint at 12" in fault.what
    with pytest.raises(BrokenSeal, match="checkpoint at 12"):
        seal()


def test_a_tree_that_is_not_the_one_signed_is_not_gone_on_with(facts: list[Fact]) -> None:
    with unguarded():
        Checkpoint.objects.filter(size=12).update(nodes=bytes(64))
    with pytest.raises(BrokenSeal, match="not the one signed"):
        seal()


def test_erasing_personal_fields_breaks_nothing(facts: list[Fact]) -> None:
    before = proof(facts[5].pk)
    PersonalData.objects.update(data={}, salt=b"", erased_at=at(12))
    assert proven() == Verified(sealed=12, waiting=0, checkpoints=2)
    assert proof(facts[5].pk) == before


def test_a_proof_holds_without_the_record(facts: list[Fact]) -> None:
    key = signing_key().public_key()
    for fact in facts:
        told = json.loads(json.dumps(proof(fact.pk)))
        found = check(told, key)
        assert (found.number, found.note.size) == (fact.pk, 12)
        assert "Citizen" not in found.line


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fact", 10**6),
        ("index", 4),
        ("line", "[]"),
        ("places", [["case", 7]]),
        ("path", []),
    ],
)
def test_a_proof_that_was_changed_does_not_hold(
    facts: list[Fact], field: str, value: object
) -> None:
    told = proof(facts[5].pk) | {field: value}
    with pytest.raises(NotProven, match="does not lead"):
        check(told, signing_key().public_key())


def test_a_proof_under_another_key_does_not_hold(facts: list[Fact]) -> None:
    with pytest.raises(NotProven, match="signed by the key"):
        check(proof(facts[5].pk), Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("told", [{}, {"form": "other"}, {"form": "servicehall-proof/1"}])
def test_what_is_no_proof_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="proof"):
        check(told, signing_key().public_key())


def test_what_is_not_sealed_has_no_proof(facts: list[Fact]) -> None:
    with pytest.raises(NotProven, match="is not sealed"):
        proof(10**6)


def test_more_facts_than_fit_one_transaction_are_sealed_in_turn(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "AT_ONCE", 4)
    told = tell(10)
    assert seal()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [4, 8, 10]
    assert list(Seal.objects.order_by("index").values_list("fact", flat=True)) == [
        fact.pk for fact in told
    ]
    assert proven().fault is None


def test_checkpoints_are_written_where_the_settings_say(
    facts: list[Fact], tmp_path: Path, settings: LazySettings
) -> None:
    last = Checkpoint.objects.get(size=12)
    assert publish(last) is None
    settings.CHECKPOINTS = str(tmp_path / "elsewhere")
    assert publish(last) == tmp_path / "elsewhere" / "latest.txt"
    names = {each.name for each in (tmp_path / "elsewhere").iterdir()}
    assert names == {"latest.txt", f"{last.made_at:%Y-%m-%d}.txt"}
    text = (tmp_path / "elsewhere" / "latest.txt").read_text()
    assert read(text, signing_key().public_key()).size == 12
