# A thin front of meson and ninja. `make` builds build/seine; `make help` lists the rest.
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
CHECK ?=
TARGET ?=
SECONDS ?= 60
LISTS ?=

.PHONY: all help deps check demo install uninstall bench bench-screen bench-serve bench-stream bench-store bench-link bench-checks bench-headings bench-page robustness sim-leak evaluate fuzz coverage lint analyze format golden clean
.NOTPARALLEL:

all: build/build.ninja ## build build/seine
	@ninja -C build -j $(JOBS)

build/build.ninja:
	@command -v meson >/dev/null && command -v ninja >/dev/null || { \
	  echo "meson and ninja are needed; 'make deps' installs all that the build needs"; exit 1; }
	@meson setup build -Dtests=false -Dprefix=$(PREFIX)

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

deps: ## install the packages that the build needs (apt-get)
	@tools/install-deps.sh build

check: ## install what is missing, build with and without sanitizers, run all tests and gates
	@tools/install-deps.sh check
	@JOBS=$(JOBS) tests/check.sh $(CHECK)

demo: ## the main job on real lists and a generated year of trade: table and report.html (LISTS=folder)
	@LISTS="$(LISTS)" tools/demo.sh

install: build/build.ninja ## install program, manual pages, completions, headers, data (PREFIX, DESTDIR)
	@meson configure build -Dprefix=$(PREFIX)
	@ninja -C build -j $(JOBS)
	@DESTDIR="$(DESTDIR)" meson install -C build --no-rebuild

uninstall: ## remove what the last install put there
	@ninja -C build uninstall

bench: all ## speed and memory tables (bench/run.sh)
	@tools/install-deps.sh bench
	@bash bench/run.sh

bench-screen: all ## speed of screening (bench/screen.sh; LISTS="path..." SCALE=names)
	@LISTS="$(LISTS)" bash bench/screen.sh

bench-serve: all ## requests a second of seine serve over loopback (bench/serve.sh; LISTS="path..." PEERS=PYTHON)
	@LISTS="$(LISTS)" bash bench/serve.sh

bench-stream: all ## single consignments a second through seine serve (bench/stream.sh; CONSIGNMENTS=n RATES="n..." WORLD=folder)
	@LISTS="$(LISTS)" bash bench/stream.sh

bench-store: all ## what remembering costs, in a file and in PostgreSQL (bench/store.sh; CONSIGNMENTS=n RUNS=n)
	@bash bench/store.sh

bench-page: all ## frame times of the page's inbox with 10,000 cases in Chromium (bench/page.sh)
	@bash bench/page.sh

bench-checks: all ## power and false rate of each check, on worlds and real papers (bench/checks.sh)
	@bash bench/checks.sh

bench-headings: all ## how often the heading read from words is the stated one, on worlds and real papers (bench/headings.sh)
	@bash bench/headings.sh

robustness: all ## how badly a listed name may be written and still be found (LISTS=path SEED=n ENTITIES=n)
	@ninja -C build bench/robustness >/dev/null
	@build/bench/robustness names $(or $(LISTS),data/lists/dprk.csv) | python3 bench/perturb.py $(or $(SEED),1) $(or $(ENTITIES),5000) >build/robustness-queries.tsv
	@build/bench/robustness run $(or $(LISTS),data/lists/dprk.csv) build/robustness-queries.tsv build/robustness-missed.tsv

bench-link: all ## linking measured on labelled sets, where they are present (bench/link.sh)
	@bash bench/link.sh

sim-leak: all ## what single columns of a made-up world give away about its schemes
	@build/seine simulate --consignments 60000 --schemes 100 --seed 5 --quiet --out build/sim-leak
	@python3 bench/sim_leak.py build/sim-leak

evaluate: all ## worlds, baselines and documented cases scored (bench/evaluate.sh)
	@bash bench/evaluate.sh

fuzz: ## run one fuzz target: TARGET=csv SECONDS=60
	@tools/install-deps.sh fuzz
	@JOBS=$(JOBS) tools/fuzz.sh "$(TARGET)" "$(SECONDS)"

coverage: ## line coverage by room (COVERAGE_MIN=85 makes less an error)
	@tools/install-deps.sh coverage
	@JOBS=$(JOBS) tools/coverage.sh

lint: ## clang-tidy, cppcheck, shellcheck, codespell
	@tools/install-deps.sh lint
	@JOBS=$(JOBS) tools/lint.sh

analyze: ## gcc -fanalyzer over the library (slow)
	@tools/install-deps.sh build
	@JOBS=$(JOBS) tools/lint.sh analyzer

format: ## clang-format over all C files written by hand
	@tools/install-deps.sh format
	@bash -c '. tests/gates/lib.sh; c_files "src/*" "include/*" "fuzz/*" "tests/*" "bench/*" | xargs -r clang-format -i'

golden: all ## write the present outputs as the expected ones (review the difference)
	@tests/golden.sh --update

clean: ## remove all build folders
	@rm -rf build build-*
