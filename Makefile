# Duixian 兑现. `make demo` on a fresh machine and a court is running; every target sets up what it needs.
# Works with GNU make 3.81 (macOS).

SHELL := /bin/bash
PYTHON ?=
DATA ?=
export PYTHON
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench finbench docs lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -e 's/:.*##/ —/' -e 's/^/  make /'

setup:  ## prepare .venv with the command .venv/bin/duixian
	@scripts/setup.sh

demo: setup  ## a synthetic province on an embedded PostgreSQL at http://127.0.0.1:8000 (make demo ARGS="--port 8080")
	@exec $(BIN)/duixian demo $(ARGS)

test: setup  ## every test, in two processes (make test ARGS=tests/law WORKERS=0)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: setup  ## format, lint, types, import contracts, message catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -f scripts/messages.py ]; then $(BIN)/python scripts/messages.py --check; fi

bench: setup  ## ratios, each measured in one run (installs the rivals of requirements-bench.lock beside the program)
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-bench.lock || echo "对手程序未装全：相应的比较会说明并跳过"
	@$(BIN)/python -m bench $(ARGS)

finbench: setup  ## LDBC FinBench replayed on our engine, every given answer compared (make finbench DATA=folder)
	@test -n "$(DATA)" || { echo "请指明数据所在的文件夹：make finbench DATA=folder" >&2; exit 2; }
	@$(BIN)/python -m bench.finbench "$(DATA)" $(ARGS)

docs: setup  ## generated pages of docs/
	@if [ -f scripts/docs.py ]; then $(BIN)/python scripts/docs.py; else echo "docs/ 中没有需要生成的页面"; fi

lock: setup  ## refresh requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links -q -o requirements.lock
	$(BIN)/uv pip compile --group bench -c requirements.lock --universal --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links -q -o requirements-bench.lock
	@! grep -n -E '://|find-links|index-url' requirements.lock requirements-bench.lock

clean:  ## remove the environment and what tools left behind; never the data in var/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
