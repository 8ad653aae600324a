# make demo   two months of invented exports and the finished report, in demo/
# make test   everything that CI checks
# make quick  the fast tests only, on every core: about ten minutes on two, a minute more with the first installation
# make wheel  one file to install from, dist/xl_fact-….whl
# make docs   the reference pages, the README's table, the shipped template and its names, the exports, the
#             differences, the house; then the site of all pages, site/index.html
# make bench  every benchmark, against named peers, into benchmarks/RESULTS.md; BENCH=--quick only tries them,
#             BENCH="--only report udf" runs some; for a machine that does nothing else
# Other words: lint, format, clean. Nothing need be installed first but make, git and Python 3.11.

.PHONY: demo test quick check lint format docs wheel bench tools clean
.DELETE_ON_ERROR:

export TZ := UTC
export LC_ALL := C.UTF-8
export XL_FACT_SAMPLES ?= $(abspath ../shared/samples)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NODE := .cache/node
SPARK := .cache/spark

demo: .venv/.xl_fact
	$(BIN)/xl-fact demo demo

test: .venv/.dev $(NODE)/.done $(SPARK)/.done tools check
	$(BIN)/python -m pytest -rs -n auto --dist loadscope

quick: .venv/.dev
	$(BIN)/python -m pytest -m "not slow" -n auto --dist loadscope

check lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tools.reference --check

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/.dev
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.template .
	$(BIN)/python -m tools.handbook .
	$(BIN)/python -m tools.architecture .
	$(BIN)/python -m tools.dictionary .
	$(BIN)/python -m tools.measured .
	cd tests && ../$(BIN)/python -m surfaces.differences
	$(BIN)/python -m tools.figures .
	$(BIN)/python -m tools.links .
	$(BIN)/python -m tools.website .

wheel: .venv/.pip
	@$(PIP) wheel --no-deps --wheel-dir dist .
	@ls dist/*.whl

bench: .venv/.dev
	$(BIN)/python -m benchmarks $(BENCH)

# What is built once. Each stamp is newer than what it was made from.
.venv/.pip: .ci/python
	@.ci/python .venv
	@touch $@

.venv/.xl_fact: .venv/.pip pyproject.toml
	@echo "== installing xl_fact into .venv"
	@$(PIP) install --editable .
	@touch $@

.venv/.dev: .venv/.pip pyproject.toml
	@echo "== installing xl_fact and its development tools into .venv"
	@$(PIP) install --editable ".[dev]"
	@touch .venv/.xl_fact $@

tools:
	@.ci/tools

$(NODE)/.done: tests/oracles/package.json | tools
	@mkdir -p $(NODE) && cp $< $(NODE)/
	@if command -v npm >/dev/null; then \
		echo "== installing the validator, SheetJS and Microsoft's parts of Office.js into $(NODE)"; \
		npm install --prefix $(NODE) --no-fund --no-audit --no-package-lock --loglevel=error && touch $@; \
	else echo "!! LOUD: no npm: the validator, SheetJS and Microsoft's parts of Office.js are missing, their tests are skipped" >&2; fi

$(SPARK)/.done: tests/oracles/spark.txt | .venv/.pip
	@mkdir -p $(SPARK)
	@echo "== installing PySpark into $(SPARK)"
	@$(PIP) install --target $(SPARK) --upgrade --requirement $< && touch $@ || \
		echo "!! LOUD: no PySpark: the report on Spark is not proved, its test is skipped" >&2

clean:
	rm -rf .venv .cache build dist demo site .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
