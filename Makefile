# The words people and CI use. `make` alone lists them.

WASM   := wasm32-wasip1
VENV   := .venv
PYTHON := $(VENV)/bin/python
# One file per set of pinned requirements: when they change, the environment is brought up to date.
READY  := $(VENV)/.ready-$(firstword $(shell cksum < tests/e2e/requirements.txt))
MODULE := target/$(WASM)/release/promptsieve.wasm
# The Python that is checked and formatted.
SCRIPTS := tests/e2e benches
# Makes modules smaller, in place, once `make setup` has brought what it takes.
SHRINK := $$(test -x $(PYTHON) && echo $(PYTHON) || echo python3) benches/shrink.py

# V8 (Envoy) and Wasmtime (Kong) both run simd128, which .cargo/config.toml turns on; `make wasm
# SIMD=0` builds for a host that does not. The other variables are PYTEST and ARGS (more arguments
# for pytest and size.py) and SECONDS_PER_TARGET (of fuzzing).
SIMD ?= 1
# As in .cargo/config.toml, which these variables of the environment replace.
INLINING := -C llvm-args=-inlinedefault-threshold=125
ifeq ($(SIMD),0)
export CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS := -C target-feature=-simd128 $(INLINING)
endif
SIZE_FLAGS := -C target-feature=+simd128 $(INLINING) -C link-arg=--emit-relocs -C symbol-mangling-version=v0
PYTEST ?=
ARGS ?=
SECONDS_PER_TARGET ?= 20

.DEFAULT_GOAL := help
.PHONY: help setup target wasm size native demo test test-rust test-e2e check fmt bench fuzz accuracy clean modules

help: ## List the words
	@echo "Promptsieve: a proxy-wasm filter that inspects LLM traffic. Words:"
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: target $(READY) ## Get what is missing: the wasm target, and .venv with Envoy, pytest and client SDKs

# Asked first: on a machine without internet the target may be there and rustup's server not.
target:
	@rustup target list --installed | grep -qx $(WASM) || rustup target add $(WASM)

$(READY): tests/e2e/requirements.txt
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@rm -f $(VENV)/.ready-*
	@touch $@

wasm: target ## Build the module: target/wasm32-wasip1/release/promptsieve.wasm (SIMD=0: without simd128)
	cargo build --release --lib --target $(WASM)
	@$(SHRINK) $(MODULE)
	@ls -l $(MODULE) | awk '{printf "%s: %d KB\n", $$NF, $$5 / 1024}'

# Linked once more in a directory of its own, with names and with a note of what refers to what.
size: target ## Say what each family of the module costs, in KB (ARGS="--functions 30": the largest functions, too)
	@CARGO_PROFILE_RELEASE_STRIP=false CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS="$(SIZE_FLAGS)" \
		cargo build --quiet --release --lib --target $(WASM) --target-dir target/size
	@python3 benches/size.py target/size/$(WASM)/release/promptsieve.wasm $(ARGS)

native: ## Build the command line: target/release/promptsieve
	cargo build --release --bin promptsieve

# What the tests load: the filter, the same able to panic on demand, and one that does nothing. Cargo
# decides what is stale.
modules: target
	cargo build --release --lib --target $(WASM)
	cargo build --release --lib --target $(WASM) --features fault-injection --target-dir target/fault
	@$(SHRINK) $(MODULE) target/fault/$(WASM)/release/promptsieve.wasm
	cargo build --release --manifest-path benches/noop/Cargo.toml --target $(WASM) --target-dir target/noop

demo: setup wasm ## See it work: real Envoy, a small upstream, what was sent and what arrived
	@$(PYTHON) tests/e2e/demo.py

test: test-rust test-e2e ## Run every test, real Envoy included

# The host simulator in tests/host loads the module, too.
test-rust: modules
	cargo test --workspace

# The command line is built for the tests that ask it whether the examples' policies are valid.
test-e2e: setup modules native
	$(PYTHON) -m pytest tests/e2e $(PYTEST)

check: setup ## Formatting, lints for both targets, documentation
	$(VENV)/bin/ruff check --quiet $(SCRIPTS)
	$(VENV)/bin/ruff format --quiet --check $(SCRIPTS)
	cargo fmt --check --all
	cargo fmt --check --manifest-path benches/noop/Cargo.toml
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --lib --target $(WASM) -- -D warnings
	cargo clippy --lib --target $(WASM) --features fault-injection -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --no-deps --document-private-items --lib

fmt: setup ## Format the code
	$(VENV)/bin/ruff format --quiet $(SCRIPTS)
	cargo fmt --all
	cargo fmt --manifest-path benches/noop/Cargo.toml

bench: setup modules ## Measure: real Envoy without a filter, with a no-op one, with ours; tables and target/bench.json
	$(PYTHON) benches/envoy/bench.py
	$(PYTHON) benches/envoy/first_event.py

fuzz: ## Run every fuzz target for a while (needs cargo-fuzz and a nightly compiler)
	@for target in $$(cargo +nightly fuzz list); do \
		mkdir -p fuzz/corpus/$$target; \
		cargo +nightly fuzz run $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
			-max_total_time=$(SECONDS_PER_TARGET) || exit 1; \
	done

accuracy: ## Count hits and false alarms on labelled data (../shared/data)
	@for example in accuracy accuracy_injection; do \
		if [ -e examples/$$example.rs ]; then cargo run --quiet --release --example $$example || exit 1; fi; \
	done

clean: ## Remove everything built or installed here
	cargo clean
	rm -rf $(VENV)
