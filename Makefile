# The two commands of the README are `go run ./cmd/demo` and `make test`; the
# rest is listed in CONTRIBUTING.md.

SHELL := /bin/bash
GO ?= go
FUZZTIME ?= 30s
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: test setup check check-go check-bundle check-ts unit e2e screens screens-test figures lint fuzz bundle clean test-damage test-faults test-deliveries test-powercut test-screen mutants bench-queue bench-sync bench-drivers bench-thirdparty bench-hq drivertest

test: setup check unit

# Installs what is missing: on Debian by itself, elsewhere it says what to install.
setup:
	@scripts/setup

check: check-go check-bundle check-ts

check-go:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 $(GO) vet ./...
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 $(GO) build ./...
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 $(GO) build ./...
	GOOS=linux GOARCH=arm CGO_ENABLED=0 $(GO) build ./cmd/kioskd ./cmd/padsim
	$(GO) mod verify

# The page that is embedded is the one that its source makes.
check-bundle:
	$(GO) test ./ui/bundle

check-ts:
	cd ui/web && npx --no-install tsc --noEmit

# One package more than there are cores: cmd/e2e waits most of its ten minutes for
# pads and boots that take their time.
PACKAGES_AT_ONCE ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))

unit:
	$(GO) test -race -p $(PACKAGES_AT_ONCE) -timeout 22m ./...

# 10,000 damaged data folders, where `make test` opens 500.
test-damage:
	KIOSKD_DAMAGE_RUNS=10000 $(GO) test -timeout 60m -run '^TestDamage$$' -v ./queue

# A disk that fails under the running agent, in 30 ways; make test tries six.
test-faults:
	E2E_DISK_FAULTS=all $(GO) test -timeout 30m -run '^TestDiskFaults$$' -v ./cmd/e2e

e2e:
	$(GO) test -race -timeout 15m -v ./cmd/e2e

# A million facts over lines that break all the time (toxiproxy), where `make
# test` carries a few thousand. DELIVERIES takes flags: --facts, --kiosks, --seed.
test-deliveries:
	@scripts/test-deliveries $(DELIVERIES)

# Pulls the plug on emulated machines, CUTS times (7 to 20 seconds each).
test-powercut:
	@scripts/powercut

# The kiosk's browser on a display of its own, killed and hung in the middle of a
# payment: back within five seconds. Takes docs/screens/kiosk.png on the way.
test-screen: setup
	E2E_SCREEN=strict E2E_PICTURE=$(CURDIR)/docs/screens/kiosk.png $(GO) test -timeout 15m -run '^TestKioskBrowser$$' -count=1 -v ./cmd/e2e

# Builds the product with deliberate bugs, one at a time, and has chaos find them.
mutants:
	$(GO) run ./cmd/chaos/mutants --doc docs/reliability.md

# The queue beside its peers; the table goes into docs/performance.md. BENCH
# takes flags: make bench-queue BENCH=--quick
bench-queue:
	@scripts/bench-queue $(BENCH)

# A backlog on its way to HQ, beside what the parts could do alone; the table goes
# into docs/performance.md. BENCH takes flags: make bench-sync BENCH=--quick
bench-sync:
	@scripts/bench-sync $(BENCH)

# What drivers add to a payment; the tables go into docs/performance.md.
bench-drivers:
	@scripts/bench-drivers

# From a server's push to the pad's first byte, by each way; about two minutes.
bench-thirdparty:
	@scripts/bench-thirdparty

# What an HQ on PostgreSQL carries: ingest, a storm of 10,000 kiosks, a process
# killed under load; the tables go into docs/performance.md. About fifteen minutes.
# BENCH takes flags: make bench-hq BENCH=--quick
bench-hq: setup
	@scripts/bench-hq $(BENCH)

# Every mishap at every byte for every driver, where `make test` tries a sample;
# about ten minutes. The tables at the end count the scenarios.
drivertest:
	@set -o pipefail; KIOSKD_DRIVERTEST=all $(GO) test -timeout 60m -run '^TestSuite$$' -v ./drivers/... | grep -vE '^ *(=== |--- PASS)'

.PHONY: packages release test-service test-boot test-windows

# What a kiosk is installed from, in dist/; PACKAGES takes flags: --version, --only.
packages:
	$(GO) run ./cmd/packages $(PACKAGES)

# The same with SBOMs and checksums, built twice and compared: make release
# VERSION=1.0.0
release:
	@VERSION="$(VERSION)" scripts/release $(PACKAGES)

# The built .deb and .rpm on a real systemd: boot, crash, hang, cut power, update,
# upgrade, removal.
test-service:
	@scripts/test-service

# The built .deb on an emulated machine with a pad on USB: boot, cable, power cut.
test-boot:
	@scripts/test-boot

# The built msi on Wine: installation, payment over a COM port, upgrade, removal.
test-windows:
	@scripts/test-windows

# The real programs for HOURS (2), while pads, lines and HQ fail: do they grow, and
# are the books equal? SOAK takes flags: make soak SOAK='--compress 8'
.PHONY: soak
soak:
	@scripts/soak $(SOAK)

bundle:
	$(GO) run ./ui/bundle

screens: setup
	$(GO) run ./cmd/screens --out docs/screens

# HQ's pages, in docs/screens/hq: what an operator sees on the first day.
.PHONY: screens-hq
screens-hq: setup
	mkdir -p docs/screens/hq
	KIOSKHQ_PICTURES=$(CURDIR)/docs/screens/hq $(GO) test -timeout 15m -count=1 -run '^TestBrowserWalk$$/^memory$$|^TestPhones' ./sync/hq/web
	KIOSKHQ_PICTURES=$(CURDIR)/docs/screens/hq $(GO) test -timeout 15m -count=1 -run '^TestEditorHelps$$' ./cmd/internal/demoapp

# Every screen in every language, mode and size, where `make test` tries them in
# pairs, templates and codes too; about half an hour.
screens-test: setup
	KIOSKD_SCREENS=all $(GO) test -timeout 90m -run '^TestBrowser(Everyone|Templates|Codes|PhoneCodes)$$' -parallel 1 -v ./ui

figures:
	$(GO) run ./cmd/figures

lint:
	$(GO) run $(GOLANGCI) run ./...

# Every fuzz target in turn, for FUZZTIME each.
fuzz:
	@scripts/fuzz $(FUZZTIME)

clean:
	rm -rf bin dist demo-data kioskhq-data ui/web/node_modules
