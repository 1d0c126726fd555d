"""Proving the record: every leaf, every seal, every checkpoint; the first bad place by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.db.models import Max

from servicehall.evidence.committed import START, between
from servicehall.evidence.models import Checkpoint, Fact, PersonalData, Seal
from servicehall.evidence.sealing.leaves import commitment
from servicehall.evidence.sealing.merkle import Frontier
from servicehall.evidence.sealing.notes import BadNote, Note, read
from servicehall.evidence.sealing.reading import Sealed, facts_where, sealed_between

AT_ONCE = 5000

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Fault:
    """The first bad place."""

    code: str
    """``changed``, ``dropped``, ``inserted``, ``moved``, ``personal`` or ``checkpoint``."""
    what: str
    """What is wrong, in words."""
    fact: int | None = None


@dataclass(frozen=True)
class Verified:
    """What was looked at, and the first fault, if any."""

    sealed: int
    waiting: int
    """Facts that are not sealed yet; their leaves are looked at too."""
    checkpoints: int
    fault: Fault | None = None


class _Found(Exception):
    def __init__(self, code: str, what: str, fact: int | None = None) -> None:
        super().__init__(what)
        self.fault = Fault(code, what, fact)


def verify(
    *,
    key: Ed25519PublicKey,
    centre: str | None = None,
    older: Sequence[Note] = (),
    report: Report = lambda done, total: None,
) -> Verified:
    """Prove the record to be what was sealed.

    With ``centre`` the leaves of its facts alone are reckoned anew; the tree is over all.
    ``older`` are checkpoints kept elsewhere, their signatures looked at already: the record
    has to go on from each.
    """
    sealed = Seal.objects.count()
    notes, waiting = 0, 0
    try:
        signed = _signed(key, older, sealed)
        notes = len(signed)
        _tree(signed, sealed, centre, report)
        _inserted()
        waiting = _waiting(centre)
        _personal(centre)
    except _Found as found:
        return Verified(sealed, waiting, notes, found.fault)
    return Verified(sealed, waiting, notes)


def _signed(key: Ed25519PublicKey, older: Sequence[Note], sealed: int) -> list[tuple[int, bytes]]:
    """Size and root of each checkpoint in order, once its signature is right."""
    found = []
    for size, text in Checkpoint.objects.order_by("size").values_list("size", "note"):
        try:
            note = read(text, key)
        except BadNote as error:
            raise _Found("checkpoint", f"the checkpoint at {size}: {error}") from None
        if note.size != size:
            raise _Found("checkpoint", f"the checkpoint at {size} was signed for {note.size}")
        found.append((size, note.root))
    last = found[-1][0] if found else 0
    if sealed < last:
        # Which one is missing is told by the tree, unless the last ones are.
        missing = Seal.objects.aggregate(last=Max("index"))["last"]
        if missing is None or missing + 1 == sealed:
            raise _Found("dropped", f"{last} facts were sealed, {sealed} seals are there")
    elif sealed > last:
        extra = Seal.objects.order_by("index")[last]
        raise _Found("inserted", f"seal {extra.index} lies under no checkpoint", extra.fact)
    for note in older:
        if note.size > last:
            raise _Found(
                "dropped", f"a checkpoint kept elsewhere has {note.size} facts, the record {last}"
            )
        found.append((note.size, note.root))
    return sorted(found)


def _tree(
    signed: Sequence[tuple[int, bytes]], sealed: int, centre: str | None, report: Report
) -> None:
    tree = Frontier()
    coming = list(signed)[::-1]
    begun = 0
    while tree.size < (signed[-1][0] if signed else 0):
        begin = tree.size
        batch = sealed_between(connection, begin, begin + AT_ONCE)
        for index, each in enumerate(batch, begin):
            if each.at != index:
                raise _Found("dropped", f"seal {index} is missing")
            _look_at(each, centre)
            tree.add(each.entry)
            while coming and coming[-1][0] == tree.size:
                _size, root = coming.pop()
                if root != tree.root():
                    raise _moved(begun, tree.size)
                begun = tree.size
        if tree.size - begin < min(AT_ONCE, signed[-1][0] - begin):
            raise _Found("dropped", f"seal {tree.size} is missing")
        report(tree.size, sealed)


def _look_at(seal: Sealed, centre: str | None) -> None:
    fact = seal.fact
    if fact is None:
        raise _Found("dropped", "the fact was sealed and is not there", seal.number)
    if (centre is None or fact.centre == centre) and fact.reckoned() != fact.leaf:
        what = "what it says is not what its leaf says" if fact.leaf else "it carries no leaf"
        raise _Found("changed", what, seal.number)
    if fact.entry() != seal.entry:
        raise _Found("changed", "its leaf or its place in a history is not as sealed", seal.number)


def _moved(begin: int, end: int) -> _Found:
    """Seals that fit their facts, but not the signed tree: exchanged, or made anew."""
    numbers = list(
        Seal.objects.filter(index__gte=begin, index__lt=end)
        .order_by("index")
        .values_list("fact", flat=True)
    )
    # The lasting order of facts rises on SQLite; elsewhere it may be broken rightly, too.
    turned = next((later for first, later in pairwise(numbers) if later < first), numbers[0])
    return _Found(
        "moved",
        f"among seals {begin} to {end - 1} facts were exchanged, or written anew with their"
        " seals; the first out of order",
        turned,
    )


def _inserted() -> None:
    """Facts with a number or a transaction that was sealed long ago, without a seal."""
    last = Checkpoint.objects.order_by("-size").first()
    if last is None:
        return
    window = between(START, last.mark)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select fact.id from evidence_fact fact where {window.condition} and not exists"
            " (select 1 from evidence_seal seal where seal.fact = fact.id)"
            f" order by {window.order} limit 1",
            window.params,
        )
        row = cursor.fetchone()
    if row is not None:
        raise _Found("inserted", "it stands among sealed facts without a seal", row[0])


def _waiting(centre: str | None) -> int:
    """How many facts are not sealed yet, their leaves being right."""
    after, count = 0, 0
    unsealed = "not exists (select 1 from evidence_seal seal where seal.fact = fact.id)"
    while batch := facts_where(
        connection,
        f"{unsealed} and fact.id > %s",
        [after],
        f"order by fact.id limit {AT_ONCE}",
    ):
        for fact in batch:
            if (centre is None or fact.centre == centre) and fact.reckoned() != fact.leaf:
                what = "what it says is not what its leaf says" if fact.leaf else "it has no leaf"
                raise _Found("changed", what, fact.number)
        count += len(batch)
        after = batch[-1].number
    return count


def _personal(centre: str | None) -> None:
    """Personal fields are those committed to, or erased."""
    kept = PersonalData.objects.filter(erased_at=None)
    promised = Fact.objects.exclude(commitment=None).filter(personal=None)
    if centre is not None:
        kept = kept.filter(fact__centre=centre)
        promised = promised.filter(centre=centre)
    if (gone := promised.order_by("pk").values_list("pk", flat=True).first()) is not None:
        raise _Found("personal", "its personal fields were dropped rather than erased", gone)
    rows = kept.order_by("fact_id").values_list("fact_id", "fact__commitment", "salt", "data")
    for number, committed, salt, data in rows.iterator():
        if bytes(committed or b"") != commitment(bytes(salt), json.loads(json.dumps(data))):
            raise _Found("personal", "its personal fields are not those committed to", number)
