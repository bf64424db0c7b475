# Everything runs in .venv, which the first command makes; later ones reinstall only what a new lock asks for.

BIN := .venv/bin
INSTALLED := .venv/installed
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
UV = $$(command -v uv || echo $(BIN)/uv)

# The question goes to the shell as a variable, never as text of a command, and $(value) keeps make from expanding it.
export QUESTION := $(or $(value Q),When did the offensive start?)
unexport Q
# Without compiled files each of the hundred processes that the tests start would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help ask test quick soak lint bench lock dist clean

help:
	@echo 'make ask Q="…"   index seeds/ and answer a question from them'
	@echo 'make test        run every test but the long ones       (FLAGS="-k store" goes to pytest)'
	@echo 'make quick       run those that need seconds'
	@echo 'make soak        run the long ones, in half an hour     (FLAGS="--minutes 7" begins no test after 7)'
	@echo 'make lint        check style and types'
	@echo 'make bench       measure what README states             (FLAGS=… goes to the benchmark)'
	@echo 'make lock        pin the dependencies of pyproject.toml (FLAGS=--upgrade takes the newest)'
	@echo 'make dist        build the packages, dateline and dateline-large, into dist/'
	@echo 'make clean       remove .venv and caches; the data folder .qa stays'
	@echo 'Each makes .venv first where it is missing, with python3 or PYTHON=….'

ask: $(INSTALLED)
	@echo 'Indexing seeds/ with $(BIN)/qa; what has not changed costs nothing.'
	@$(BIN)/qa index seeds
	@printf 'Asking: %s\n\n' "$$QUESTION"
	@$(BIN)/qa ask --model reader -- "$$QUESTION" || { code=$$?; [ $$code -eq 3 ] || exit $$code; }

# Tests share the cores: a process each, with one thread for each model.
PARALLEL := -n auto --maxprocesses 4 --dist worksteal

test: $(INSTALLED)
	@$(BIN)/pytest $(PARALLEL) $(FLAGS)

quick: $(INSTALLED)
	@$(BIN)/pytest $(PARALLEL) -m 'not (slow or install or process or kill or ollama or training or soak)' $(FLAGS)

soak: $(INSTALLED)
	@$(UV) pip install --quiet --python $(BIN)/python --group soak
	@$(BIN)/pytest -m soak $(FLAGS)

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(INSTALLED)
	@$(BIN)/python -m evals.lab.bench $(FLAGS)

lock: $(INSTALLED)
	@$(UV) pip compile pyproject.toml --group build --group lint --group test --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --quiet $(FLAGS) -o requirements.lock

# What an earlier build left would be packed again.
dist: $(INSTALLED)
	@rm -rf dist build large/build
	@for each in . large; do $(UV) build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist $$each || exit; done

clean:
	rm -rf .venv build dist *.egg-info large/build large/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An install that was cut short leaves .venv/installing behind and is then done afresh: a half-copied package looks whole.
$(INSTALLED): requirements.lock pyproject.toml
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		python="$(PYTHON)"; \
		"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
			echo "error: dateline needs Python 3.11 or newer, and $${python:-python3} is not. Name one: make PYTHON=python3.12" >&2; \
			exit 1; }; \
		echo "Making .venv with $$python."; \
		"$$python" -m venv --clear --without-pip .venv || { \
			echo 'error: this Python cannot make a venv. Install its venv package (apt install python3-venv).' >&2; exit 1; }; }
	@command -v uv >/dev/null || $(BIN)/uv --version >/dev/null 2>&1 || { \
		echo 'Fetching uv, which installs the rest in seconds.'; \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null || { \
			echo 'error: this Python has no pip. Install its venv package (apt install python3-venv), or uv.' >&2; exit 1; }; \
		sed -n '/^uv==/,/# via/p' requirements.lock >.venv/uv.txt; \
		$(BIN)/python -m pip install --quiet --force-reinstall --no-deps --require-hashes -r .venv/uv.txt; }
	@echo 'Installing what requirements.lock names into .venv.'
	@again=$$([ ! -e .venv/installing ] || echo --reinstall); \
		touch .venv/installing; \
		$(UV) pip install --quiet --python $(BIN)/python $$again --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@rm .venv/installing; touch $@
