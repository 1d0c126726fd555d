"""Imports stand at the top, name what they mean, and keep the pure folders pure.

That they point to the right only is held by the contracts of import-linter in pyproject.toml.
"""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.architecture.source import PACKAGE, ROOT, Module, imported, modules

PURE = ("standard", "worktime", "typesetting", "speech", "evidence/kinds.py")


def inner_imports(tree: ast.AST) -> list[int]:
    """The lines of the imports inside functions."""
    return [
        inner.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]


def knows_django(module: Module) -> bool:
    return any(name.split(".")[0] == "django" for name in imported(module.tree))


def test_an_import_inside_a_function_is_noticed() -> None:
    tree = ast.parse("import a\ndef f():\n    if a:\n        from b import c\n")
    assert inner_imports(tree) == [4]


def test_nothing_is_imported_inside_a_function() -> None:
    assert [
        f"{module.place}:{line}"
        for module in modules("servicehall", "benchmarks", "scripts", "tests")
        for line in inner_imports(module.tree)
    ] == []


def test_imports_give_the_full_name() -> None:
    assert [
        module.place
        for module in modules("servicehall", "benchmarks", "scripts", "tests")
        if any(name.startswith(".") for name in imported(module.tree))
    ] == []


def test_nothing_is_imported_by_star() -> None:
    assert [
        module.place
        for module in modules("servicehall", "benchmarks", "scripts", "tests")
        if any(name.endswith(".*") for name in imported(module.tree))
    ] == []


@pytest.mark.parametrize("place", PURE)
def test_the_pure_folders_know_no_django(place: str) -> None:
    pure = [
        module for module in modules("servicehall") if module.path.is_relative_to(PACKAGE / place)
    ]
    assert [module.place for module in pure if knows_django(module)] == []


def test_every_folder_has_its_place_in_the_line_of_imports() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (direction,) = (each for each in contracts["contracts"] if each["type"] == "layers")
    placed = {
        name.strip(" ()") for layer in direction["layers"] for name in layer.split("|")
    } | set(direction["exhaustive_ignores"])
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= placed


def test_nothing_outside_the_package_is_imported_by_it() -> None:
    assert [
        module.place
        for module in modules("servicehall")
        if {"tests", "benchmarks", "scripts"}
        & {name.split(".")[0] for name in imported(module.tree)}
    ] == []
