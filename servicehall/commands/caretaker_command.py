"""Do what the hall does by itself, in a process of its own, until interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from django.db import connection
from django.utils import timezone

from servicehall.commands import BadInput
from servicehall.commands.caretaker import DUTIES, Caretaker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--once", action="store_true", help="do every duty that is due once, then end"
    )


def run(options: argparse.Namespace) -> int:
    if connection.vendor == "sqlite" and not options.once:
        raise BadInput(
            "with SQLite one process writes: let 'servicehall serve' do this, which it does by"
            " itself; a process of its own needs PostgreSQL (DATABASE_URL)"
        )
    # Fails with a word on what to do where the tables are not there.
    connection.ensure_connection()
    caretaker = Caretaker()
    if options.once:
        caretaker.look(timezone.now())
        return 0
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    caretaker.start()
    names = ", ".join(duty.name for duty in DUTIES)
    print(f"servicehall: the caretaker is at work: {names}", file=sys.stderr, flush=True)
    ended.wait()
    caretaker.stop()
    return 0
