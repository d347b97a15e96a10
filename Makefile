# Everything a stranger needs: `make demo` and `make test`. Both make the environment first and reuse it afterwards.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo up test faults bench check setup setup-dev format requirements clean

demo: .venv/app.stamp  ## a real alert comes in, phones ring, the story runs to its end
	@$(BIN)/mimp demo

up: .venv/app.stamp  ## the same without the story, until interrupted; state is kept
	@$(BIN)/mimp up

test: .venv/dev.stamp  ## all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

faults: .venv/dev.stamp  ## kill every process at every boundary of an escalation, and at each step of closing; writes fault-report.md
	@MIMP_ALL_FAULTS=1 $(BIN)/python -m pytest tests/faults -v

bench: .venv/app.stamp  ## how long things take on this machine: some minutes; for a part of it, make bench ONLY=idle
	@$(BIN)/python -m benchmarks $(addprefix --only ,$(ONLY))

check: .venv/dev.stamp  ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/dev.stamp  ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

setup: .venv/app.stamp  ## only the environment the product needs
setup-dev: .venv/dev.stamp  ## and what its tests need

requirements:  ## write the pinned requirement files anew from pyproject.toml (needs uv)
	@requirements/compile

clean:  ## remove the environment and all local state
	rm -rf .venv .mimp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python cannot make an environment: install its venv module (Debian: apt-get install python3-venv)."; exit 1; }

# The app's requirements are a part of the developer's, so the second installs on top of the first.
.venv/app.stamp: requirements/app.txt pyproject.toml | .venv/bin/python
	@$(call install,requirements/app.txt)
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/app.stamp
	@$(call install,requirements/dev.txt)
	@touch $@

define install
echo "Installing $(1) ..."; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
  || { echo "The packages could not be installed: is a package index reachable?"; exit 1; }
endef
