"""Questions that are asked, and changes that are made, with every step, put into SQL once.

Django writes the SQL of a query set anew each time it is asked, which for the joins of a page
costs more than the database needs to answer. A prepared question is a query set like any other,
with ``Given`` in place of what differs from one time to the next; its SQL is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import connection, models
from django.db.models import Expression, Field, IntegerField, QuerySet
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

LARGEST = 2**63 - 1
"""The largest number that a row can hold."""

# The published types are those of a later Django, which asks for one thing more.
_populators: Callable[..., list[RelatedPopulator]] = get_related_populators

M = TypeVar("M", bound=models.Model)


class Given(Expression):
    """Stands in a prepared question for a value that is given when it is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or IntegerField())
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """A placeholder, with itself as the value that belongs there."""
        return "%s", [self]

    def adapted(self, value: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class _Compiled(NamedTuple):
    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler
    converters: dict[int, Any]
    names: Sequence[str]
    populators: Sequence[RelatedPopulator]
    """They fill in the rows that are joined."""


class Prepared(Generic[M]):
    """A question that is put into SQL the first time it is asked, on each kind of database."""

    def __init__(self, question: Callable[[], QuerySet[M]]) -> None:
        self._question = question
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **given: Any) -> list[M]:
        """The rows for these values, which are named as the question names them."""
        if any(isinstance(each, int) and abs(each) > LARGEST for each in given.values()):
            # Databases refuse such a number; a query set knows as well that no row has it.
            return []
        kept = self._compiled.get(connection.vendor) or self._compile()
        params = [
            each.adapted(given[each.name]) if isinstance(each, Given) else each
            for each in kept.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(kept.sql, params)
            rows: Any = cursor.fetchall()
        if kept.converters:
            rows = kept.compiler.apply_converters(rows, kept.converters)
        model = cast("type[M]", kept.compiler.query.model)
        found = []
        for row in rows:
            instance = model.from_db(connection.alias, kept.names, row[: len(kept.names)])
            for populator in kept.populators:
                populator.populate(row, instance)
            found.append(instance)
        return found

    def first(self, **given: Any) -> M | None:
        """The first row for these values; None where there is none."""
        return next(iter(self.all(**given)), None)

    def _compile(self) -> _Compiled:
        compiler = self._question().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        about = cast("dict[str, Any]", compiler.klass_info)
        # A model's own fields stand first, those of the rows joined to it behind them.
        own = cast("list[Any]", compiler.select)[: len(about["select_fields"])]
        self._compiled[connection.vendor] = kept = _Compiled(
            sql,
            params,
            compiler,
            compiler.get_converters([each[0] for each in compiler.select or []]),
            [each[0].target.attname for each in own],
            _populators(about, compiler.select, connection.alias),
        )
        return kept


def prepared(question: Callable[[], QuerySet[M]]) -> Prepared[M]:
    """Make a function without arguments, which returns a query set, a prepared question."""
    return Prepared(question)


def insert(row: models.Model) -> None:
    """Write a new row, as its ``save`` would, and give it its number."""
    model = type(row)
    fields = _written(model)
    with connection.cursor() as cursor:
        cursor.execute(
            _insertion(model),
            [each.get_db_prep_save(each.pre_save(row, True), connection) for each in fields],
        )
        (row.pk,) = cursor.fetchone()
    row._state.adding = False
    row._state.db = connection.alias


def update(
    model: type[models.Model], *, where: Mapping[str, object], change: Mapping[str, object]
) -> int:
    """Change the rows whose fields have exactly these values; how many there were.

    Values are those of the fields, a row or its number for a foreign key, None for null.
    """
    given = [_stored(model, name, value) for name, value in change.items()]
    given += [_stored(model, name, value) for name, value in where.items() if value is not None]
    sql = _update(model, tuple(change), tuple((name, where[name] is None) for name in where))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        changed: int = cursor.rowcount
    return changed


def _stored(model: type[models.Model], name: str, value: object) -> Any:
    plain = value.pk if isinstance(value, models.Model) else value
    return _field(model, name).get_db_prep_save(plain, connection)


@cache
def _field(model: type[models.Model], name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(name))


@cache
def _written(model: type[models.Model]) -> list[Field[Any, Any]]:
    return [each for each in model._meta.concrete_fields if not each.primary_key]


@cache
def _insertion(model: type[models.Model]) -> str:
    columns = [str(each.column) for each in _written(model)]
    marks = ", ".join(["%s"] * len(columns))
    about = model._meta
    return (
        f"insert into {about.db_table} ({', '.join(columns)}) values ({marks})"
        f" returning {cast('Any', about.pk).column}"
    )


@cache
def _update(
    model: type[models.Model], change: tuple[str, ...], where: tuple[tuple[str, bool], ...]
) -> str:
    changes = ", ".join(f"{_field(model, name).column} = %s" for name in change)
    conditions = " and ".join(
        f"{_field(model, name).column} {'is null' if empty else '= %s'}" for name, empty in where
    )
    return f"update {model._meta.db_table} set {changes} where {conditions}"
