# The commands of the house. Each sets up what it needs by itself.
.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots messages lock dev core \
	check-lint check-format check-types check-imports check-migrations check-messages

PORT ?= 8000
NAME ?=
ARGS ?=
TESTS ?= tests
PYTHON_IN_VENV := .venv/bin/python
# The processes of a hall share what the first of them compiled.
unexport PYTHONDONTWRITEBYTECODE
# Tools must neither read nor write the data of the hall that may be running here.
TOOL := DATABASE_URL= SERVICEHALL_DATA=build/check

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

run: core ## serve a demonstration: make run [PORT=8000]
	@exec .venv/bin/servicehall serve --demonstration --port $(PORT)

test: dev ## test on SQLite and on PostgreSQL: make test [TESTS=tests/hall]
	@sh scripts/test.sh $(TESTS)

check: check-lint check-format check-types check-imports check-migrations check-messages ## style, types, imports, migrations, translations

check-lint: dev
	$(PYTHON_IN_VENV) -m ruff check

check-format: dev
	$(PYTHON_IN_VENV) -m ruff format --check

check-types: dev
	$(TOOL) $(PYTHON_IN_VENV) -m mypy

check-imports: dev
	.venv/bin/lint-imports

check-migrations: dev
	$(TOOL) .venv/bin/servicehall manage makemigrations --check --dry-run

check-messages: dev
	$(PYTHON_IN_VENV) scripts/messages.py --check

bench: dev ## measure: make bench [NAME=house]
	@$(PYTHON_IN_VENV) -m benchmarks $(NAME)

screenshots: dev ## take a picture of every page
	@$(PYTHON_IN_VENV) -m scripts.screenshots $(ARGS)

messages: dev ## bring the message catalogues up to date with the code
	@$(PYTHON_IN_VENV) scripts/messages.py

lock: ## write the lock files anew: make lock [UPGRADE=--upgrade]
	sh scripts/lock.sh $(UPGRADE)

core:
	@sh scripts/set-up.sh core

dev:
	@sh scripts/set-up.sh dev
