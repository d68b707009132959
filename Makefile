# Two commands on a fresh machine with Python 3.11 to 3.13 and make: `make night` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
PEERS := var/peers
WORKERS ?= 1

export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PREFECT_HOME ?= $(CURDIR)/var/prefect

# Prefect without a server of its own: nothing of a server elsewhere may slip in.
ALONE = env -u PREFECT_API_URL -u PREFECT_API_KEY -u PREFECT_PROFILE PREFECT_LOGGING_LEVEL=WARNING \
	PREFECT_SERVER_ALLOW_EPHEMERAL_MODE=true PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120

.PHONY: help setup night up portfolio test test-fast lint audit format bench clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Make the virtual environment and install everything from the lock
	@mkdir -p "$(PREFECT_HOME)"
$(STAMP): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) and "Groeituin needs Python 3.11, 3.12 or 3.13")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# The lock is complete, so pip need not resolve; older ones cannot, with hashes and extras together.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

night: portfolio ## Run the overnight flow and its letters through Prefect, on the embedded database with its demo portfolio
	@$(ALONE) $(BIN)/python -m flows.overnight
	@$(ALONE) $(BIN)/python -m flows.delivery

up: portfolio ## Start a Prefect server here, deploy the flows and work for it, until Ctrl-C (WORKERS=1, PREFECT_SERVER_API_PORT=4200)
	@$(BIN)/python -m flows.up --workers $(WORKERS)

portfolio: setup
	@$(BIN)/groeituin db upgrade
	@test "$$($(BIN)/groeituin list --json)" != "[]" || $(BIN)/groeituin demo

test: setup ## Run the whole suite
	$(BIN)/python -m pytest --numprocesses 2

test-fast: setup ## Run everything but the slow tests, in a few minutes
	$(BIN)/python -m pytest --numprocesses 2 -m "not slow"

lint: setup ## Check style, types and the arrows between the rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: setup ## Look up known faults of the packages in the lock; says so where they cannot be looked up
	@$(BIN)/python .ci/audit.py

format: setup ## Put the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup $(PEERS)/installed ## Measure how fast a night is, how it grows (docs/growth.md), and peers (docs/peers.md)
	$(BIN)/python -m benchmarks.night
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.peers

# Peers have an environment of their own: what they bring is not in the lock.
$(PEERS)/installed: benchmarks/peers/requirements.txt
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	touch $@

clean: ## Remove what was made here: the environment and the embedded databases
	rm -rf $(VENV) var
