"""Serve the hall until interrupted; with --demonstration, prepare an invented hall first."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from servicehall.commands import BadInput
from servicehall.commands.progress import progress_bar
from servicehall.demonstration.prepare import prepare


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
    parser.add_argument(
        "--without-caretaker",
        action="store_true",
        help="leave what the hall does by itself to 'servicehall caretaker' (PostgreSQL)",
    )


def run(options: argparse.Namespace) -> int:
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
    Server(
        "servicehall.config.asgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGINL,
        loop=Loops.asyncio,
        workers=processes,
        log_level=LogLevels.warning,
        workers_kill_timeout=2,
    ).serve()
    return 0


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
