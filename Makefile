# TrustTune's commands. `make run` is all that a newcomer needs.
PYTHON ?= $(shell for v in python3 python3.13 python3.12 python3.11 python; do \
	$$v -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$v && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# Swarms, browsers and killed processes have moments of their own: what fails is run once more, and told (ADR 0290).
PYTEST := $(BIN)/python -m pytest --reruns 1 -r fER
SHELL := /bin/sh

.PHONY: run demo api test test-postgres lint types format lock bench soak install install-dev browser migrate

run: migrate
	@exec $(BIN)/python manage.py up

demo: install-dev
	@exec $(BIN)/python -m tests.sandbox.demo

api: install
	@DJANGO_SETTINGS_MODULE=trusttune.settings.community exec $(BIN)/python -m api_server.up

migrate: install
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py migrate --noinput --verbosity 0

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "TrustTune needs Python 3.11 or newer: install it, or run make PYTHON=/path/to/python3.11."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Install the package python3-venv, then run this again."; exit 1; }
	@touch $@

$(VENV)/.installed: requirements.txt $(VENV)/.python
	@echo "Installing what TrustTune needs (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

browser: install-dev
	@$(BIN)/python -m tests.e2e.browser

test: install-dev browser lint types
	@$(PYTEST) -n 2 --dist loadfile -m "not e2e and not soak" tests
	@$(PYTEST) --ds=trusttune.settings.community_test -m "not soak" tests/api_server
	@$(PYTEST) --ds=trusttune.settings.postgres_test -m "postgres and not soak" tests/downloads tests/library
	@$(PYTEST) -m "e2e and not soak" tests

test-postgres: install-dev
	@$(BIN)/python -m pytest --ds=trusttune.settings.postgres_test -m "not e2e and not soak" \
		tests/downloads tests/library tests/player tests/search tests/wanted

lint: install-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: install-dev
	@$(BIN)/mypy

format: install-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: install-dev
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements-dev.in -o requirements-dev.txt

bench: install-dev
	@$(BIN)/python -m bench

soak: install-dev
	@$(BIN)/python -m pytest -m soak tests
