"""The command ``servicehall``: one module a command, with the same words and statuses for all.

Exit status: 0 done; 1 done, with breaches where ``--fail-on`` asks for it; 2 bad input, with
one line on standard error that says what and where.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.db.utils import OperationalError, ProgrammingError

from servicehall.standard.loading import PackError

NAMES = (
    "serve",
    "caretaker",
    "simulate",
    "import",
    "export",
    "catalogue",
    "judge",
    "findings",
    "score",
    "ledger",
    "evidence",
    "due",
    "manage",
)
"""The commands in the order in which help lists them; each is a module beside this one."""


class BadInput(Exception):
    """What was given can't be used; the message says what, where, and what to do."""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the words of a command line; ends the process with status 2 for unknown ones."""
    parser = argparse.ArgumentParser(
        prog="servicehall", description="Runs a city service hall by its written standard."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    given = sys.argv[1:] if arguments is None else list(arguments)
    # The others are not needed, and to import them takes longer than some commands run.
    for name in [each for each in NAMES if each in given[:1]] or NAMES:
        module = import_module(f"servicehall.commands.{name}_command")
        command = commands.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        command.set_defaults(module=module)
        module.add_arguments(command)
    return parser.parse_args(given)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
    django.setup()
    options = parse(arguments)
    try:
        return int(options.module.run(options))
    except BrokenPipeError:
        # The reader of a pipe has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except (BadInput, PackError) as error:
        print(f"servicehall: {error}", file=sys.stderr)
        return 2
    except (OperationalError, ProgrammingError) as error:
        told = str(error).splitlines()[0]
        print(
            f"servicehall: the database can't be used: {told}."
            " If it is new, run 'servicehall manage migrate' first.",
            file=sys.stderr,
        )
        return 2
