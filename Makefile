# What a contributor types. Every target first sets up what it needs in .venv, from requirements.lock.
# Needed beforehand: make, Python 3.11 or newer, and a package index.

PYTHON ?= python3
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11

BIN := .venv/bin
LOCKED := .venv/locked.stamp
READY := .venv/ready.stamp
WHEEL_ENV := build/wheel-env
BENCHMARKS := cold tree lake generate sandbox extract snapshots record otel ask debug viewer

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check lint static suite coverage soak wheel-env fix golden bench pictures cold lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## an org, a lake, why a session failed, the viewer; needs no account
	@$(BIN)/rearview demo --output build/demo $(if $(CI),--no-view)

# Four searches for a file that breaks the reader of snapshots, of so many seconds each: a minute in all.
test: export REARVIEW_FUZZ ?= 15
test: check ## everything that CI runs

check: static suite ## the static checks, then every test against the built wheel

lint: static ## the quick loop: the static checks and the rules of the house
	$(BIN)/python -m pytest -q tests/house

static: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

suite: wheel-env
	REARVIEW_EXPECT=wheel $(WHEEL_ENV)/bin/python -m pytest -n 2 --dist loadgroup --durations=15 --durations-min=5

# Apart from the suite, because counting lines takes as long again as running them.
coverage: wheel-env ## the same tests, and which lines and branches none of them reaches: at most 5 in 100
	REARVIEW_EXPECT=wheel $(WHEEL_ENV)/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-fail-under=95

# The wheel in an environment of its own. Its .pth file lends it the folder of the locked dependencies; Python doesn't
# follow the .pth files in a folder that it was lent, so the sources stay out of reach, and coverage's own is repeated.
wheel-env: $(READY)
	@rm -rf build/wheel $(WHEEL_ENV)
	@$(BIN)/python -m hatchling build -t wheel -d build/wheel >/dev/null
	@$(BIN)/python -m venv --without-pip $(WHEEL_ENV)
	@$(BIN)/python -m pip --python $(WHEEL_ENV)/bin/python install --quiet --no-index --no-deps build/wheel/*.whl
	@lent=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	into=$$($(WHEEL_ENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	{ echo "$$lent"; cat "$$lent"/*coverage.pth; } >"$$into/lent.pth"

soak: wheel-env ## what takes longer: fifty kills, and histories of late data by the dozen
	REARVIEW_KILLS=50 REARVIEW_HISTORIES=20 $(WHEEL_ENV)/bin/python -m pytest -n 2 \
		tests/cli/test_killed.py tests/sources/agentforce/extract/test_late.py

fix: $(READY) ## format, repair what can be repaired, write the generated parts of docs
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/python -m docs.generate

golden: $(READY) ## write the golden files of the tests again; read the difference before you commit it
	$(BIN)/python -m pytest -q --golden $$(grep -rlw golden tests --include='test_*.py')

bench: $(READY) ## run every benchmark
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done

pictures: $(READY) ## draw the pictures of the viewer again, docs/images; needs Chromium
	@$(BIN)/python -m docs.pictures

cold: $(READY) ## how long the command line takes to start
	@$(BIN)/python benchmarks/cold.py

lock: build/lock-env ## write requirements.lock again from pyproject.toml
	build/lock-env/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --group dev -o requirements.lock

clean: ## remove everything that make has made
	rm -rf .venv build .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- setting up -----------------------------------------------------------------------------------------------

# find_python sets the shell's $$python to the first interpreter that is new enough.
define find_python
python=; for candidate in $(PYTHONS); do \
	if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		python=$$candidate; break; \
	fi; \
done; \
if [ -z "$$python" ]; then \
	echo "Rearview needs Python 3.11 or newer; none was found among: $(PYTHONS)." >&2; \
	echo "Hint: install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	exit 1; \
fi
endef

$(LOCKED): requirements.lock
	@$(find_python); \
	echo "Setting up .venv with $$($$python --version); this takes a minute or two and happens once." >&2; \
	test -x $(BIN)/python || $$python -m venv .venv || { \
		rm -rf .venv; \
		echo "Hint: some systems ship venv apart from Python; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	}
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

build/lock-env:
	@$(find_python); $$python -m venv $@
	@$@/bin/pip install --quiet uv || { rm -rf $@; exit 1; }
