# Every target works on a fresh clone: what it needs is made first.
PYTHON ?= python3
BIN := .venv/bin
PROTOS := $(shell find protos -name '*.proto')
KERNELS := $(wildcard $(addprefix services/scheduler/planning/,roster/*.py roster/columns/*.py kinds/*.py dispatch/*.py dispatch/teams/*.py))
REGISTER ?=
REGISTERS ?=
SECONDS ?= 60
SEEDS ?= 1 2 3

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench-dispatch bench-elevators bench-estate bench-programme bench-roster check format lock clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready build/.stubs build/.kernels ## Make .venv, install the locked versions, compile protos and kernels

.venv/.ready: requirements/dev.txt pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

build/.stubs: $(PROTOS) hatch_build.py .venv/.ready
	@mkdir -p build
	$(BIN)/python hatch_build.py
	@touch $@

# Compiled once here, so that no supervisor waits for it.
build/.kernels: $(KERNELS) build/.stubs
	$(BIN)/python -m services.scheduler.planning.roster.warm
	$(BIN)/python -m services.scheduler.planning.dispatch.warm
	@touch $@

demo: setup ## Run the main job and print it; REGISTER=any-cobie.xlsx for another building
	@$(BIN)/muster demo $(REGISTER)

test: setup ## Run all tests (starts its own nats-server and PostgreSQL)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

bench-estate: setup ## Plan harbour-court's quarter in every way and write the table (about ten minutes)
	$(BIN)/python -m benchmarks estate --table --workers 2 --seed 1

bench-programme: setup ## Plan a year of harbour-court and of REGISTERS=FILES by day and write the table (a minute each)
	$(BIN)/python -m benchmarks programme --table harbour-court $(REGISTERS) --workers 2 --seed 1

bench-dispatch: setup ## Plan the published instances in INSTANCES=FOLDER and write the table (a minute each and seed)
	$(BIN)/python -m benchmarks dispatch_table $(INSTANCES) --seconds $(SECONDS) --seeds $(SEEDS)

bench-elevators: setup ## Import the list of devices FILE=CSV and list a month of their visits
	$(BIN)/python -m benchmarks elevators $(FILE)

bench-roster: setup ## Plan the published instances in INSTANCES=FOLDER and write the table (a minute each and seed)
	$(BIN)/python -m benchmarks roster_table $(INSTANCES) --seconds $(SECONDS) --seeds $(SEEDS)

check: setup ## Lint, types, imports, protos
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m grpc_tools.protoc -Iprotos -I$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])') \
		--include_imports --include_source_info --descriptor_set_out=build/muster.binpb $(PROTOS)
	$(BIN)/buf lint build/muster.binpb --config buf.yaml

format: setup ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Resolve the versions anew (needs pip-tools; made with Python 3.11)
	CUSTOM_COMPILE_COMMAND="make lock" pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --extra dev --extra postgres -o requirements/dev.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --extra postgres -o requirements/run.txt -c requirements/dev.txt pyproject.toml

clean: ## Remove what the other targets made
	rm -rf .venv build dist
	find protos -name '*_pb2*' -delete
