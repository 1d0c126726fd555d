"""Cases: how many statements receiving takes, and how long the guide of a service takes.

The guide, as a page and on paper, is taken over HTTP from the hall as it is served, with the
demonstration in it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from statistics import median

from benchmarks import figure
from benchmarks._servers import ROOT, environment, postgresql, served

CENTRE = "hanbit"
SERVICE = "food-business-report"
ASKED = 60
"""How often each is asked for."""
LANGUAGES = ("ko", "zh", "en")


def main() -> None:
    """Report all figures."""
    print("cases: the demonstration …", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        where = environment(folder, "")
        command = [sys.executable, "-m", "servicehall.commands"]
        for words in (["manage", "migrate", "--verbosity", "0"], ["simulate", "--days", "3"]):
            subprocess.run([*command, *words], cwd=ROOT, env=where, check=True)
        with served(where) as port:
            guides(f"http://127.0.0.1:{port}/{CENTRE}/services/{SERVICE}/")
    receiving("", "")
    with postgresql("cases") as database:
        if database:
            receiving("_postgresql", database)


def receiving(suffix: str, database: str) -> None:
    """Report by how many statements a case is received at the counter."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks._receiving"],
            cwd=ROOT,
            env=environment(folder, database),
            check=True,
            stdout=subprocess.PIPE,
        )
    count = int(done.stdout)
    figure(
        f"sql_receive{suffix}",
        count,
        unit="statements through HTTP, without beginning and end of transactions",
        limit="12",
        ratio=count / 12,
    )


def guides(page: str) -> None:
    """Report how long the page of a guide takes, and its PDF after the first."""
    took(page)
    found = [took(page) for _ in range(ASKED)]
    figure(
        "guide_ms",
        round(median(found), 1),
        unit="ms, the median over HTTP",
        limit=f"30 ms ({ASKED} times; the slowest {max(found):.0f} ms)",
        ratio=median(found) / 30,
    )
    first = took(f"{page}guide-ko.pdf")
    # Each of these is set anew: for the first time for its service, its language and its size.
    made = [
        took(f"{page.replace(SERVICE, service)}guide-{language}{size}.pdf")
        for service in (SERVICE, "passport", "building-permit")
        for language in LANGUAGES
        for size in ("", "-large")
        if (service, language, size) != (SERVICE, "ko", "")
    ]
    again = [took(f"{page}guide-ko.pdf") for _ in range(ASKED)]
    figure(
        "pdf_ms",
        round(median(made), 1),
        unit=f"ms, the median of {len(made)} PDFs set after the first",
        limit=(
            f"50 ms (the first {first:.0f} ms, the slowest after it {max(made):.0f} ms;"
            f" served again {median(again):.1f} ms)"
        ),
        ratio=median(made) / 50,
    )


def took(address: str) -> float:
    """Milliseconds until the whole answer is here; what is no answer ends the benchmark."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        if not answer.read():
            raise RuntimeError(f"{address} answered nothing")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
