"""``servicehall catalogue``: what it says, what it writes, and with which status it ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from servicehall.catalogue.exchange.writing import written
from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import service_offered
from servicehall.commands import main
from servicehall.evidence.models import Fact
from tests.world import World, item

pytestmark = pytest.mark.django_db

CENTRE = ("--centre", "testhall")


def file(folder: Path, *items: object, kind: str = "yaml") -> str:
    path = folder / f"services.{kind}"
    path.write_bytes(written(items, kind))  # type: ignore[arg-type]
    return str(path)


def test_without_commit_nothing_is_written(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = file(tmp_path, item("civil", "permit"), item("roads", "digging", fee=5))
    assert main(["catalogue", "import", given, *CENTRE]) == 0
    told = capsys.readouterr().out
    assert "new       permit\nchanged   digging: fee\n" in told
    assert "2 items for centre testhall: 1 new, 1 changed, 0 unchanged, 0 wrong" in told
    assert "left as they are: register" in told
    assert "Nothing was written" in told
    assert ServiceItem.objects.count() == 2


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_with_commit_all_is_published_once(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    given = file(tmp_path, item("civil", "permit"), item("roads", "digging", fee=5), kind=kind)
    for told in ("2 published in centre testhall", "0 published in centre testhall"):
        assert main(["catalogue", "import", given, *CENTRE, "--commit"]) == 0
        assert told in capsys.readouterr().out
    assert service_offered(world.centre, "digging").fee == 5  # type: ignore[union-attr]
    assert set(Fact.objects.values_list("kind", "recorder")) == {("service.published", "set-up")}


def test_a_file_is_published_from_a_later_day_or_kept_as_drafts(
    world: World, tmp_path: Path
) -> None:
    given = file(tmp_path, item("civil", "permit"))
    later = timezone.localdate() + timedelta(days=9)
    start = ["catalogue", "import", given, *CENTRE, "--commit"]
    assert main([*start, "--since", str(later)]) == 0
    assert service_offered(world.centre, "permit") is None
    assert service_offered(world.centre, "permit", later)
    given = file(tmp_path, item("civil", "permit", fee=9))
    assert main([*start, "--draft"]) == 0
    assert ServiceItem.objects.get(code="permit", fee=9).status == "draft"


def test_what_is_exported_and_imported_changes_nothing(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("yaml", "xlsx"):
        path = str(tmp_path / f"out.{kind}")
        assert main(["catalogue", "export", path, *CENTRE]) == 0
        assert main(["catalogue", "import", path, *CENTRE]) == 0
        assert "0 new, 0 changed, 2 unchanged, 0 wrong" in capsys.readouterr().out
    assert main(["catalogue", "export", *CENTRE]) == 0
    assert capsys.readouterr().out.startswith("services:\n- code: ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "gone.yaml", *CENTRE], "no such file"),
        (["import", "{file}", "--centre", "nowhere"], "no centre 'nowhere'"),
        (["import", "{file}", *CENTRE, "--since", "2020-01-01"], "2020-01-01 is over"),
        (["import", "{wrong}", *CENTRE, "--commit"], "problems: 1; nothing was written"),
        (["import", "{text}", *CENTRE, "--commit"], "must hold 'services'"),
        (["export", "out.pdf", *CENTRE], "end the name in .yaml or .xlsx"),
        (["export", "/nowhere/out.yaml", *CENTRE], "no such file or directory"),
    ],
)
def test_bad_input_ends_with_status_2_and_writes_nothing(
    world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    (tmp_path / "wrong.yaml").write_bytes(
        written([item("civil", "permit"), item("parks", "mowing")], "yaml")
    )
    (tmp_path / "text.yaml").write_text("hello")
    places = {
        "{file}": file(tmp_path, item("civil", "permit")),
        "{wrong}": str(tmp_path / "wrong.yaml"),
        "{text}": str(tmp_path / "text.yaml"),
    }
    assert main(["catalogue", *(places.get(each, each) for each in arguments)]) == 2
    assert told in capsys.readouterr().err
    assert ServiceItem.objects.count() == 2


def test_what_is_wrong_is_told_with_its_line(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = file(tmp_path, item("parks", "mowing"))
    assert main(["catalogue", "import", given, *CENTRE]) == 2
    told = capsys.readouterr()
    assert "wrong     mowing" in told.out
    assert "services.yaml:3: services[0].unit: the centre has no unit 'parks'" in told.err
