"""Serve the hall until interrupted; with --demonstration, prepare an invented hall first."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import socket
import sys
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from uvicorn import Config, Server

from servicehall.commands import BadInput
from servicehall.commands.crew import keep
from servicehall.commands.progress import progress_bar
from servicehall.demonstration.prepare import prepare
from servicehall.web.live.front import Front, streams

WAITING_CONNECTIONS = 2048
"""How many the system holds for the server before it refuses some."""
KEEPS_OPEN = 75
"""Seconds for which a connection without requests stays open."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--processes",
        type=int,
        default=None,
        help="how many processes serve; 1 on SQLite, else as many as there are processors, up to 4",
    )
    parser.add_argument(
        "--demonstration",
        action="store_true",
        help="an invented hall that anyone may enter in any role",
    )
    # One of several processes on a port, for which another has done all that is done once.
    parser.add_argument("--beside-others", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--without-caretaker",
        action="store_true",
        help="leave what the hall does by itself to 'servicehall caretaker' (PostgreSQL)",
    )


def run(options: argparse.Namespace) -> int:
    if options.beside_others:
        _open_as_many_files_as_possible()
        _serve(options.host, options.port)
        return 0
    processes = chosen_processes(options.processes)
    _require_free(options.host, options.port)
    if options.demonstration and not settings.DEMONSTRATION:
        # Settings are read once, so begin again with the one that makes a demonstration.
        os.environ["SERVICEHALL_DEMONSTRATION"] = "yes"
        os.execv(sys.executable, [sys.executable, "-m", "servicehall.commands", *sys.argv[1:]])
    call_command("migrate", verbosity=0, interactive=False)
    if options.demonstration:
        with progress_bar() as progress:
            prepare(at=timezone.now(), progress=progress)
    os.environ["SERVICEHALL_CARETAKER"] = "no" if options.without_caretaker else "yes"
    print(f"servicehall: open http://localhost:{options.port}/", file=sys.stderr, flush=True)
    _open_as_many_files_as_possible()
    if processes == 1:
        _serve(options.host, options.port)
    else:
        where = ["--host", options.host, "--port", str(options.port)]
        member = [sys.executable, "-m", "servicehall.commands", "serve", "--beside-others", *where]
        keep(member, processes)
    return 0


def _serve(host: str, port: int) -> None:
    """Answer what comes in, with a process beside this one that holds the live streams."""
    with closing(socket.socket()) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Each process has a socket of its own, among which the system spreads who comes.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        streams.start()
        try:
            # The server answers an interrupt by ending in order and raises it again afterwards.
            with contextlib.suppress(KeyboardInterrupt):
                Server(
                    Config(
                        "servicehall.config.asgi:application",
                        http=Front,
                        loop="asyncio",
                        ws="none",
                        lifespan="off",
                        log_config=None,
                        access_log=False,
                        server_header=False,
                        proxy_headers=False,
                        backlog=WAITING_CONNECTIONS,
                        timeout_keep_alive=KEEPS_OPEN,
                        timeout_graceful_shutdown=2,
                    )
                ).run(sockets=[listening])
        finally:
            streams.stop()


def chosen_processes(asked: int | None) -> int:
    """How many processes serve. Only one may write to a SQLite file."""
    single = connection.vendor == "sqlite"
    if asked is None:
        return 1 if single else min(4, os.cpu_count() or 1)
    if asked < 1:
        raise BadInput(f"--processes: at least one process has to serve, not {asked}")
    if single and asked > 1:
        raise BadInput("--processes: one process serves a SQLite file; more need PostgreSQL")
    return asked


def _require_free(host: str, port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise BadInput(f"port {port} on {host} can't be used: {error}") from None


def _open_as_many_files_as_possible() -> None:
    """Every open page is an open file, and systems allow few unless they are asked."""
    _now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
