# `make run` opens the room, `make test` proves it. Everything else is listed by `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .tools/bin/uv
BUILT := src/interbeing/web/static/built
MODEL := $(wildcard src/interbeing/model/*.py)
# Files go to the processes whole and in their order: put by their number of tests, the longest would come last.
BY_FILE := --dist loadfile --no-loadscope-reorder
ISLANDS := $(wildcard islands/*.ts islands/*/*.ts islands/styles/*.css) $(wildcard scripts/*.mjs)

# Compiled modules are kept, whatever the surroundings say: each start of the room is twice as quick for it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check check-python check-islands demo bench peers soak loopback wheel sbom wire tables lock format clean validity

help: ## say what can be done here
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.kernels $(BUILT)/.ready ## set everything up and open the room with a practice patient
	@$(BIN)/interbeing serve --practice --browser

demo: $(VENV)/.kernels $(BUILT)/.ready ## play an example session into the console and strip
	@$(BIN)/interbeing demo --browser

test: ## set everything up, check everything, run every test
	@$(MAKE) --no-print-directory --jobs 3 $(VENV)/.develop $(BUILT)/.ready .tools/.system .tools/peers/.ready
	@$(MAKE) --no-print-directory --jobs 3 check-python check-islands $(VENV)/.kernels
	@$(BIN)/pytest --numprocesses 3 $(BY_FILE) -m "not browser"
	@$(BIN)/pytest tests/browser --numprocesses 2 $(BY_FILE) -m "browser and not alone" --reruns 1
	@$(BIN)/pytest tests/browser -m "browser and alone" --reruns 1

check: $(VENV)/.develop $(BUILT)/.ready ## format, lint, types and import rules, in both languages, side by side
	@$(MAKE) --no-print-directory --jobs 2 check-python check-islands

check-python:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

check-islands:
	@npx --no-install tsc --noEmit
	@npx --no-install eslint islands
	@npx --no-install vitest run --reporter=dot

bench: $(VENV)/.develop $(BUILT)/.ready .tools/.system .tools/peers/.ready ## measure marks, pages, files and agreement, each beside its nearest peer in one run
	@$(BIN)/python benchmarks/bench_marks.py
	@$(BIN)/python -m benchmarks.bench_record

peers: .tools/bench/.ready $(VENV)/.develop .tools/peers/.ready ## measure the model beside its peers (installs them in an environment apart; long)
	@for what in simulation likelihood live posterior beats; do .tools/bench/bin/python benchmarks/bench_$$what.py || exit 1; done

soak: $(VENV)/.develop $(BUILT)/.ready .tools/.system .tools/peers/.ready .tools/bids/.ready .tools/fuzz/.ready ## the long runs: kill loops, power cuts, fuzzing, validity
	@INTERBEING_SOAK=1 $(BIN)/pytest tests/faults tests/web/test_bad_messages.py tests/web/test_schema.py tests/web/test_every_cell.py tests/web/test_every_message.py tests/web/test_archive_speed.py tests/services/test_mind.py tests/formats --timeout 14400
	@INTERBEING_SOAK=1 $(BIN)/pytest tests/browser/test_every_page.py tests/browser/test_early_rise.py tests/browser/test_looks.py tests/browser/test_people.py tests/browser/test_gaze.py tests/browser/test_pulse.py tests/browser/test_sensing.py tests/browser/test_sensing_cost.py tests/browser/test_cover_under_load.py tests/browser/test_mirror.py tests/browser/test_console_speed.py tests/browser/test_nothing_leaves.py tests/browser/test_whole_session.py --timeout 14400
	@$(MAKE) --no-print-directory loopback
	@$(MAKE) --no-print-directory validity

loopback: $(VENV)/.develop $(BUILT)/.ready .tools/.system ## the browser suite where there is no network but loopback (Linux)
	@scripts/loopback.sh $(BIN)/pytest tests/browser --numprocesses 2 $(BY_FILE) -m "browser and not alone" --reruns 1

validity: $(VENV)/.develop ## check the model on imagined patients: calibration, recovery, the caregiver's rule, pacing, gallery
	@$(BIN)/python -m benchmarks.soak_calibration --patients 500 --sessions 5 --moments 20
	@$(BIN)/python -m benchmarks.soak_calibration --patients 300 --sessions 10 --moments 40
	@$(BIN)/python -m benchmarks.soak_calibration --patients 60 --sessions 20 --moments 100
	@$(BIN)/python -m benchmarks.soak_recovery 5x20 10x40 20x100
	@$(BIN)/python -m benchmarks.soak_rules --each 13 --moments 100
	@$(BIN)/python -m benchmarks.soak_pacing --patients 400 --closed 100 --processes 2
	@$(BIN)/python -m benchmarks.gallery

wheel: $(VENV)/.develop $(BUILT)/.ready ## build the wheel that carries the islands
	@$(BIN)/python -m build --wheel --no-isolation

sbom: ## write down every package of this release (CycloneDX) from the lock files
	@$(PYTHON) scripts/sbom.py dist/interbeing.cdx.json

wire: $(VENV)/.develop node_modules/.ready ## make islands/wire.ts anew from src/interbeing/web/wire.py
	@$(BIN)/python -m interbeing.web.wire | npm run --silent wire > islands/wire.ts

tables: $(VENV)/.develop ## make src/interbeing/storage/newest.sql anew from the migrations
	@$(BIN)/python -m interbeing.storage.newest > .tables && mv .tables src/interbeing/storage/newest.sql

lock: $(UV) ## write the lock files anew
	@UV=$(UV) scripts/lock.sh

format: $(VENV)/.develop ## format and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only . && $(BIN)/ruff format .

clean: ## remove what was built
	@rm -rf $(VENV) .tools node_modules $(BUILT) dist build

# --- how each part is set up -------------------------------------------------------------------------------------

$(UV):
	@scripts/need.sh python
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/.ready: requirements.lock pyproject.toml | $(UV)
	@echo "setting up Python"
	@test -d $(VENV) || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.kernels: $(VENV)/.ready $(MODEL)
	@$(BIN)/python -m interbeing.model.prepare
	@touch $@

$(VENV)/.develop: requirements-develop.lock $(VENV)/.ready
	@echo "setting up the tests"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-develop.lock
	@touch $@

.tools/bench/.ready: benchmarks/requirements.txt requirements.lock | $(UV)
	@test -d .tools/bench || $(UV) venv --quiet --python $(PYTHON) .tools/bench
	@$(UV) pip install --quiet --python .tools/bench/bin/python -r requirements.lock -r benchmarks/requirements.txt
	@$(UV) pip install --quiet --python .tools/bench/bin/python --no-deps -e .
	@touch $@

.tools/peers/.ready: tests/formats/peers.txt | $(UV)
	@echo "setting up the programs that open our files"
	@test -d .tools/peers || $(UV) venv --quiet --python $(PYTHON) .tools/peers
	@$(UV) pip install --quiet --python .tools/peers/bin/python -r tests/formats/peers.txt
	@touch $@

.tools/fuzz/.ready: requirements.lock | $(UV)
	@echo "setting up the fuzzer"
	@test -d .tools/fuzz || $(UV) venv --quiet --python $(PYTHON) .tools/fuzz
	@$(UV) pip install --quiet --python .tools/fuzz/bin/python -r requirements.lock atheris==3.0.0
	@$(UV) pip install --quiet --python .tools/fuzz/bin/python --no-deps -e .
	@touch $@

.tools/bids/.ready:
	@echo "setting up the BIDS validator"
	@mkdir -p .tools/bids && npm install --silent --no-audit --no-fund --prefix .tools/bids bids-validator@1.15.0
	@touch $@

node_modules/.ready: package.json package-lock.json
	@scripts/need.sh node
	@echo "setting up the islands"
	@npm ci --silent --no-audit --no-fund
	@touch $@

$(BUILT)/.ready: node_modules/.ready $(ISLANDS)
	@npm run --silent build
	@touch $@

.tools/.system: scripts/system.sh | $(UV)
	@scripts/system.sh
	@touch $@
