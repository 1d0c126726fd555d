"""The fixtures that bring on the cast."""

from __future__ import annotations

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """The small hall with its cast; nobody is on duty yet."""
    return make_world()
