# newsbeam: every target sets up what it needs, once. Start with `make demo`, then `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := out
# As many processes as cores; a file stays in one of them, since its tests may share a server or a simulated day.
SPREAD := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help demo test test-long soak check quality bench setup setup-dev test-tools flink-jars test-tools constraints clean

help:  ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "newsbeam needs Python 3.11 or newer, found: $$($(PYTHON) --version 2>&1). Say which to use: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run-ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing newsbeam and what it runs on (once, about a minute)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/dev-ready: pyproject.toml constraints.txt $(VENV)/run-ready
	@echo "installing what the tests run on (once)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(VENV)/run-ready  ## install newsbeam into .venv
setup-dev: $(VENV)/dev-ready  ## the same, with what tests and checks need

demo: setup  ## replay the seed files, then poll a small web on this machine, and look at what came out
	@sh deploy/demo.sh $(BIN) $(OUT)/demo

test: setup-dev test-tools flink-jars  ## all tests that CI runs first (under 10 minutes)
	@$(BIN)/python -m pytest -q $(SPREAD) -m "not long and not soak" $(PYTEST_ARGS)

test-long: setup-dev test-tools flink-jars  ## slower tests that CI runs too
	@$(BIN)/python -m pytest -q $(SPREAD) -m long --timeout=1200 $(PYTEST_ARGS)

soak: setup-dev test-tools flink-jars  ## what takes longer still, run by hand
	@$(BIN)/python -m pytest -q -m soak --timeout=0 -s $(PYTEST_ARGS)

check: setup-dev  ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

quality: setup-dev  ## score extraction, cleaning and deduplication on the labelled data in ../shared
	@$(BIN)/python -m tests.quality.report

bench: setup-dev  ## speeds and memory, as ratios in one run
	@$(BIN)/python -m tests.bench.extraction
	@$(BIN)/python -m tests.bench.replay
	@$(BIN)/python -m tests.bench.live
	@$(BIN)/python -m tests.bench.stories

flink-jars:  ## resolve the Flink job server that tests/cluster runs (once)
	@sh deploy/flink/resolve.sh || [ $$? -eq 3 ]  # 3: no Java here, packages are named; its tests skip and say so too

test-tools:
	@sh tests/tools.sh

constraints:  ## write the versions that are installed now into constraints.txt
	@$(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ ' > constraints.txt

clean:  ## remove what make made, but the virtual environment
	rm -rf $(OUT) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
