"""One part of what ``benchmarks.sealing`` measures: ``python -m benchmarks._sealed PART``.

``prepare``; ``empty``; ``write plain|sealed BEGIN SECONDS NUMBER`` and ``seal BEGIN SECONDS``,
which begin at that second of the clock, so that all begin at once; ``fill COUNT``; ``prove``.
Prints one JSON value.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from servicehall.evidence import actions
from servicehall.evidence.actions import record, record_imported, writing
from servicehall.evidence.importing.facts import ImportedFact
from servicehall.evidence.models import Fact
from servicehall.evidence.sealing.guards import drop_guards, raise_guards
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.sealer import seal_all
from servicehall.evidence.sealing.verifying import verify

TABLES = (
    "evidence_fact, evidence_factobject, evidence_personaldata, evidence_seal, evidence_checkpoint"
)


def empty() -> int:
    """Begin with an empty record."""
    drop_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {TABLES} restart identity cascade")
    raise_guards(connection)
    return 0


def write(how: str, begin: float, seconds: int, number: int) -> int:
    """Record facts one a transaction; how many."""
    if how == "plain":
        actions._leaf = lambda fact, objects: None  # type: ignore[assignment, return-value]
    Fact.objects.exists()
    time.sleep(max(0.0, begin - time.time()))
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        with writing():
            record(
                "ticket.called",
                at=timezone.now(),
                centre="testhall",
                objects={"visit": f"{how}-{os.getpid()}-{number}-{count}"},
                unit="civil",
                counter="1",
                staff="clerk",
                recorder="clerk",
                data={"waited_minutes": 12.5, "passed_over": 0},
            )
        count += 1
    return count


def seal(begin: float, seconds: int) -> int:
    """Seal as the caretaker would, more often."""
    signing_key()
    time.sleep(max(0.0, begin - time.time()))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seal_all(at=timezone.now(), more=lambda sealed: time.monotonic() < until)
        time.sleep(1)
    return 0


def fill(count: int) -> dict[str, int]:
    """Import facts until there are so many, and seal them all."""
    now = timezone.now()
    for begin in range(0, count, 5000):
        with writing():
            record_imported(
                centre="testhall",
                recorder="import",
                facts=[
                    ImportedFact(
                        kind="ticket.called",
                        at=now + timedelta(seconds=each),
                        object_type="visit",
                        object_id=f"filled-{each}",
                        unit="civil",
                        staff="clerk",
                        data={"waited_minutes": 12.5, "passed_over": 0},
                        personal={},
                        source=f"filled {each}",
                        line=each,
                    )
                    for each in range(begin, begin + 5000)
                ],
            )
    began = time.monotonic()
    seal_all(at=now)
    print(f"  sealed in {time.monotonic() - began:.1f} s", file=sys.stderr)
    return {"filled": count}


def prove() -> dict[str, float]:
    """Prove the record; how many facts in how many seconds."""
    began = time.monotonic()
    found = verify(key=signing_key().public_key())
    took = time.monotonic() - began
    if found.fault:
        raise RuntimeError(f"{found.fault}")
    return {"sealed": found.sealed, "seconds": took}


def main(words: list[str]) -> None:
    """Do the part that is named."""
    match words:
        case ["prepare"]:
            call_command("migrate", verbosity=0)
            told: object = {}
        case ["empty"]:
            told = empty()
        case ["write", how, begin, seconds, number]:
            told = write(how, float(begin), int(seconds), int(number))
        case ["seal", begin, seconds]:
            told = seal(float(begin), int(seconds))
        case ["fill", count]:
            told = fill(int(count))
        case ["prove"]:
            told = prove()
        case _:
            raise SystemExit(f"no such part: {words}")
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
