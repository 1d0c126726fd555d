"""Lets ``python -m servicehall.commands`` run what the command ``servicehall`` runs."""

import sys

from servicehall.commands import main

sys.exit(main())
