"""The sealer: gives committed facts their places in the tree, and signs how it stands."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from servicehall.evidence.actions import writing
from servicehall.evidence.committed import START, between
from servicehall.evidence.models import Checkpoint, Seal
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.merkle import Frontier
from servicehall.evidence.sealing.notes import BadNote, Note, read
from servicehall.evidence.sealing.reading import facts_where

AT_ONCE = 5000
"""Facts sealed in one transaction, during which on SQLite nobody else writes."""
_LOCK = 0x5EA1
"""Of several sealers on PostgreSQL one works."""


class BrokenSeal(Exception):
    """What was sealed last does not fit its signature: nothing is sealed on top of it."""


def last_checkpoint() -> Checkpoint | None:
    """The checkpoint over most facts; None before the first."""
    return Checkpoint.objects.order_by("-size").first()


def seal_all(
    *, at: datetime, more: Callable[[int], bool] = lambda sealed: True
) -> Checkpoint | None:
    """Seal whatever is committed, publish, and return the last checkpoint made; None for none.

    ``more`` is told how many are sealed, and says after each transaction whether to go on.
    Raises ``BrokenSeal``.
    """
    key = signing_key()
    made: Checkpoint | None = None
    while (following := seal_some(at=at, key=key)) is not None:
        made = following
        if not more(made.size):
            break
    if made is not None:
        publish(made)
    return made


def seal_some(*, at: datetime, key: Ed25519PrivateKey) -> Checkpoint | None:
    """Seal up to ``AT_ONCE`` facts in one transaction; None where there is nothing to seal."""
    with writing():
        if not _alone():
            return None
        last = last_checkpoint()
        tree = _tree_of(last, key)
        window = between(last.mark if last else START)
        fresh = facts_where(
            connection,
            f"{window.condition}"
            " and not exists (select 1 from evidence_seal seal where seal.fact = fact.id)",
            window.params,
            f"order by {window.order} limit {AT_ONCE}",
        )
        if not fresh:
            return None
        seals = []
        for fact in fresh:
            entry = fact.entry()
            seals.append(Seal(index=tree.size, fact=fact.number, entry=entry))
            tree.add(entry)
        Seal.objects.bulk_create(seals)
        # Of a window that was not read to its end the rest comes next.
        whole = len(fresh) < AT_ONCE
        note = Note(settings.SEAL_ORIGIN, tree.size, tree.root(), at)
        return Checkpoint.objects.create(
            size=tree.size,
            mark=window.until if whole else window.cut_after(fresh[-1].number),
            nodes=b"".join(tree.nodes),
            note=note.sign(key),
            made_at=at,
        )


def publish(checkpoint: Checkpoint, folder: str | None = None) -> Path | None:
    """Write the checkpoint to the folder of the settings, if any: one file a day, and the last.

    The folder should lie where whoever rules the database can't write.
    """
    where = settings.CHECKPOINTS if folder is None else folder
    if not where:
        return None
    place = Path(where)
    place.mkdir(parents=True, exist_ok=True)
    for name in (f"{checkpoint.made_at:%Y-%m-%d}.txt", "latest.txt"):
        made = place / f".{name}.{os.getpid()}"
        made.write_text(checkpoint.note)
        made.replace(place / name)
    return place / "latest.txt"


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        (mine,) = cursor.fetchone()
    return bool(mine)


def _tree_of(last: Checkpoint | None, key: Ed25519PrivateKey) -> Frontier:
    """The tree to go on with, once it is what was signed."""
    if last is None:
        if Seal.objects.exists():
            raise BrokenSeal("there are seals, but no checkpoint")
        return Frontier()
    nodes = bytes(last.nodes)
    try:
        tree = Frontier(last.size, [nodes[at : at + 32] for at in range(0, len(nodes), 32)])
        note = read(last.note, key.public_key())
    except (BadNote, ValueError) as error:
        raise BrokenSeal(f"checkpoint at {last.size}: {error}") from None
    if (note.size, note.root) != (tree.size, tree.root()):
        raise BrokenSeal(f"checkpoint at {last.size}: the tree is not the one signed")
    return tree
