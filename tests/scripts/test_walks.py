"""Every role of the demonstration is walked when pictures are taken."""

from __future__ import annotations

from scripts.walks import WALKS
from servicehall.demonstration.cast import ROLES


def test_every_role_has_its_walk() -> None:
    assert list(WALKS) == [role.code for role in ROLES]
