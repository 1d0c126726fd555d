"""What benchmarks run against: a PostgreSQL server of their own, and the hall as it is served."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.postgres import NotFound, Server

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgresql(benchmark: str) -> Iterator[str]:
    """A server with an empty database, by its address; empty, and said so, where none is found."""
    try:
        server = Server(durable=True)
    except NotFound as absent:
        print(f"{benchmark}: not measured on PostgreSQL: {absent}", file=sys.stderr)
        yield ""
        return
    try:
        address, _, name = server.url.rpartition("/")
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield server.url
    finally:
        server.stop()


def environment(folder: str, database: str) -> dict[str, str]:
    """The environment of a hall with its data in the folder, on the database or on SQLite there."""
    return {**os.environ, "SERVICEHALL_DATA": folder, "DATABASE_URL": database}


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """The hall as ``servicehall serve`` serves it, by its port, until the block ends."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "servicehall.commands", "serve", "--port", str(port)],
        cwd=ROOT,
        env=dict(environment),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise RuntimeError(f"serving ended with {server.returncode}") from None
                time.sleep(0.1)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
