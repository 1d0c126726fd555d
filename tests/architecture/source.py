"""The source as the architecture tests read it: parsed, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "servicehall"
DOMAIN = (
    "evidence",
    "checks",
    "hall",
    "catalogue",
    "reception",
    "cases",
    "voices",
    "inspections",
    "findings",
    "appraisal",
)
"""The folders with models, actions and queries; some may not exist yet."""


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, and its syntax tree."""

    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        """Its path from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    def walk(self) -> Iterator[ast.AST]:
        """Every node of its tree."""
        return ast.walk(self.tree)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files below these folders of the repository; migrations are left out."""
    return tuple(
        Module(path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    )


def of_kind(kind: str) -> list[Module]:
    """The modules ``kind.py`` of the domain folders, or the modules of a folder ``kind/``."""
    return [
        module
        for module in modules("servicehall")
        if (parts := module.path.relative_to(PACKAGE).with_suffix("").parts)[0] in DOMAIN
        and kind in parts[1:]
    ]


def imported(tree: ast.AST) -> set[str]:
    """The full names that a tree imports, each both as module and as module with name."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            names.add(source)
            names.update(f"{source}.{alias.name}" for alias in node.names)
    return names
