# Hearth's commands. `make` lists them.
#
#   make dev PORT=8899 STATE=/some/folder ADMIN_PASSWORD=secret

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python

# These reach the tools by the environment, where a password cannot be read by others.
export PORT STATE ADMIN_PASSWORD

.PHONY: help
help:
	@echo 'make dev      run Hearth on this machine (PORT, STATE, ADMIN_PASSWORD)'

.PHONY: setup
setup:
	@$(PYTHON) -m tools.setup

.PHONY: dev
dev: setup
	@exec $(VENV_PYTHON) -m tools.dev
