# `make quiz` sets everything up and prints a quiz; `make` alone lists what else there is.
# Works with GNU make 3.81, which macOS has. Another Python: make quiz PYTHON=python3.12

.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin/python -m

# A process for each processor; one that has nothing left takes tests from another.
PYTEST = $(BIN) pytest -n auto --dist worksteal

# Sets $$python to PYTHON, or to the first Python on the path that is new enough.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3)
FIND_PYTHON = python=; \
	for candidate in $(CANDIDATES); do \
		"$$candidate" -c "$(NEW_ENOUGH)" 2>/dev/null && python=$$candidate && break; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'quizgen needs Python 3.11 or newer; here is none under the name(s) $(CANDIDATES).' >&2; \
		echo 'Install it from https://www.python.org/downloads/ and try again.' >&2; \
		exit 1; \
	fi

# Checks, and installs where it can, what quizgen needs from the system itself.
SYSTEM = $(FIND_PYTHON); PYTHONPATH=src "$$python" -B -m quizgen.base.system_libraries --install

# The checker behind many editors, by which the tests see what a teacher's editor says.
EDITOR := npm install --prefix .venv/editor --no-audit --no-fund --fetch-retries=0 \
	--fetch-timeout=20000 yaml-language-server@1.25.0

# A .venv that was moved, or whose Python is gone, is set up again.
HERE := import os, quizgen; assert os.path.samefile(quizgen.__path__[0], "src/quizgen")
STALE := $(shell .venv/bin/python -c '$(HERE)' 2>/dev/null || rm -f .venv/ready*)

help:
	@echo 'make quiz    install what is missing and print a quiz into worksheets/'
	@echo '             (more options for it: make quiz ARGS="--versions 4 --seed spring")'
	@echo 'make page    install what is missing and open this folder in the browser'
	@echo 'make test    run the tests (one file: make test ARGS=tests/test_make.py;'
	@echo '             make test-all: those that take minutes, too;'
	@echo '             make test-lowest: with the oldest libraries that quizgen allows)'
	@echo 'make lint    check style and types'
	@echo 'make bench   measure the speed of printing (make bench-check: of checking;'
	@echo '             make bench-articles: of reading articles;'
	@echo '             first make bench-peers, to install what quizgen is compared with)'
	@echo 'make fuzz    look for ten minutes for a bank that ends in a traceback'
	@echo 'make languages  bring the catalogues of printed words up to date'
	@echo 'make clean   remove .venv and what the tools left (never worksheets/)'

quiz: .venv/ready
	@$(SYSTEM) --essential
	@.venv/bin/quizgen make --count 10 $(ARGS)

# The page's editor is built where there is npm; without it there is a plain text area.
page: .venv/ready
	@$(SYSTEM) --essential
	@.venv/bin/python src/quizgen/app/web/editor/build.py
	@.venv/bin/quizgen open $(ARGS)

test: .venv/ready-test
	@$(SYSTEM) --essential --tests
	$(PYTEST) $(ARGS)

test-all: .venv/ready-test
	@$(SYSTEM) --essential --tests
	$(PYTEST) -m '' $(ARGS)

test-lowest: .venv/ready-test
	@$(SYSTEM) --essential --tests
	.venv/bin/python tools/lowest.py $(ARGS)

lint: .venv/ready-lint
	$(BIN) ruff check
	$(BIN) ruff format --check
	$(BIN) mypy

bench: .venv/ready
	@$(SYSTEM) --essential
	.venv/bin/python bench/run.py $(ARGS)

# LaTeX and Auto Multiple Choice come from Debian's packages, Typst into .venv.
bench-peers: .venv/ready
	.venv/bin/python bench/peers.py --install

# docs/performance.md from docs/performance.json, which make bench ARGS="--json …" leaves.
bench-docs: .venv/ready
	.venv/bin/python bench/write_performance.py

bench-check: .venv/ready
	.venv/bin/python bench/check.py $(ARGS)

bench-page: .venv/ready
	.venv/bin/python bench/page.py $(ARGS)

bench-articles: .venv/ready
	.venv/bin/python bench/articles.py $(ARGS)

bench-advice: .venv/ready
	.venv/bin/python bench/advice.py $(ARGS)

# With text2qti, which the tests use too.
bench-exchange: .venv/ready-test
	.venv/bin/python bench/exchange.py $(ARGS)

# Another length, or what a find said again: make fuzz ARGS="--minutes 1", ARGS="--seed 7 --inputs 1"
fuzz: .venv/ready
	.venv/bin/python tests/fuzz.py $(ARGS)

# The catalogues of printed words; a new one: make languages ARGS=it
languages: .venv/ready-lint
	.venv/bin/python tools/languages.py $(ARGS)

clean:
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: pyproject.toml
	@$(SYSTEM)
	@$(FIND_PYTHON); \
	if ! .venv/bin/python -c "$(NEW_ENOUGH)" 2>/dev/null; then "$$python" -m venv --clear .venv; fi
	@echo 'Installing quizgen into .venv, which takes a minute the first time ...'
	@PYTHONPATH=src .venv/bin/python -B -m quizgen.base.install_packages docx html web xlsx
	@touch $@

.venv/ready-test: .venv/ready
	@$(SYSTEM) --tests
	@$(BIN) pip install --quiet --disable-pip-version-check --editable '.[test]'
	@$(EDITOR) >/dev/null 2>&1 </dev/null || echo 'yaml-language-server could not be installed \
	(npm is missing, or the network): tests/test_editor.py will be skipped.'
	@touch $@

.venv/ready-lint: .venv/ready
	@$(BIN) pip install --quiet --disable-pip-version-check --editable '.[lint]'
	@touch $@

.PHONY: help quiz page test test-all test-lowest lint bench bench-check bench-page bench-articles bench-advice bench-exchange \
	fuzz languages clean
