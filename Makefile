# Two commands are all that a fresh machine with Go needs: `make demo` and `make test`.
# Go modules and tools come through the module proxy; a C compiler, which the SQLite driver
# needs, is installed if it is missing and the user may.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export CGO_ENABLED := 1
# Go stamps the commit into programs and fails where git does not trust the checkout.
ifneq ($(shell git rev-parse HEAD >/dev/null 2>&1 && echo yes),yes)
export GOFLAGS := $(GOFLAGS) -buildvcs=false
endif

# What may be chosen on the command line, for example `make eval EVAL_DIR=/data/eval`.
EVAL_DIR    ?= ../shared/eval
MISSES      ?=
UPDATE      ?=
BENCH       ?= .
BENCHTIME   ?= 1s
BENCHCOUNT  ?= 6
FUZZ_BUDGET ?= 90
DB          ?= laqab.db
LISTEN      ?= 127.0.0.1:50051

# Tools that the program does not link have modules of their own, so that they add nothing to go.mod.
BUF      := go tool -modfile=tools/buf.mod buf
GOLANGCI := go tool -modfile=tools/lint.mod golangci-lint

.PHONY: help
help: ## show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## start a server on the table that ships, resolve real mentions through gRPC, stop it
	@tools/demo/demo.sh

.PHONY: serve
serve: build ## serve laqab.db until Ctrl-C (DB=FILE LISTEN=ADDR)
	@exec bin/laqabd serve --db "$(DB)" --listen "$(LISTEN)"

.PHONY: build
build: cc ## build bin/laqabd and bin/laqab
	@go build -o bin/ ./service/cmd/laqabd ./client/cmd/laqab

.PHONY: test
test: cc ## everything that must hold: generated code, lint, race tests, fuzzing, quality
	@tools/stages.sh check-generated check-proto check-modules check-go check-race check-fuzz check-demo check-quality

.PHONY: lint
lint: cc ## the checks that run nothing: generated code, proto, modules, Go
	@tools/stages.sh check-generated check-proto check-modules check-go

.PHONY: eval
eval: build ## measure the own suites and those in EVAL_DIR (UPDATE=1 rewrites the golden files, MISSES=DIR keeps wrong answers)
	@go run ./tools/eval -bin bin -dir "$(EVAL_DIR)" -misses "$(MISSES)" $(if $(UPDATE),-update)

.PHONY: bench
bench: cc ## speed, memory and quality on tables of up to a million names, beside plainer methods and a bare echo
	@go run -tags sqlite_fts5 ./tools/bench -sizes 10k,100k,1M

.PHONY: bench-10m
bench-10m: cc ## the same in process on ten million names
	@go run ./tools/bench -sizes 1M,10M -skip-rpc -skip-peers

.PHONY: bench-go
bench-go: cc ## Go benchmarks, for benchstat (BENCH=REGEXP BENCHTIME=1s BENCHCOUNT=6)
	@go test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -count $(BENCHCOUNT) -benchmem $$(grep -rl --include='*_test.go' '^func Benchmark' . | xargs -n1 dirname | sort -u)

.PHONY: bench-review
bench-review: BENCHTIME = 60s
bench-review: cc ## what the review queue costs, at 10,000 resolves a second and at full speed (BENCHTIME=60s)
	@go test ./service -run '^$$' -bench '^BenchmarkReview$$' -benchtime $(BENCHTIME)

.PHONY: train
train: cc ## fit resolver/match/model.json on the suites of EVAL_DIR
	@go run ./tools/train -data "$(EVAL_DIR)" -out resolver/match/model.json

.PHONY: generate
generate: ## regenerate proto/laqab/v1/*.pb.go
	@$(BUF) generate

.PHONY: clean
clean: ## remove what `make build` made
	@rm -rf bin

# The stages of `make test`. Each can be run alone.

.PHONY: cc
cc:
	@tools/cc.sh

.PHONY: check-generated
check-generated:
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	$(BUF) generate -o "$$dir"; \
	diff -r --exclude='*.proto' "$$dir/proto/laqab" proto/laqab || { echo "generated code is not what the proto files give: run make generate" >&2; exit 1; }; \
	echo "generated code is what the proto files give"

.PHONY: check-proto
check-proto:
	@$(BUF) lint; echo "buf lint: clean"
	@tools/breaking.sh $(BUF)

# tools/*.mod are not checked: from here nothing imports what they require, so tidy would drop it.
.PHONY: check-modules
check-modules:
	@go mod tidy -diff
	@cgo=$$(go list -deps -f '{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}' ./client/... ./resolver/...); \
	[ -z "$$cgo" ] || { echo "client and resolver must build without a C compiler, but import:"; echo "$$cgo"; exit 1; } >&2; \
	echo "go.mod is tidy; client and resolver need no C compiler"

.PHONY: check-go
check-go:
	@$(GOLANGCI) run

.PHONY: check-race
check-race:
	@go test -race ./...

.PHONY: check-fuzz
check-fuzz:
	@tools/fuzz.sh $(FUZZ_BUDGET)

.PHONY: check-demo
check-demo: build
	@tools/demo/demo.sh >/dev/null; echo "the demo runs"

.PHONY: check-quality
check-quality: build
	@go run ./tools/eval -bin bin
