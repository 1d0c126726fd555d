"""Writing the record: one action, one transaction, the change and its fact together."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from servicehall.evidence.importing.facts import ImportedFact
from servicehall.evidence.kinds import WrongData, kind_of
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.evidence.sealing.leaves import commitment, leaf, line, moment, new_salt

_one_writer = threading.RLock()
_command: ContextVar[str | None] = ContextVar("command", default=None)


class Refused(Exception):
    """An action that the rules do not allow; ``code`` names the rule, ``about`` its details."""

    def __init__(self, code: str, /, **about: object) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


class Noun(Protocol):
    """A row that facts concern: its object type, and the reference that names it in facts."""

    OBJECT: str
    reference: Any
    objects: Any


P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def writing() -> Iterator[None]:
    """One transaction; on SQLite also the process's only writer.

    SQLite lets waiting writers overtake one another, so that some wait for seconds; a lock
    in the process makes them queue.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _one_writer, transaction.atomic():
        yield


def action(noun: type[models.Model]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function an action that returns a row of ``noun``.

    It runs in one transaction. Called with a ``key`` that an earlier call of any action used,
    it changes nothing and returns the row that the earlier call concerned.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            key = cast("str | None", kwargs.get("key"))
            if key is None:
                with writing():
                    return function(*args, **kwargs)
            token = _command.set(key)
            try:
                with writing():
                    return function(*args, **kwargs)
            except (Refused, IntegrityError):
                # A repeated command is refused by the rules, since its change is there, or by
                # its fact, whose key is unique; either way nothing of it is kept. So the usual
                # command, which comes once, asks for nothing beforehand.
                earlier = Fact.objects.filter(command=key).first()
                if earlier is None:
                    raise
                return cast(R, _concerned(earlier, noun))
            finally:
                _command.reset(token)

        return run

    return decorate


def _concerned(fact: Fact, noun: type[models.Model]) -> models.Model:
    named = cast("type[Noun]", noun)
    types = getattr(named, "OBJECTS", (named.OBJECT,))
    place = FactObject.objects.filter(fact=fact, object_type__in=types).first()
    if place is None:
        raise Refused("key_used_elsewhere")
    row: models.Model = named.objects.get(
        reference=place.object_id, **({"centre__code": fact.centre} if fact.centre else {})
    )
    return row


def erase_personal(rows: models.QuerySet[PersonalData], *, at: datetime) -> int:
    """Erase the personal fields of facts, and with them the salt of what the seal holds; how many.

    The facts and their seals stay as they are.
    """
    kept = PersonalData.objects.filter(pk__in=rows.filter(erased_at=None).values("pk"))
    return kept.update(data={}, salt=b"", erased_at=at)


def record(
    kind: str,
    *,
    at: datetime,
    centre: str,
    objects: Mapping[str, str],
    unit: str = "",
    counter: str = "",
    staff: str = "",
    recorder: str = "",
    personal: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Fact:
    """Write one fact in the caller's transaction and return it.

    ``at`` is when it happened, with a zone. ``objects`` maps object types to references.
    ``data`` holds the kind's fields; what is personal comes in ``personal`` and is kept apart.
    Raises ``UnknownKind`` for an undeclared kind, ``WrongData`` for data that does not fit it,
    ``TransactionManagementError`` outside a transaction.
    """
    declared = kind_of(kind)
    given = dict(data or {})
    declared.check(objects, given)
    if at.tzinfo is None:
        raise WrongData(f"{kind}: the time has no zone")
    if unknown := [name for name in personal or {} if name not in declared.personal]:
        raise WrongData(f"{kind}: {unknown[0]!r} is not declared as personal")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a fact is written within its change")
    fact = Fact(
        kind=kind,
        happened=at,
        recorded=timezone.now(),
        centre=centre,
        unit=unit,
        counter=counter,
        staff=staff,
        recorder=recorder,
        data=given,
        command=_command.get(),
    )
    _command.set(None)
    salt = _commit(fact, personal)
    fact.leaf = _leaf(fact, objects.items())
    _write(fact, objects)
    if personal:
        PersonalData.objects.create(fact=fact, data=dict(personal), salt=salt)
    return fact


def _commit(fact: Fact, personal: Mapping[str, str] | None) -> bytes:
    """Have the fact commit to its personal fields, if any; the salt."""
    if not personal:
        return b""
    salt = new_salt()
    fact.commitment = commitment(salt, personal)
    return salt


def _leaf(fact: Fact, objects: Iterable[tuple[str, str]]) -> bytes:
    return leaf(
        line(
            kind=fact.kind,
            happened=moment(fact.happened),
            recorded=moment(fact.recorded),
            centre=fact.centre,
            unit=fact.unit,
            counter=fact.counter,
            staff=fact.staff,
            recorder=fact.recorder,
            command=fact.command,
            source=fact.source,
            objects=objects,
            data=json.dumps(fact.data),
            commitment=bytes(fact.commitment) if fact.commitment else None,
        )
    )


def record_imported(*, centre: str, facts: Sequence[ImportedFact], recorder: str) -> int:
    """Write facts that another system's log tells, in the caller's transaction; how many.

    They take the next numbers in their objects' histories in the order given. Raises
    ``WrongData`` for data that does not fit its kind, and ``IntegrityError`` where the record
    has a fact of the same source already: leave such facts out.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a fact is written within its change")
    for each in facts:
        kind_of(each.kind).check({each.object_type: each.object_id}, each.data)
    now = timezone.now()
    unwritten = [
        Fact(
            kind=each.kind,
            happened=each.at,
            recorded=now,
            centre=centre,
            unit=each.unit,
            staff=each.staff,
            recorder=recorder,
            data=dict(each.data),
            source=each.source,
        )
        for each in facts
    ]
    salts = [_commit(fact, each.personal) for fact, each in zip(unwritten, facts, strict=True)]
    for fact, each in zip(unwritten, facts, strict=True):
        fact.leaf = _leaf(fact, [(each.object_type, each.object_id)])
    written = Fact.objects.bulk_create(unwritten)
    last: dict[tuple[str, str], int] = {}
    for object_type in {each.object_type for each in facts}:
        numbers = FactObject.objects.filter(
            centre=centre,
            object_type=object_type,
            object_id__in={each.object_id for each in facts if each.object_type == object_type},
        )
        for object_id, seq in numbers.values_list("object_id").annotate(models.Max("seq")):
            last[object_type, object_id] = seq
    places: list[FactObject] = []
    for fact, each in zip(written, facts, strict=True):
        place = each.object_type, each.object_id
        last[place] = last.get(place, 0) + 1
        places.append(
            FactObject(
                fact=fact,
                centre=centre,
                object_type=each.object_type,
                object_id=each.object_id,
                seq=last[place],
            )
        )
    FactObject.objects.bulk_create(places)
    PersonalData.objects.bulk_create(
        PersonalData(fact=fact, data=dict(each.personal), salt=salt)
        for fact, each, salt in zip(written, facts, salts, strict=True)
        if each.personal
    )
    _announce(centre, sorted({each.kind for each in facts}))
    return len(written)


_FACT = """
insert into evidence_fact
(kind, happened, recorded, centre, unit, counter, staff, recorder, data, command,
commitment, leaf)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id
"""
_PLACE = """
select %s, %s, %s, coalesce(max(seq), 0) + 1 from evidence_factobject
where centre = %s and object_type = %s and object_id = %s
"""
_PLACED = "insert into evidence_factobject (centre, object_type, object_id, seq, fact_id)"


def _write(fact: Fact, objects: Mapping[str, str]) -> None:
    """Write the fact, give it the next number in the history of each object that it concerns,
    and on commit tell the live pages its kind.

    Every action ends here, so it is in SQL: one statement on PostgreSQL, two on SQLite, which
    has no changes within a query.
    """
    ops = connection.ops
    values: list[Any] = [
        fact.kind,
        ops.adapt_datetimefield_value(fact.happened),
        ops.adapt_datetimefield_value(fact.recorded),
        fact.centre,
        fact.unit,
        fact.counter,
        fact.staff,
        fact.recorder,
        ops.adapt_json_value(fact.data, None),
        fact.command,
        fact.commitment,
        fact.leaf,
    ]
    places = " union all ".join([_PLACE] * len(objects))
    placed: list[Any] = []
    for object_type, object_id in objects.items():
        placed += [fact.centre, object_type, object_id] * 2
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"with fact as ({_FACT}), placed as ({_PLACED}"
                f" select place.*, fact.id from ({places}) as place, fact),"
                " told as (select pg_notify('facts', %s))"
                " select fact.id from fact, told",
                [*values, *placed, f"{fact.centre} {fact.kind}"],
            )
            (fact.pk,) = cursor.fetchone()
        else:
            cursor.execute(_FACT, values)
            (fact.pk,) = cursor.fetchone()
            cursor.execute(
                f"{_PLACED} select place.*, %s from ({places}) as place", [fact.pk, *placed]
            )
    fact._state.adding = False
    fact._state.db = connection.alias


def _announce(centre: str, kinds: Sequence[str]) -> None:
    """Tell the live pages, on commit, that facts of these kinds are there; names only."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify('facts', %s)", [f"{centre} {' '.join(kinds)}"])
