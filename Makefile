# The words people and CI use.
wasm:
	cargo build --release --lib --target wasm32-wasip1
.PHONY: wasm
