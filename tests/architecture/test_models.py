"""A row is changed by actions alone: nothing happens behind a save."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import Module, imported, modules

HOOKS = frozenset({"save", "delete", "save_base", "asave", "adelete", "refresh_from_db", "from_db"})


def overridden(tree: ast.AST) -> list[str]:
    """The classes of a tree that put something of their own behind saving or loading a row."""
    return [
        f"{node.name}.{inner.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner.name in HOOKS
    ]


def uses_signals(tree: ast.AST) -> bool:
    return any(
        name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
        or name.endswith(".signals")
        for name in imported(tree)
    )


@pytest.fixture(scope="module")
def source() -> tuple[Module, ...]:
    return modules("servicehall")


def test_an_overridden_save_is_noticed() -> None:
    tree = ast.parse("class Visit(Model):\n    def save(self): ...\n    def show(self): ...\n")
    assert overridden(tree) == ["Visit.save"]


def test_saving_and_loading_a_row_is_left_as_django_has_it(source: tuple[Module, ...]) -> None:
    assert [
        f"{module.place}: {name}" for module in source for name in overridden(module.tree)
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.dispatch import receiver",
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "import django.dispatch",
        "from django.contrib.auth.signals import user_logged_in",
    ],
)
def test_a_signal_is_noticed(line: str) -> None:
    assert uses_signals(ast.parse(line))


def test_there_are_no_signals(source: tuple[Module, ...]) -> None:
    assert [module.place for module in source if uses_signals(module.tree)] == []


def test_there_are_no_generic_relations(source: tuple[Module, ...]) -> None:
    assert [
        module.place
        for module in source
        if any("contenttypes" in name for name in imported(module.tree))
    ] == []


def test_models_know_no_actions_or_queries(source: tuple[Module, ...]) -> None:
    assert [
        module.place
        for module in source
        if "models" in module.path.with_suffix("").parts
        and any({"actions", "queries"} & set(name.split(".")) for name in imported(module.tree))
    ] == []
