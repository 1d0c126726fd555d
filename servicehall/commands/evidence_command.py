"""Seal the record, prove it, and prove one fact of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from servicehall.commands import BadInput
from servicehall.commands.choosing import centre_argument, chosen_centres
from servicehall.commands.progress import progress_bar
from servicehall.evidence.models import Fact
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.notes import (
    BadNote,
    Note,
    fingerprint,
    public_text,
    read,
    read_public,
)
from servicehall.evidence.sealing.proofs import NotProven, check, proof
from servicehall.evidence.sealing.sealer import BrokenSeal, last_checkpoint, seal_all
from servicehall.evidence.sealing.verifying import Verified, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("seal", help="seal what is committed, and print the checkpoint")
    verbs.add_parser("key", help="print the public key that checkpoints are checked with")
    verifying = verbs.add_parser("verify", help="prove the whole record; status 1 where broken")
    centre_argument(verifying)
    verifying.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint kept elsewhere, from which the record has to go on; may be given again",
    )
    _key_argument(verifying, "the hall's own where left out")
    proving = verbs.add_parser("proof", help="print the proof for one fact as JSON")
    proving.add_argument("fact", type=int, metavar="FACT_ID")
    checking = verbs.add_parser("check", help="check a proof without a database")
    checking.add_argument("proof", type=Path, metavar="FILE")
    _key_argument(checking, "as 'servicehall evidence key' prints it", required=True)


def _key_argument(parser: argparse.ArgumentParser, told: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--key", metavar="PUB", required=required, help=f"the public key, or a file of it; {told}"
    )


def run(options: argparse.Namespace) -> int:
    try:
        match options.verb:
            case "seal":
                return _seal()
            case "key":
                print(public_text(signing_key().public_key()))
                return 0
            case "verify":
                return _verify(options)
            case "proof":
                print(json.dumps(proof(options.fact), indent=1))
                return 0
            case _:
                return _check(options)
    except (BadNote, NotProven) as error:
        raise BadInput(str(error)) from None


def _seal() -> int:
    try:
        with progress_bar() as report:
            total = Fact.objects.count()

            def more(sealed: int) -> bool:
                report("sealed", min(sealed, total), total)
                return True

            made = seal_all(at=timezone.now(), more=more) or last_checkpoint()
    except BrokenSeal as broken:
        print(f"servicehall: nothing is sealed on a broken record: {broken}", file=sys.stderr)
        return 1
    print(made.note if made else "nothing to seal yet", end="" if made else "\n")
    return 0


def _verify(options: argparse.Namespace) -> int:
    key = _key(options.key)
    older = [_kept(path, key) for path in options.checkpoint]
    if options.centre is not None:
        chosen_centres(options.centre)
    with progress_bar() as report:
        found = verify(
            key=key,
            centre=options.centre,
            older=older,
            report=lambda done, total: report("proven", done, total),
        )
    print(_told(found, key))
    return 1 if found.fault else 0


def _told(found: Verified, key: Ed25519PublicKey) -> str:
    if fault := found.fault:
        where = f"fact {fault.fact}: " if fault.fact is not None else ""
        return f"broken: {where}{fault.code}: {fault.what}"
    return (
        f"whole: {found.sealed} facts sealed under {found.checkpoints} checkpoints"
        f" by the key {fingerprint(key)}; {found.waiting} not sealed yet"
    )


def _check(options: argparse.Namespace) -> int:
    key = _key(options.key)
    try:
        told = json.loads(_text(options.proof))
        proven = check(told, key)
    except NotProven as failure:
        print(f"not proven: {failure}")
        return 1
    except ValueError as error:
        raise BadInput(f"{options.proof}: {error}") from None
    print(f"proven: fact {proven.number} is among the {proven.note.size} facts sealed by")
    print(f"{proven.note.origin} at {proven.note.signed_at:%Y-%m-%d %H:%M:%S} UTC:")
    print(proven.line)
    return 0


def _key(given: str | None) -> Ed25519PublicKey:
    if given is None:
        return signing_key().public_key()
    path = Path(given)
    return read_public(_text(path) if path.is_file() else given)


def _kept(path: Path, key: Ed25519PublicKey) -> Note:
    try:
        return read(_text(path), key)
    except BadNote as error:
        raise BadInput(f"{path}: {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read: {error}") from None
