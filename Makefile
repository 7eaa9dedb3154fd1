# mailroom: build, try, test. `make` alone lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Imports are the architecture: a target that imports what its manifest entry does not list fails to build.
STRICT := --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources Tests

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: packages
packages: ## Install the Debian packages, check Swift; leaves no service running
	@scripts/check-swift
	@scripts/install-packages

.PHONY: build
build: packages ## Build everything, debug
	swift build $(STRICT)

# With the Swift library inside it, the program runs where there is no Swift, and decides a fifth faster: retain and
# release are no longer calls through a table.
.PHONY: release
release: packages
	swift build $(STRICT) --configuration release --static-swift-stdlib --product mailroom

# Where 'make install' puts things; DESTDIR stands before all of it.
PREFIX ?= /usr/local
.PHONY: install
install: release ## Install the program, its manual, its unit and its samples (PREFIX=, DESTDIR=); starts nothing
	scripts/install --prefix $(PREFIX) $(if $(DESTDIR),--destdir $(DESTDIR))

.PHONY: deb
deb: release ## Build a Debian package into .build/deb
	@scripts/install-packages dpkg-dev lintian
	scripts/build-deb

.PHONY: deb-check
deb-check: deb ## Install the Debian package on a bare Debian 12 in a folder, use it, and remove it (as root)
	@scripts/install-packages debootstrap
	scripts/check-deb .build/deb/mailroom_*.deb

.PHONY: demo
demo: release ## Show it working on real mail servers (KEEP=1 keeps them running)
	.build/release/mailroom demo $(if $(filter-out 0,$(KEEP)),--keep)

.PHONY: test
test: packages ## Build and run every test, sandbox tests included
	@scripts/install-packages chromium chromium-driver prometheus
	@scripts/run-tests $(STRICT)

.PHONY: fuzz
fuzz: packages ## Feed 200,000 mutations to each reader of what servers and senders write (MUTATIONS=, SEED=)
	swift build --build-tests $(STRICT)
	MAILROOM_FUZZ=$(or $(MUTATIONS),200000) MAILROOM_FUZZ_SEED=$(or $(SEED),20261122) \
	    swift test --skip-build $(STRICT) --filter FuzzTests

.PHONY: scale
scale: release ## Measure vast mailboxes and large messages: on real servers, a million in the pretend world
	scripts/scale --write
	swift build --build-tests $(STRICT)
	MAILROOM_SCALE=1000000 swift test --skip-build $(STRICT) --filter VastMailboxTests

.PHONY: check
check: ## Check format and house rules of sources and scripts
	swift format lint --strict --recursive --parallel $(SOURCES)
	@scripts/check-sources

.PHONY: format
format: ## Format the sources
	swift format --in-place --recursive --parallel $(SOURCES)

# The pretend world. It decides nothing that a debug build would decide otherwise, and is ten times as fast.
# What one run gives back, the next asks for again: the kernel need not be told.
SIM := MALLOC_TRIM_THRESHOLD_=268435456 MALLOC_TOP_PAD_=16777216 .build/release/mailroom-sim
.PHONY: sim-build
sim-build: packages
	swift build $(STRICT) --configuration release --product mailroom-sim

.PHONY: sim
sim: sim-build ## Explore the pretend world (RUNS= FIRST= STEPS= JOBS=), or replay (SEED= STEPS= ONLY=)
	$(SIM) $(if $(SEED),--seed $(SEED)) $(if $(RUNS),--runs $(RUNS)) $(if $(FIRST),--first $(FIRST)) \
		$(if $(STEPS),--steps $(STEPS)) $(if $(ONLY),--only $(ONLY)) $(if $(JOBS),--jobs $(JOBS))

.PHONY: sim-sweep
sim-sweep: sim-build ## Kill the agent at every point of plain runs and every pair, fail its disk at every operation (SCENE= EVERY= JOBS=)
	$(SIM) --sweep $(if $(EVERY),--every-pair) $(if $(SCENE),--scene $(SCENE)) $(if $(JOBS),--jobs $(JOBS))

.PHONY: sim-zoo
sim-zoo: sim-build ## Live for a month among the worst autoresponders, and opposite another agent (DAYS=)
	$(SIM) --zoo $(or $(DAYS),30)

.PHONY: sim-day
sim-day: sim-build ## Play the busiest simulated day at the shipped limits, as planned and denser (SEED=)
	$(SIM) --day $(or $(SEED),7)

.PHONY: sim-planted
sim-planted: packages ## Plant known bugs in a copy, one at a time, and show that the pretend world finds each
	scripts/sim-planted

.PHONY: bench
bench: release ## Measure drain, one letter's way and rules; writes docs/benchmarks.md
	scripts/bench --write

.PHONY: torment
torment: release ## Kill and torment a running agent on real servers, then count every message (SEED=, LETTERS=, KILLS=)
	@scripts/install-packages iptables iproute2
	scripts/torment $(if $(SEED),--seed $(SEED)) $(if $(LETTERS),--letters $(LETTERS)) $(if $(KILLS),--kills $(KILLS))

.PHONY: sim-limits
sim-limits: packages ## Show that the rate limits hold for 10,000 simulated hours
	MAILROOM_HOURS=10000 swift test $(STRICT) --filter RateSimulationTests

.PHONY: clean
clean: ## Remove what was built
	rm -rf .build
