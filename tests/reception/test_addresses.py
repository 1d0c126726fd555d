"""What is an address in which jurisdiction, however it is written."""

from __future__ import annotations

import pytest

from servicehall.reception.addresses import NoAddress, email_address, masked, mobile_number


@pytest.mark.parametrize(
    ("given", "jurisdiction", "number"),
    [
        ("010-1234-5678", "KR", "+821012345678"),
        (" 010 1234 5678 ", "KR", "+821012345678"),
        ("+82 10-1234-5678", "KR", "+821012345678"),
        ("+82 010-1234-5678", "KR", "+821012345678"),
        ("0082 10 1234 5678", "KR", "+821012345678"),
        ("011-234-5678", "KR", "+82112345678"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+86 13800138000", "CN", "+8613800138000"),
        ("+44 7700 900123", "ZZ", "+447700900123"),
        ("(+1) 202.555.0143", "ZZ", "+12025550143"),
    ],
)
def test_a_mobile_number_is_kept_in_one_form(given: str, jurisdiction: str, number: str) -> None:
    assert mobile_number(given, jurisdiction) == number


@pytest.mark.parametrize(
    ("given", "jurisdiction"),
    [
        ("", "KR"),
        ("02-123-4567", "KR"),
        ("010-1234-567", "KR"),
        ("010-1234-56789", "KR"),
        ("+86 13800138000", "KR"),
        ("112", "KR"),
        ("１０1234５６７８", "KR"),
        ("010-1234-5678; 010-1111-2222", "KR"),
        ("12800138000", "CN"),
        ("1380013800", "CN"),
        ("07700 900123", "ZZ"),
        ("+0 7700 900123", "ZZ"),
        ("+1234567", "ZZ"),
    ],
)
def test_what_no_message_reaches_is_refused(given: str, jurisdiction: str) -> None:
    with pytest.raises(NoAddress):
        mobile_number(given, jurisdiction)


def test_an_email_address_is_kept_as_its_owner_wrote_it() -> None:
    assert email_address("  Kim.M@Example.ORG ") == "Kim.M@example.org"


@pytest.mark.parametrize(
    "given",
    [
        "kim",
        "kim@",
        "@example.org",
        "a b@example.org",
        "a@b.kr\nBcc: c@d.kr",
        "a" * 250 + "@b.kr",
    ],
)
def test_what_is_no_email_address_is_refused(given: str) -> None:
    with pytest.raises(NoAddress):
        email_address(given)


def test_a_masked_address_tells_its_owner_and_nobody_else() -> None:
    assert masked("+821012345678") == "…\u20605678"
    assert masked("kim@example.org") == "k…@example.org"
    assert masked("") == ""
