"""What every page of a centre refuses before it looks at anything."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/testhall/standard/clauses/%00/", 404),
        ("/testhall/?q=%00", 400),
        ("/testhall/kiosk/?language=ko&q=a%00b", 400),
    ],
)
def test_text_that_no_database_holds_is_refused(
    world: World, client: Client, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_a_form_with_a_nul_character_is_refused(world: World, client: Client) -> None:
    answer = client.post("/testhall/kiosk/take/", {"service": "reg\0ister", "language": "ko"})
    assert answer.status_code == 400
