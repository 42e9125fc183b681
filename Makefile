# Two commands: `make demo` shows Nguon at work, `make test` proves that it works.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILED := build/compiled
PACKAGES := ledger api signer schemas cli verifier_web
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo test lint unit frauds soak bench bench-quick bench-quick-pure vectors rules clean

demo: $(VENV)/.installed
	$(BIN)/nguon demo

test: $(VENV)/.tools
	$(MAKE) --jobs=2 lint $(COMPILED)/.made
	$(MAKE) unit

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.tools
	node --test $$(find tests -name '*.test.mjs' | sort)
	$(BIN)/pytest -m "not soak"

# Frauds from the real world, each refused or flagged by the rule that should.
frauds: $(VENV)/.tools
	$(BIN)/pytest -m fraud

# The long searches: about an hour and a half on two cores that have other work too. Leaders lost
# on PostgreSQL take 20 minutes of it, kills 20, the two languages 12, faults of stores 20.
# NGUON_CHAOS_ROUNDS (kills, lost leaders), NGUON_ECONOMY_ROUNDS make it shorter or longer;
# NGUON_CHAOS_SEED and NGUON_ECONOMY_SEED name the seed of a run that failed.
soak: $(VENV)/.tools
	$(BIN)/pytest -m soak

# Everything beside what it is compared with: about a quarter of an hour and 25 GB in the temporary
# folder (TMPDIR); written to bench/results. merkletools runs without what it asks for.
bench: export PYTHONPATH = $(CURDIR)/$(COMPILED)
bench: $(COMPILED)/.made
	$(BIN)/pip install --quiet --no-deps merkletools==1.0.3
	$(BIN)/python -m bench
	$(BIN)/python bench/rules.py
	$(BIN)/python bench/closure.py
	$(BIN)/python bench/trace_size.py

# The main ratios as one JSON line, in under 50 seconds; with the compiled wheel, and without.
bench-quick: $(COMPILED)/.made
	@PYTHONPATH=$(CURDIR)/$(COMPILED) $(BIN)/python -m bench.quick

bench-quick-pure: $(VENV)/.tools
	@$(BIN)/python -m bench.quick

# The vector files are made, never edited; the tests hold them to their makers.
vectors: $(VENV)/.tools
	$(BIN)/python tests/vectors/make_bundles.py
	cd tests && ../$(BIN)/python -m vectors.make_log
	cd tests && ../$(BIN)/python -m vectors.make_notes
	cd tests && ../$(BIN)/python -m vectors.make_ed25519

# The page's share of the catalogue of rules; a test holds it to its maker.
rules: $(VENV)/.installed
	$(BIN)/python scripts/write_rules_js.py

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) scripts/make_venv.py $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.tools: $(VENV)/.installed scripts/test_tools.sh
	$(BIN)/pip install --quiet --constraint constraints.txt --group dev
	sh scripts/test_tools.sh $(BIN)
	touch $@

# What a compiled wheel installs (ADR 24), to measure and test it: first on PYTHONPATH it is used.
$(COMPILED)/.made: $(shell find $(PACKAGES) -type f -not -path '*/__pycache__/*') pyproject.toml scripts/compiled_wheel.py | $(VENV)/.tools
	rm -rf $(COMPILED)
	HATCH_BUILD_HOOK_ENABLE_CUSTOM=true $(BIN)/pip install --quiet --no-build-isolation --no-deps --target $(COMPILED) .
	touch $@

clean:
	rm -rf $(VENV) build demo-data
