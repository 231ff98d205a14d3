# Hearth's commands; `make` lists them. Everything they need is made on the way, in this folder.

PYTHON ?= python3
BIN := .venv/bin

# Unit tests run on all cores, those of a file in one process and in order.
SIDE_BY_SIDE := -n auto --dist loadfile

# These reach the tools by the environment, where a password cannot be read by others.
export PORT STATE ADMIN_PASSWORD

.PHONY: help
help:
	@echo 'make dev      run Hearth on this machine, until Ctrl-C'
	@echo '              PORT=8787 STATE=.state ADMIN_PASSWORD=(generated)'
	@echo 'make check    format, lint, types, layers, unit tests: under a minute'
	@echo 'make test     every test, also with real git against real workerd'
	@echo 'make bench    Hearth beside git http-backend: times, memory; half an hour, quiet machine'
	@echo '              ONLY=api,pages: calls of the API, pages beside cgit, in two minutes'
	@echo '              QUICK=1, or REPOS=sample,deltas ONLY=push,clone ROUNDS=3 DIRECT=1;'
	@echo '              SAMPLE_REPOSITORY=(a bundle or repository of yours) is measured, too'
	@echo 'make fix      format, and repair what the linter can repair'
	@echo 'make deploy   to your Cloudflare account; the README says what comes before'
	@echo 'make deploy-dry-run   pack the Worker and say how large it is'
	@echo 'make setup    only what all of these need'

.PHONY: setup
setup:
	@$(PYTHON) -m tools.setup

.PHONY: dev
dev: setup
	@exec $(BIN)/python -m tools.dev

.PHONY: lint
lint: setup
	@echo 'Format ...'
	@$(BIN)/ruff format --check --quiet . || { echo 'error: run `make fix`'; exit 1; }
	@echo 'Lint ...'
	@$(BIN)/ruff check --quiet .
	@echo 'Types ...'
	@$(BIN)/python -m tools.npm pyright

.PHONY: check
check: lint
	@echo 'Unit tests ...'
	@$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -m 'not workerd and not long'

.PHONY: test
test: setup
	@echo 'Unit tests ...'
	@$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -m 'not workerd'
	@$(BIN)/python -m tools.chromium
	@echo 'Journeys, with real clients against real workerd ...'
	@$(BIN)/python -m pytest -m workerd

.PHONY: fix
fix: setup
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

.PHONY: deploy
deploy: setup
	@exec $(BIN)/python -m tools.deployment

.PHONY: deploy-dry-run
deploy-dry-run: setup
	@exec $(BIN)/python -m tools.deployment --dry-run

.PHONY: bench
bench: setup
	@PYTHONPATH=src exec $(BIN)/python -m bench
