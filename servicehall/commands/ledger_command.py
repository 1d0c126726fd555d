"""Prove that visits and their record agree; exit status 1 where they do not."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date

from servicehall.commands.choosing import centre_argument, chosen_centres, day
from servicehall.reception.ledger import Contradiction, contradictions
from servicehall.reception.queries import visit_count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    centre_argument(parser)
    parser.add_argument("--from", dest="since", type=day, metavar="DAY", default=date.min)
    parser.add_argument("--to", dest="until", type=day, metavar="DAY", default=date.max)
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")


def run(options: argparse.Namespace) -> int:
    agrees = True
    for centre in chosen_centres(options.centre):
        found = 0
        for each in contradictions(centre, since=options.since, until=options.until):
            found += 1
            if options.format == "jsonl":
                print(json.dumps({"centre": centre.code} | asdict(each)))
            else:
                print(_line(centre.code, each))
        agrees = agrees and not found
        if options.format == "text":
            looked = visit_count(centre, since=options.since, until=options.until)
            verdict = f"{found} contradictions" if found else "agree with their record"
            print(f"{centre.code}: {looked} visits, {verdict}")
    return 0 if agrees else 1


def _line(centre: str, each: Contradiction) -> str:
    return (
        f"{centre}  {each.visit}  {each.code}:"
        f" expected {each.expected or 'nothing'}, found {each.found or 'nothing'}"
    )
