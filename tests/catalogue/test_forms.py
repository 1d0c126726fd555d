"""What may be said of a service item."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from servicehall.catalogue.forms import ItemForm
from tests.world import item, names


@pytest.mark.parametrize(
    ("promised", "statutory"),
    [("3 days", "3 days"), ("immediate", "3 hours"), ("8 hours", "1 day"), ("immediate", "1 day")],
)
def test_the_promise_may_be_as_long_as_the_law_allows(promised: str, statutory: str) -> None:
    form = item("civil", "permit", promised_limit=promised, statutory_limit=statutory)
    assert form.promised_limit == promised


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"promised_limit": "6 days"}, "longer than the statutory one"),
        ({"promised_limit": "9 hours", "statutory_limit": "1 day"}, "longer than the statutory"),
        ({"promised_limit": "soon"}, "a limit is"),
        ({"promised_limit": "0 days"}, "a limit is"),
        ({"statutory_limit": "-1 days"}, "a limit is"),
        ({"legal_basis": []}, "at least 1 item"),
        ({"fee": -1}, "greater than or equal to 0"),
        ({"case_class": "fast"}, "'immediate', 'dated' or 'joint'"),
        ({"next_unit": ""}, "match pattern"),
        ({"names": {"fr": "permis"}}, "'zh', 'ko' or 'en'"),
        ({"daily_quota": -1}, "greater than or equal to 0"),
        ({"hours": {"mon": "nine"}}, "nine"),
        ({"hours": {"mon": "18:00-09:00"}}, "18:00-09:00"),
        ({"hours": {"today": "09:00-18:00"}}, "'mon', 'tue'"),
        ({"colour": "blue"}, "Extra inputs are not permitted"),
        (
            {"materials": [{"code": "a", "names": names("a")}] * 2},
            "a material comes twice",
        ),
        ({"materials": [{"code": "a", "names": {}, "copies": 0}]}, "greater than or equal to 1"),
        ({"materials": [{"code": "a", "names": {}, "form": "fax"}]}, "'original', 'copy'"),
    ],
)
def test_an_item_that_makes_no_sense_is_an_error_that_says_what(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        item("civil", "permit", **change)


@pytest.mark.parametrize(("unit", "code"), [("civil", "Über"), ("civil", "a b"), ("", "permit")])
def test_codes_are_plain_words(unit: str, code: str) -> None:
    with pytest.raises(ValidationError, match="match pattern"):
        item(unit, code)


def test_a_form_is_not_changed_once_it_is_filled_in() -> None:
    form: ItemForm = item("civil", "permit")
    with pytest.raises(ValidationError, match="frozen"):
        form.fee = 5  # type: ignore[misc]
