# Zagaj. "make help" lists what there is to do.
SHELL := /bin/sh
.DEFAULT_GOAL := help

ADDR ?= 127.0.0.1:8080
DATA ?= data
ONLY ?= .
# REES46's open dataset (rees46.com), not part of this project.
REES46 ?= ../shared/data/rees46_2019-10-01_0000-0250.csv
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

# Without gin's optional msgpack codec, which nothing here uses and which takes minutes to compile.
export GOFLAGS ?= -tags=nomsgpack

FRONT := $(shell find widget/wire widget/visitor widget/panel -type f -not -name '*.test.ts' 2>/dev/null) \
         widget/package.json widget/vite.visitor.ts widget/vite.panel.ts
GO := $(shell find . -name '*.go' -not -path './widget/node_modules/*' -not -name '*_test.go') go.mod go.sum \
      $(shell find sql/migrations widget/demo -type f)

# backtest-real takes DATA from the command line only when it is given there.
.PHONY: client sbom fuzz security mutations properties plugins test-plugins test-platforms test-vendors conformance backtest-real help run build front deps chromium test test-go test-front test-browser check bench canary chaos size dev pictures clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  ADDR=$(ADDR)  DATA=$(DATA)  (make run ADDR=0.0.0.0:9000 DATA=/srv/zagaj)"

run: build ## start Zagaj with the demo shop, on an embedded store
	ADDR=$(ADDR) DATA=$(DATA) bin/zagaj serve --demo

build: bin/zagaj ## build both front ends and the binary

bin/zagaj: $(GO) widget/dist/zagaj.js
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/zagaj ./cmd/zagaj

front: widget/dist/zagaj.js
widget/dist/zagaj.js: widget/node_modules/.installed $(FRONT)
	cd widget && npm run --silent build
	@touch $@

deps: widget/node_modules/.installed
widget/node_modules/.installed: widget/package.json widget/package-lock.json
	cd widget && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

chromium: ## install Chromium by the package manager, when there is none
	@scripts/chromium.sh

test: build chromium ## run everything: Go with -race on both stores, TypeScript, two real browsers, real faults
	node scripts/test.mjs go front browser chaos

test-go: front ## Go tests only
	node scripts/test.mjs go

test-front: front ## sizes, TypeScript checks and unit tests only
	node scripts/test.mjs front

test-browser: build chromium ## browser stories only
	node scripts/test.mjs browser

properties: ## the engine's properties over a thousand new random logs each; takes some minutes
	ZAGAJ_LONG=1 go test -timeout 60m ./triggers -run 'Deadline|SameLog|Disturb|Restart|Shards|Reference|NextIs'

plugins: deps ## pack what is installed in shops into bin/plugins
	@mkdir -p bin/plugins && rm -f bin/plugins/*.zip bin/plugins/*.tgz
	@for p in plugins/*/zagaj; do (cd $$(dirname $$p) && zip -qrX $(CURDIR)/bin/plugins/zagaj-$$(basename $$(dirname $$p)).zip zagaj); done
	@if [ -d plugins/opencart/zagaj ]; then rm bin/plugins/zagaj-opencart.zip && (cd plugins/opencart/zagaj && zip -qrX $(CURDIR)/bin/plugins/zagaj.ocmod.zip .); fi
	@cd plugin/shopware/app && zip -qrX $(CURDIR)/bin/plugins/zagaj-shopware.zip ZagajChat
	@for p in vendure medusa js; do (cd plugins/$$p && PATH="$(CURDIR)/widget/node_modules/.bin:$$PATH" npm run --silent build && \
	  npm pack --silent --pack-destination $(CURDIR)/bin/plugins >/dev/null) || exit 1; done
	@ls bin/plugins

test-plugins: deps ## PHP and TypeScript of what is installed in shops: syntax, standards, unit tests; installs PHP and its tools where they are missing (PHPCS_WORDPRESS=vendor/bin/phpcs: WordPress' own standards, too)
	@for tool in php phpcs phpmd; do command -v $$tool >/dev/null || { scripts/php.sh; break; }; done
	@node scripts/plugins.mjs

test-platforms: build chromium plugins ## real Vendure, Medusa, WordPress and OpenCart with our plugin, in throw-away folders (ONLY_PLATFORM=woocommerce, PLATFORMS=folder to keep, WORDPRESS=, WOOCOMMERCE= and OPENCART=folders with their files)
	@cd widget && $(CURDIR)/scripts/postgres.sh npx playwright test --config e2e/platforms/playwright.config.ts

test-vendors: build ## signatures against the vendors' own libraries, from npm into a throw-away folder
	@node scripts/vendors.mjs

conformance: ## every shop platform against every case, as a table
	@node scripts/conformance.mjs

check: front ## format, vet, lint, floors
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt these:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go test ./cmd/zagaj -run TestFloors
	go test ./sql -run 'TestEveryQueryNamesItsShop|TestAQueryWithoutItsShopIsSeen'
	go test ./api -run 'TestEveryDoorHasAPolicy|TestEveryTopicHasAPolicy'
	cd widget && node client.mjs --check && npm run --silent check

chaos: front ## prove the promises of delivery with real processes and faults; one JSON object a line (SHORT=1, FOR=3m, SEED=n)
	@scripts/postgres.sh go run ./cmd/chaos $(if $(SHORT),-short) $(if $(FOR),-for $(FOR)) $(if $(SEED),-seed $(SEED)) -only '$(ONLY)'

bench: build chromium ## measure; one JSON object a line (ONLY=regexp chooses)
	@scripts/postgres.sh go run ./cmd/bench -only '$(ONLY)'

backtest-real: ## replay a real clickstream (DATA=file.csv): ten minutes in one category, three products
	@$(MAKE) --no-print-directory build >&2
	@bin/zagaj backtest --json --short --rules triggers/backtest/testdata/linger.json \
	  --events $(if $(filter command environment,$(firstword $(origin DATA))),$(DATA),$(REES46))

security: $(if $(SHORT),front,build chromium) ## run the proofs of docs/threat-model.md; a table of promise, cases, failures; about half an hour (SHORT=1: without browsers, fuzzing and faults, controls only looked for; FUZZTIME=5000x inputs a target)
	@node scripts/security.mjs $(if $(SHORT),--short)

fuzz: ## run every fuzz target (FUZZTIME=20s each, ONLY=regexp); what fails is kept in testdata/fuzz
	@FUZZTIME=$(FUZZTIME) ONLY='$(ONLY)' node scripts/fuzz.mjs

sbom: deps ## what the product is made of, with licences: bin/sbom.json (CycloneDX), and a table; fails on a licence that may not be passed on
	@mkdir -p bin && node scripts/sbom.mjs > bin/sbom.json && node scripts/sbom.mjs --check

mutations: front ## take each security control out in turn, in a copy, and demand that its test then fails (ONLY=regexp)
	@ONLY='$(ONLY)' node scripts/mutations.mjs

canary: ## type and delete 1,000 marked drafts on a running server, then search all it wrote for them
	@go run ./cmd/canary

size: ## sizes of the built files; one JSON object a line
	@$(MAKE) --no-print-directory build >&2
	@node scripts/size.mjs

dev: deps ## rebuild and restart on every change
	@scripts/dev.sh $(ADDR) $(DATA)

client: deps ## make the panel's types of the API anew from docs/openapi.yaml
	cd widget && node client.mjs

pictures: build chromium ## take the README's and the guides' pictures anew (ONLY=guides-pictures for these alone)
	cd widget && PICTURES=1 npx playwright test --config e2e/playwright.config.ts $(if $(filter .,$(ONLY)),pictures,$(ONLY))

clean: ## remove what was built
	rm -rf bin test-results widget/dist/zagaj.js widget/dist/widget widget/dist/panel
