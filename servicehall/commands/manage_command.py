"""Run one of Django's own commands, such as ``migrate`` or ``createsuperuser``."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND …")


def run(options: argparse.Namespace) -> int:
    execute_from_command_line(["servicehall manage", *options.rest])
    return 0
