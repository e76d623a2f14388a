# Each target is a line or two on top of tools/; `make` alone lists them.

PYTHON ?= python3
PORT ?= 8888
LESSON ?= 00
VENV_PYTHON := .venv/bin/python
PYTEST := $(VENV_PYTHON) -m pytest

# A folder without tests yet (pytest's exit code 5) is no failure.
EMPTY_IS_FINE := || { code=$$?; test $$code -eq 5 || exit $$code; }

.DEFAULT_GOAL := help
.PHONY: help lab present handout test browser-test fuzz versions-test audit notebooks bench oracle class-test format lock clean env-dev python

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: python  ## open the lessons in JupyterLab (PORT=9500 for another port)
	@$(PYTHON) tools/lab.py --port $(PORT)

present: python  ## open a lesson as slides (LESSON=03)
	@$(PYTHON) tools/lab.py --port $(PORT) --present $(LESSON)

handout: env-dev  ## write every lesson for paper, and its slides, into build/handout (PDF needs Chromium)
	@$(VENV_PYTHON) tools/handout.py

# A process a core, but no more than four: each takes a quarter of a gigabyte.
CORES = -n logical --maxprocesses=4

test: env-dev  ## check everything except what needs a browser
	@$(PYTEST) $(CORES) --dist worksteal $(EMPTY_IS_FINE)
	@if ls notebooks/*.ipynb >/dev/null 2>&1; then \
		$(PYTEST) $(CORES) --dist loadfile --nbval --nbval-cell-timeout=300 notebooks/; fi
	@test -n "$$CI" || echo "Not run: the tests that drive a browser. They need Chromium; run them with: make browser-test"

browser-test: env-dev  ## check the panels in a real browser (needs Chromium)
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v "$$name"; done | grep -q . || { \
		echo "The browser tests need Chromium, and none was found on the PATH."; \
		echo "On Debian: sudo apt-get install chromium. Elsewhere: CHROMIUM=/path/to/it make browser-test"; exit 1; }
	@mkdir -p tests/browser; $(PYTEST) -m browser tests/browser/ $(EMPTY_IS_FINE)

FUZZ ?= 10000

fuzz: env-dev  ## try 10,000 inputs on all that reads what is typed or kept (FUZZ=1000 for fewer)
	@FUZZ_EXAMPLES=$(FUZZ) $(PYTEST) -q $(CORES) --dist worksteal --durations=20 tests/fuzz/

versions-test: python  ## test with the oldest and the newest versions that pyproject.toml allows
	@$(PYTHON) tools/versions.py

audit: python  ## look up the pinned packages among known vulnerabilities
	@$(PYTHON) tools/audit.py

notebooks: env-dev  ## rebuild and normalise the notebooks
	@$(VENV_PYTHON) tools/notebooks.py

bench: env-dev  ## measure how fast the panels and the lessons are
	@$(VENV_PYTHON) tools/bench.py
	@if test -x .venv-oracle/bin/python; then .venv-oracle/bin/python tools/bench_frameworks.py; \
	else echo "Not measured, PyTorch and JAX beside it: there is no .venv-oracle; make oracle makes it."; fi

oracle: python  ## ask PyTorch, Keras, Optax and TensorFlow again what they compute (downloads over 1 GB)
	@test -x .venv-oracle/bin/python || $(PYTHON) -m venv .venv-oracle
	@.venv-oracle/bin/python -m pip install --quiet --requirement tests/oracle/requirements.txt
	@for script in record record_schedules record_models; do .venv-oracle/bin/python tests/oracle/$$script.py || exit 1; done

# As many students as are named, one class after another.
STUDENTS ?= 1 2 4 8

class-test: python  ## run JupyterHub here with simulated students (STUDENTS="1 2 4 8" for four classes)
	@command -v npm >/dev/null || { \
		echo "A class needs the proxy of JupyterHub, which npm installs, and no npm was found on the PATH."; \
		echo "On Debian: sudo apt-get install npm. Elsewhere: install Node.js 20 or newer."; exit 1; }
	@test -x .venv-class/bin/python || $(PYTHON) -m venv .venv-class
	@.venv-class/bin/python -m pip install --quiet --requirement tests/class/requirements.txt
	@.venv-class/bin/python -m pip install --quiet --no-deps --editable .
	@for off in apputils-extension:announcements debugger-extension; do \
		.venv-class/bin/jupyter labextension disable @jupyterlab/$$off 2>/dev/null; done
	@npm ci --prefix deploy --silent --no-audit --no-fund
	@.venv-class/bin/python -m pytest -o addopts=-rs tests/class
	@.venv-class/bin/python tests/class/measure.py $(STUDENTS)
	@.venv-class/bin/python tests/class/measure.py lessons

format: env-dev  ## put code and notebooks into the house format
	@$(VENV_PYTHON) -m ruff check --fix-only --quiet .
	@$(VENV_PYTHON) -m ruff format .

# The runtime pins are compiled within the dev pins, so that both name the same versions.
COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command "make lock"

lock: python  ## pin the newest versions that pyproject.toml allows
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && \
	$(PYTHON) -m venv "$$folder" && "$$folder/bin/python" -m pip install --quiet uv && \
	PATH="$$folder/bin:$$PATH" && \
	$(COMPILE) --all-extras --output-file requirements-dev.txt && \
	$(COMPILE) --extra present --constraint requirements-dev.txt --output-file requirements-present.txt && \
	$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt

clean:  ## remove the environments and every cache
	@rm -rf .venv .venv-* deploy/node_modules .hypothesis .pytest_cache .ruff_cache lessons_lib.egg-info build dist
	@find . -name __pycache__ -prune -exec rm -rf {} +

env-dev: python
	@$(PYTHON) tools/lab.py --install dev

python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "No $(PYTHON) was found on the PATH; the lessons need Python 3.11 or newer."; \
		echo "Install it, or name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
