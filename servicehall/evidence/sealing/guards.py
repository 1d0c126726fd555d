"""Triggers by which the database itself denies to change what was recorded and sealed.

Whoever owns the database can drop them; that is why the record is sealed as well. Personal data
can be erased, and changed in no other way.

SQLite drops a table's triggers when a migration rebuilds it: such a migration raises them again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = ("evidence_fact", "evidence_factobject", "evidence_seal", "evidence_checkpoint")
"""Tables in which rows are written once."""
PERSONAL = "evidence_personaldata"
MESSAGE = "the record is written once"

_REFUSE = f"""
create or replace function evidence_refuse() returns trigger language plpgsql as $$
begin
    raise exception '{MESSAGE}: % of %', lower(tg_op), tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$
"""
_ONLY_ERASED = (
    "new.erased_at is null or new.fact_id <> old.fact_id"
    " or (cast(new.data as text) <> '{}' and cast(new.data as text) <> cast(old.data as text))"
)


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers there; those that are there already are made anew."""
    drop_guards(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, such as before a migration that changes old rows."""
    with connection.cursor() as cursor:
        for name, table in guards_of(connection.vendor):
            on = f" on {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists {name}{on}")


def guards_of(vendor: str) -> list[tuple[str, str]]:
    """The triggers that there are to be, each with its table."""
    verbs = ("update", "delete") + (("truncate",) if vendor == "postgresql" else ())
    return [(f"{table}_{verb}", table) for table in (*KEPT, PERSONAL) for verb in verbs]


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there or are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select tgname from pg_trigger join pg_class c on c.oid = tgrelid"
                " where tgenabled in ('O', 'A') and pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("select name from sqlite_master where type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return [name for name, _table in guards_of(connection.vendor) if name not in there]


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield _REFUSE
    for name, table in guards_of(vendor):
        verb = name.removeprefix(f"{table}_")
        only = f" when ({_ONLY_ERASED})" if (table, verb) == (PERSONAL, "update") else ""
        if vendor == "postgresql":
            each = "statement" if verb == "truncate" else "row"
            yield (
                f"create trigger {name} before {verb} on {table} for each {each}{only}"
                " execute function evidence_refuse()"
            )
        else:
            yield (
                f"create trigger {name} before {verb} on {table}{only} begin"
                f" select raise(abort, '{MESSAGE}: {verb} of {table}'); end"
            )
