# Everything a newcomer needs: make demo, make test. The other targets are their parts.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests start many processes, each of which would compile every module it imports.
unexport PYTHONDONTWRITEBYTECODE

KERNELS := $(wildcard gridgen/solver/kernels/*.py)
DEMO_SERVE ?= 1

.PHONY: help setup demo check format test test-all test-bare speed speed-page planted rough fuzz kill damaged prefectures schema load lock clean

help:
	@echo "make demo    divide the sample township and open it on the planner's page"
	@echo "make test    format, lint, types, import direction, then the tests of every day: some minutes"
	@echo "make test-all   all tests: campaigns of many cases, whole towns, browser and PostgreSQL too"
	@echo "make test-bare  make test-all on a machine without fonts and browser, by hiding those of this one"
	@echo "make check   format, lint, types, import direction"
	@echo "make speed   the benchmarks"
	@echo "make speed-page  the planner's page in a browser, with 100 grids and with 5,000; MORE=0 without memory"
	@echo "make planted 2,000 communities of each kind, made so that a division exists"
	@echo "make rough   2,000 villages drawn roughly, none of whose plans may be broken"
	@echo "make fuzz    damaged files, CRS texts and plans for ten minutes; MINUTES=1 for fewer"
	@echo "make kill    edits, upgrades, backups, jobs and divisions killed at random moments; KILLS=50 for fewer"
	@echo "make damaged 40 damaged plans, the first suggestion of each finding made, none with errors left"
	@echo "make prefectures  the samples of prefectures, divided and checked from their files"
	@echo "make schema  thousands of requests made from the OpenAPI document; EXAMPLES=50 for fewer"
	@echo "make load    50 who read and 5 who edit at once for ten minutes; MINUTES=1 for fewer"
	@echo "make lock    pin every dependency anew"

setup: $(VENV)/.ready $(VENV)/.compiled $(VENV)/.page

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "gridgen needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12" % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.compiled: $(VENV)/.ready $(KERNELS)
	$(BIN)/python -c "import gridgen.solver.kernels"
	@touch $@

$(VENV)/.page: $(VENV)/.ready api/page/package-lock.json
	$(BIN)/python -m api.planner.libraries
	@touch $@

demo: setup
	$(BIN)/python sample_geo/make.py
	$(BIN)/gridgen demo --input sample_geo/qinghe.gpkg $(if $(filter 0,$(DEMO_SERVE)),--no-serve,)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/page_types.py

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# One process for each core; the tests of a file stay together, because they share plans. Files go in
# their order: the last are small, so that no process waits long for another.
SPREAD := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: check
	$(BIN)/python -m pytest $(SPREAD) -m "not slow and not system"

test-all: check
	$(BIN)/python -m pytest $(SPREAD) --hypothesis-profile=full

test-bare:
	tests/bare.sh $(MAKE) test-all

speed: setup
	PYTHONPATH=tests $(BIN)/python tests/speed/run.py
	PYTHONPATH=tests $(BIN)/python tests/speed/stages.py
	PYTHONPATH=tests $(BIN)/python tests/speed/country.py
	$(BIN)/python tests/speed/reading.py
	$(BIN)/python tests/speed/solver.py
	$(BIN)/python tests/speed/datum.py
	$(BIN)/python tests/speed/diff.py
	$(BIN)/python tests/speed/suggest.py
	PYTHONPATH=tests $(BIN)/python tests/speed/edits.py
	PYTHONPATH=tests $(BIN)/python tests/speed/locate.py
	PYTHONPATH=tests $(BIN)/python tests/speed/printed.py
	PYTHONPATH=tests $(BIN)/python tests/speed/service.py
	PYTHONPATH=tests $(BIN)/python tests/speed/tiles.py

# Takes some minutes, and a quiet machine; EDITS=10 for fewer that are timed, MORE=0 without memory.
speed-page: setup
	PYTHONPATH=tests $(BIN)/python tests/speed/page.py --edits $(or $(EDITS),40) --more $(or $(MORE),500)

# The slow campaign behind tests/solver/test_planted.py; KINDS="towers trees" for some of them,
# EFFORT=balanced for more effort than "fast".
planted: setup
	$(BIN)/python tests/speed/planted.py

# The slow campaign behind tests/faults/test_rough.py.
rough: setup
	$(BIN)/python tests/speed/rough.py

# The slow campaign behind tests/faults/test_fuzzed.py.
fuzz: setup
	$(BIN)/python tests/speed/fuzz.py $(MINUTES)

# The slow campaign behind tests/versions/store/test_killed.py, tests/jobs/test_workers.py and
# tests/jobs/test_beside.py; KILLS=300 of each kind, 100 of workers of jobs, 30 of divisions.
kill: setup
	PYTHONPATH=tests $(BIN)/python tests/speed/kill.py $(KILLS)

# Many who read and a few who edit, for ten minutes; MINUTES=1 for fewer.
load: setup
	PYTHONPATH=tests $(BIN)/python tests/speed/load.py --minutes $(or $(MINUTES),10)

# The slow campaign behind tests/api/test_schema.py. What makes the requests is an extra of its own.
schema: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[schema]' --no-build-isolation
	PYTHONPATH=tests $(BIN)/python tests/speed/schema.py $(EXAMPLES)

# The slow campaign behind tests/versions/test_suggest.py.
damaged: setup
	$(BIN)/python tests/speed/repairs.py

# The slow campaign behind tests/sample/test_systems.py; SYSTEMS="wuzhong yanchi" for some of them.
prefectures: setup
	$(BIN)/python tests/speed/prefectures.py $(SYSTEMS)

# Made without addresses of package indexes, so that it works behind any mirror.
lock: setup
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --upgrade --extra test --strip-extras --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
