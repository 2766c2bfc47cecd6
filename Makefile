# 精进 Jingjin. `make` alone lists the commands.
# PORT, HOST, DATA and the other settings are taken from the command line: make run PORT=8080
SHELL := /bin/bash
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench torture doctor

help: ## show these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | column -t -s $$'\t'

setup: ## install what is missing: system packages, Python packages, front-end files
	@infra/bin/setup

run: ## set up and start everything; prints the address and the logins; Ctrl-C stops
	@infra/bin/run

doctor: setup ## check the surroundings and say how to mend each fault
	@$(PY) -m saas doctor

test: ## run the whole test suite on a database of its own
	@infra/bin/setup dev
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## ruff and types
	@infra/bin/setup dev
	@$(PY) -m ruff check . && $(PY) -m mypy

bench: ## measure the paths that matter against their floors and print the table; BIG=1: ten million answers too
	@infra/bin/setup dev
	@BIG=$(BIG) $(PY) -m tests.bench $(ARGS)

torture: ## kill web, worker and database again and again under load
	@infra/bin/setup dev
	@$(PY) -m pytest -m torture $(ARGS)
