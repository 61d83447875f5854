# Each target works as the first command in a fresh clone: it makes .venv itself and says what it does.
# PYTHON=python3.12 chooses another interpreter (3.11 or newer); HOST and PORT are for `make run`,
# WICBOT_BENCH_SETS, a folder made by benchmarks/prepare.py, for `make bench`.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8080
# Tests at once. More than there are cores: many of them wait for the real clock.
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench endure screenshot clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "wicbot needs Python 3.11 or newer; say which: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "── creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 2; }

# What runs the product; stamped so that it is done once, and again when pyproject.toml changes.
$(VENV)/.product: pyproject.toml | $(BIN)/python
	@echo "── installing wicbot and its libraries into $(VENV)"
	@$(PIP) install --quiet --editable .
	@touch $@

# And what tests and checks it.
$(VENV)/.development: pyproject.toml | $(BIN)/python
	@echo "── installing wicbot, its libraries and what tests and checks it into $(VENV)"
	@$(PIP) install --quiet --editable '.[postgres,test,check]'
	@touch $@ $(VENV)/.product

$(VENV)/.bench: pyproject.toml $(VENV)/.development
	@echo "── installing the peers wicbot is measured against into $(VENV)"
	@$(PIP) install --quiet --editable '.[bench]'
	@touch $@

setup: $(VENV)/.development  ## create .venv with everything for development

run: $(VENV)/.product  ## start the web chat on an embedded database; no token needed
	@echo "── starting the web chat on http://$(HOST):$(PORT) (stop it with Ctrl-C)"
	@exec $(BIN)/wicbot serve --host $(HOST) --port $(PORT) $(ARGS)

test: $(VENV)/.development  ## run the tests; suites that need what is not here are named at the end
	@echo "── running the tests"
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/.development  ## format, lint, types, imports, content
	@echo "── format";  $(BIN)/ruff format --check .
	@echo "── lint";    $(BIN)/ruff check .
	@echo "── types";   $(BIN)/mypy
	@echo "── imports"; $(BIN)/lint-imports
	@echo "── content"; $(BIN)/wicbot knowledge check

format: $(VENV)/.development  ## put the code into its form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(VENV)/.bench  ## figures of quality and speed, with peers in the same run
	@$(BIN)/python -m benchmarks all --out build/bench $(if $(WICBOT_BENCH_SETS),--sets "$(WICBOT_BENCH_SETS)") $(ARGS)

endure: $(VENV)/.development  ## what takes long
	@echo "── running what takes long"
	@$(BIN)/python -m pytest --endure -m endure -s $(ARGS)

screenshot: $(VENV)/.development  ## remake docs/screenshot.png with the system's Chromium
	@$(BIN)/python -m tests.screenshot docs/screenshot.png

clean:  ## remove .venv and what tools leave behind (never a database)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
