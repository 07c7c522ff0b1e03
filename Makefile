# `make run` and `make test` set everything up by themselves, in .venv.
.PHONY: run test coverage interop browser check docs web bench bench-matching bench-requests bench-formats \
        bench-managing labeller textbook house crossref clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INTEROP := .interop

help:
	@echo "make run    build bibliography/: each page.txt becomes .bib, .ris and .json"
	@echo "make test   run the tests, on all processors;  make coverage  and say what they reach"
	@echo "make interop  run the tests with other people's programs, those that are installed"
	@echo "make check  formatting, lint and types;  make docs  build the documentation"
	@echo "make web    try the local page on the seed page and a local Crossref"
	@echo "make browser  the tests in Chromium, with the screenshots of the docs"
	@echo "make bench, bench-matching, bench-requests, bench-managing DATA=folder  measure"
	@echo "make bench-formats  measure the formats;  make textbook  simulate a long list"
	@echo "make house OTHER=folder  count lines, functions and imports, beside another checkout"
	@echo "make crossref  run a local Crossref and PubMed for trying out"

run: $(READY)
	$(BIN)/radrefs build bibliography

test: $(READY)
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(COVER)

# Measuring takes as long as the tests themselves.
coverage: COVER := --cov --cov-report=term
coverage: test

interop: $(INTEROP)/.ready
	$(BIN)/python -m pytest tests/interop

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# A local Crossref runs as long as the page does.
web: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[web]'
	$(BIN)/python -m radrefs.testing.web bibliography/hemifacial-spasm

# Needs Debian's chromium and npm; Playwright's own browsers are not fetched.
browser: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt playwright
	npm install --prefix tests/browser --no-save --no-package-lock --no-audit --no-fund axe-core@4.14.1
	RADREFS_BROWSER=all $(BIN)/python -m pytest tests/browser

# Trains the labeller anew from tools/labeller/records.jsonl.gz: the same bytes, some minutes.
labeller: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[labeller]'
	$(BIN)/python tools/labeller/train.py
	git diff --exit-code --stat src/radrefs/data/labeller.tsv.gz

bench: $(READY)
	$(BIN)/python -m tests.bench.parsing $(DATA)

bench-formats: $(READY)
	$(BIN)/python -m tests.bench.formats $(COUNT)

bench-matching: $(READY)
	$(BIN)/python -m tests.bench.matching $(DATA)

bench-requests: $(READY)
	$(BIN)/python -m tests.bench.requests $(DATA)

textbook: $(READY)
	$(BIN)/python -m tests.bench.textbook

bench-managing: $(READY)
	$(BIN)/python -m tests.bench.managing $(DATA)

# The figures of the code, beside those of another checkout if OTHER names one.
house: $(READY)
	$(BIN)/python -m tests.bench.house $(OTHER)

crossref: $(READY)
	$(BIN)/python -m radrefs.testing.crossref

clean:
	rm -rf $(VENV) $(INTEROP) site build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The first python3 that is new enough makes the environment.
$(READY): pyproject.toml constraints.txt
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "setting up $(VENV) with $$($$python --version)"; \
	    $$python -m venv --clear $(VENV) && break; fi; done; \
	test -x $(BIN)/python || { echo "radrefs needs Python 3.11 or newer, with venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Importers of PyPI and npm; those of Debian are for the machine to have (see .ci/run).
$(INTEROP)/.ready: $(READY) tests/interop/node/package.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,interop]'
	@mkdir -p $(INTEROP) && cp tests/interop/node/package.json $(INTEROP)/
	@if command -v npm >/dev/null; then \
	  npm install --prefix $(INTEROP) --no-package-lock --no-audit --no-fund --silent; \
	else echo "npm is not installed: its importers will be skipped" >&2; fi
	@touch $@
