# make run · make test · make setup · make check · make bench · make podcast · make lock
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test setup check bench podcast lock clean

run: .venv/ready
	@$(BIN)/cairn serve --watch

setup: .venv/ready-test

# The journeys apart: Playwright keeps an event loop running in its process, and other tests start their own.
test: .venv/ready-test
	@$(BIN)/python -m tests.browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup --ignore tests/journeys
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests/journeys

check: .venv/ready-test
	$(BIN)/ruff format --check app tests migrations
	$(BIN)/ruff check app tests migrations
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/cairn check content --strict

bench: .venv/ready-test
	$(BIN)/python -m tests.bench

# What speaks: 250 MB, for those only who render an episode.
podcast: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r app/podcast/requirements.lock

# Hashes and no addresses: the lock installs from whatever index the machine is set up for.
lock:
	uv pip compile --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
	  --extra postgres --group build pyproject.toml -o requirements.lock
	uv pip compile --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
	  --group test -c requirements.lock -o tests/requirements.lock
	uv pip compile --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
	  --extra podcast -c requirements.lock pyproject.toml -o app/podcast/requirements.lock

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cairn needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Cairn needs (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-test: .venv/ready tests/requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r tests/requirements.lock
	@touch $@
