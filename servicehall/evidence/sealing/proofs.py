"""A proof for one fact: that it stands in the sealed record, to be checked without the record."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from servicehall.evidence.models import Seal
from servicehall.evidence.sealing.leaves import entry, leaf
from servicehall.evidence.sealing.merkle import inclusion_proof, leaf_hash, root_by_proof
from servicehall.evidence.sealing.notes import BadNote, Note, read
from servicehall.evidence.sealing.reading import sealed_between
from servicehall.evidence.sealing.sealer import last_checkpoint

FORM = "servicehall-proof/1"


class NotProven(Exception):
    """There is no proof, or it does not hold; the message says why."""


@dataclass(frozen=True)
class Proven:
    """A fact's line, and the checkpoint under which it stands."""

    number: int
    line: str
    note: Note


def proof(number: int) -> dict[str, Any]:
    """The proof for a fact under the last checkpoint; raises ``NotProven``."""
    checkpoint = last_checkpoint()
    seal = Seal.objects.filter(fact=number).first()
    if checkpoint is None or seal is None or seal.index >= checkpoint.size:
        raise NotProven(f"fact {number} is not sealed, or there is none")
    (found,) = sealed_between(connection, seal.index, seal.index + 1)
    if found.fact is None:
        raise NotProven(f"fact {number} was sealed and is not there")
    leaves = [
        bytes(each)
        for each in Seal.objects.filter(index__lt=checkpoint.size)
        .order_by("index")
        .values_list("entry", flat=True)
    ]
    path = inclusion_proof(leaves, seal.index)
    return {
        "form": FORM,
        "fact": number,
        "line": found.fact.line().decode("ascii"),
        "places": sorted([place[0], place[2]] for place in found.fact.places),
        "index": seal.index,
        "path": [b64encode(each).decode() for each in path],
        "checkpoint": checkpoint.note,
    }


def check(told: Mapping[str, Any], key: Ed25519PublicKey) -> Proven:
    """What a proof proves under that key, without a database.

    Raises ``NotProven`` where it does not hold, ``ValueError`` for what is no proof.
    """
    try:
        if told["form"] != FORM:
            raise ValueError(f"a proof of the form {told['form']!r}")
        number, index, line = int(told["fact"]), int(told["index"]), str(told["line"])
        places = [(str(object_type), int(seq)) for object_type, seq in told["places"]]
        path = [b64decode(each, validate=True) for each in told["path"]]
        text = str(told["checkpoint"])
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError(f"no proof: {error!r}") from None
    try:
        note = read(text, key)
    except BadNote as error:
        raise NotProven(f"the checkpoint: {error}") from None
    found = leaf_hash(entry(number, leaf(line.encode()), places))
    if root_by_proof(found, index, note.size, path) != note.root:
        raise NotProven("the path does not lead from this fact to the signed root")
    return Proven(number, line, note)
