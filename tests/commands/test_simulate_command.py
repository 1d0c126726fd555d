"""The command simulate: its closing line, and what it refuses."""

from __future__ import annotations

import re

import pytest

from servicehall.commands import main
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre, Shift
from servicehall.reception.models import Visit

pytestmark = pytest.mark.django_db

DAY = ("--days", "1", "--until", "2026-11-08")


def test_the_closing_line_counts_visits_cases_and_facts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["simulate", *DAY]) == 0
    said = capsys.readouterr().err.splitlines()[-1]
    found = re.fullmatch(
        r"hanbit  2026-11-06 to 2026-11-06: (\d+) visits, (\d+) cases, (\d+) facts in [\d.]+ s",
        said,
    )
    assert found
    assert int(found[1]) == Visit.objects.count()
    assert int(found[3]) <= Fact.objects.count()


def test_simulating_the_same_days_again_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *DAY]) == 0
    before = Fact.objects.count()
    capsys.readouterr()
    assert main(["simulate", *DAY]) == 2
    assert (
        "servicehall: hanbit has visits on 2026-11-06 already; nothing was written"
        in capsys.readouterr().err
    )
    assert Fact.objects.count() == before


def test_the_hall_is_opened_where_asked() -> None:
    assert main(["simulate", *DAY, "--open-hall"]) == 0
    assert Shift.objects.filter(clocked_in__isnull=False, clocked_out=None).count() == 8
    assert Visit.objects.filter(status="waiting").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--until", "2999-01-01"), "--until: 2999-01-01 is not over yet"),
        (("--centre", "nowhere"), "--centre: no centre 'nowhere'; there is none yet"),
    ],
)
def test_bad_input_is_told_in_one_line_and_nothing_is_set_up(
    given: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *given]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert told in said[0]
    assert not Centre.objects.exists()


@pytest.mark.parametrize("days", ["0", "-3", "ten", "9999"])
def test_an_impossible_number_of_days_is_refused(days: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "--days", days])
    assert ended.value.code == 2
