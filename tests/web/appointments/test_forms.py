"""Which appointment is meant, however its number and code are typed or scanned."""

from __future__ import annotations

import pytest

from servicehall.web.appointments.forms import CodeForm, ContactForm, WhichForm, code_in, number_in


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("261130-014", "261130-014"),
        (" 261130 014 ", "261130-014"),
        ("261130014", "261130-014"),
        ("261130-1014", "261130-1014"),
        ("26113-014", ""),
        ("２６１１３０-014", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_with_or_without_its_line(typed: str, number: str) -> None:
    assert number_in(typed) == number


def test_a_code_is_read_in_small_letters_and_with_gaps() -> None:
    assert code_in(" k7qm 2xrt ") == "K7QM2XRT"


def test_a_scanned_link_needs_no_code_beside_it() -> None:
    link = "https://hall.example/hanbit/appointments/261130-014/K7QM2XRT/"
    form = WhichForm({"number": link})
    assert form.is_valid()
    assert form.cleaned_data == {"number": "261130-014", "code": "K7QM2XRT"}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"number"}),
        ({"number": "261130-014"}, {"code"}),
        ({"number": "A014", "code": "K7QM2XRT"}, {"number"}),
        ({"number": "https://elsewhere.example/", "code": ""}, {"number", "code"}),
        ({"number": "9" * 400, "code": "x"}, {"number"}),
    ],
)
def test_what_is_missing_is_told_where_it_is_missing(sent: dict[str, str], wrong: set[str]) -> None:
    form = WhichForm(sent)
    assert not form.is_valid()
    assert set(form.errors) == wrong


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456"])
def test_the_figures_of_a_code_may_have_gaps(typed: str) -> None:
    form = CodeForm({"code": typed})
    assert form.is_valid()
    assert form.cleaned_data["code"] == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_has_not_six_figures_is_not_tried(typed: str) -> None:
    assert not CodeForm({"code": typed}).is_valid()


def test_a_contact_is_needed_and_must_be_one() -> None:
    assert set(ContactForm("KR", {"name": "", "contact": "hong"}).errors) == {"name", "contact"}
