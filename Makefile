# `make report` and `make test` are complete on a machine with Python 3.11+ and make.
# The first call makes .venv (with uv where there is one, else venv and pip); later calls do not.
PYTHON ?= python3
CASE ?= jnim-urban-attacks
LAB ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help report test check lab bench pins notebooks clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python -r requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
endif
	@touch $@

report: $(READY) ## all editions of a case (CASE=name) as HTML, PDF and Word, into reports/
	@$(BIN)/sat report $(CASE) --editions --format html,pdf,docx

test: $(READY) ## style, types, tests, doctests, notebooks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --nbval --nbval-sanitize-with tests/nbval.cfg src tests notebooks

check: $(READY) ## the rules of every case
	@$(BIN)/sat check

lab: $(READY) ## JupyterLab on the workbook (LAB="--port 9000" hands options on)
	@$(BIN)/jupyter labextension disable --level=sys_prefix \
	  @jupyterlab/apputils-extension:announcements 2>/dev/null
	@$(BIN)/jupyter trust notebooks/*.ipynb >/dev/null
	$(BIN)/jupyter lab --notebook-dir=. $(LAB) notebooks/ach.ipynb

bench: $(READY) ## measure, beside a baseline in the same run
	$(BIN)/python benchmarks/run.py

notebooks: $(READY) ## run the notebooks anew and store them executed
	$(BIN)/python -m sat.report.stored

pins: ## requirements.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
	  --extra test pyproject.toml --output-file requirements.txt

clean: ## everything that was made, reports too
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find reports -mindepth 1 ! -name README.md -delete
