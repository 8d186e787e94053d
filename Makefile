# Thin: each line calls one tool. ARGS goes to the tool that a target is about, as in: make demo ARGS="--port 9000"
.PHONY: demo test check generated deploy-check bench oracle mutants console setup setup-tests setup-check clean
.DELETE_ON_ERROR:

# `query!` reads the committed .sqlx; no build needs a database.
export SQLX_OFFLINE := true
# Debian's Chromium is used: npm fetches no browser.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

NPM_CI := ci --no-audit --no-fund --prefer-offline
CONSOLE := $(shell find console -path console/node_modules -prune -o -path console/dist -prune -o -type f -print 2>/dev/null)

demo: setup console
	cargo run --release -- demo $(ARGS)

test: setup-tests console tests/browser/node_modules/.package-lock.json
	cargo run --example with_cluster -- cargo nextest run $(ARGS)
	cargo test --doc
	npm --prefix console test
	cargo build
	npm --prefix tests/browser test

check: setup-check console generated deploy-check
	cargo fmt --check
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
	cargo deny --locked check bans licenses sources
	npm --prefix console run check

# What is generated is committed, and must be what the source of today generates. The last step also runs clippy, with warnings as errors.
generated: console
	new="$$(cargo run -- openapi)" && \
		{ printf '%s\n' "$$new" | cmp -s - console/openapi.json || printf '%s\n' "$$new" > console/openapi.json; }
	npm --prefix console run gen
	git diff --exit-code -- console/openapi.json console/src/api/schema.d.ts
	deploy/sqlx-prepare.sh --check

# Compose file, service units and proxy, by their own tools.
deploy-check: setup-check
	deploy/check.sh

bench: setup console
	cargo bench $(ARGS)

# The policy judged by Cedar: a package of its own, not part of `make test`.
oracle:
	cargo test --locked --manifest-path tests/oracle/Cargo.toml --target-dir target/oracle -- --nocapture

# Every fault that can be put into access/, sessions/ and db/tx is found by a test, or waived in tests/mutants.toml. Takes a day:
# ARGS="-f src/access/permit.rs" looks at one file.
mutants: setup-tests console
	command -v cargo-mutants > /dev/null || cargo install --locked cargo-mutants
	cargo run --example with_cluster -- cargo mutants --config tests/mutants.toml --in-place $(ARGS)

console: console/dist/index.html

console/dist/index.html: console/node_modules/.package-lock.json $(CONSOLE)
	npm --prefix console run build

%/node_modules/.package-lock.json: %/package-lock.json
	npm --prefix $* $(NPM_CI)
	touch $@

setup:
	deploy/setup.sh

setup-tests setup-check: setup-%:
	deploy/setup.sh --$*

clean:
	cargo clean
	rm -rf console/dist console/node_modules tests/browser/node_modules
