# SPDX-License-Identifier: GPL-2.0-only
# The project's commands; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help check matrix report image mutants kernel-instrumented coverage test venv deps lint new-clause gadget-up gadget-down gadget-status

# What a Debian 12 machine needs beside Swift. First what runs guests, then what
# breaks kernels, then what only the project's own tests use.
PACKAGES := qemu-system-x86 busybox-static cpio kmod patchelf binutils xz-utils zstd libusb-1.0-0-dev libusbredirparser-dev pkg-config
MUTANT_PACKAGES := coccinelle gcc-12 make libelf1
KERNEL_PACKAGES := make gcc libc6-dev flex bison bc libelf-dev libssl-dev perl
TEST_PACKAGES := $(MUTANT_PACKAGES) shellcheck dash tcpdump python3 python3-venv python3-junitparser lava-common python3-jinja2 linux-source-6.1 tidy chromium
# The same of PyPI, in the cache.
VENV_PACKAGES := kcidb-io==141 check-jsonschema==0.39.0 tuxlava==0.28.0
VENV := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/usbfs-conformance/venv

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
BUILD := .build/debug

# In the environment, so that the shell sees them as they were given, spaces and all.
export KERNEL ?= debian:bookworm
export RIG ?= dummy
export OUT ?= results
export FILTER ?=
export KERNELS ?= debian:bullseye debian:bookworm debian:trixie debian:experimental
export RIGS ?= all
export EXPECT ?=
export SHARD ?=
export MODULES ?=
export UDC ?=
export SERIAL ?=
export SPEED ?=
export MUTANT ?=
export ID ?=
export TITLE ?=
export GRADE ?= must

help: ## lists this
	@echo 'make check          boots KERNEL, runs the clauses on RIG, prints the verdict'
	@echo '                    KERNEL=debian:bookworm (or another suite) | debian:trixie/arm64 | bzImage or Image (MODULES=dir) |'
	@echo '                           built tree | .deb | instrumented'
	@echo '                    RIG=dummy | RIG="dummy xhci uhci" | RIG=all  (a table of them side by side)'
	@echo '                    FILTER=clause, prefix or regex  OUT=results  EXPECT=baseline  SHARD=i/n'
	@echo 'make matrix         every kernel with every rig, side by side, in one table; goes on where it was interrupted'
	@echo '                    KERNELS="debian:bookworm ../linux"  RIGS="dummy xhci"  OUT=results/matrix  FILTER= EXPECT= SHARD='
	@echo 'make image          writes an initramfs that any CI boots with its own kernel (ci/README.md): KERNEL= MODULES= OUT=file'
	@echo 'make mutants        breaks the kernel on purpose in every way, and shows which clause sees it'
	@echo '                    MUTANT="memset-* as-posted-v2"  RIG="dummy xhci"  ALL=1  KERNEL=instrumented (for FLT)  OUT='
	@echo 'make kernel-instrumented  builds the instrumented kernel and prints where it is'
	@echo 'make coverage       runs the clauses on that kernel and prints what of usbfs zerocopy they reached: RIG= OUT='
	@echo 'make report         makes one page of all runs in OUT and below it, and prints where it is'
	@echo 'make test           the project'\''s own tests'
	@echo 'make lint           what CI checks of the style'
	@echo 'make new-clause     makes the stubs of a new clause: catalogue entry, test, mutant (docs/contributing.md)'
	@echo '                    ID=BND-11  TITLE='\''a thing is so'\''  GRADE=must | since | defect | record'
	@echo 'make deps           installs the Debian packages that are missing'
	@echo 'make gadget-up      makes this machine the device of a hardware rig: UDC= SERIAL= SPEED='
	@echo 'make gadget-down    undoes it'
	@echo 'make gadget-status  says what is there'

ifneq ($(filter instrumented kernel-instrumented coverage,$(KERNEL) $(KERNELS) $(MAKECMDGOALS)),)
PACKAGES += $(KERNEL_PACKAGES)
endif

# What runs and builds for an arm64 kernel, that a name tells of.
ifneq ($(findstring /arm64,$(KERNEL) $(KERNELS)),)
PACKAGES += qemu-system-arm device-tree-compiler
endif

kernel-instrumented: deps
	@swift build --quiet --product usbfs-conformance
	@$(BUILD)/usbfs-conformance kernel instrumented

# Every rig, unless the command line names some.
coverage: PACKAGES += gcc-12 gcovr
coverage: RIGS := $(if $(filter file,$(origin RIG)),all,$(RIG))
coverage: deps
	@swift build --quiet --product usbfs-conformance
	@swift build --quiet --product usbfs-clauses
	@set -f; USBFS_CLAUSES=$(BUILD)/usbfs-clauses $(BUILD)/usbfs-conformance coverage --rig $(RIGS) --output "$$OUT" \
	  $(if $(FILTER),--filter "$$FILTER")

# What both of the next are given in the same words.
CHOICES = $(if $(FILTER),--filter "$$FILTER") $(if $(EXPECT),--expect "$$EXPECT") $(if $(SHARD),--shard "$$SHARD")

# Of an arm64 kernel's clauses the program knows best how they are built.
CLAUSES = $(if $(findstring /arm64,$(KERNEL)),,USBFS_CLAUSES=$(BUILD)/usbfs-clauses)

check: deps
	@swift build --quiet --product usbfs-conformance
	@$(if $(CLAUSES),swift build --quiet --product usbfs-clauses)
	@set -f; $(CLAUSES) $(BUILD)/usbfs-conformance run --kernel "$$KERNEL" --rig $$RIG \
	  --output "$$OUT" $(if $(MODULES),--modules "$$MODULES") $(CHOICES)

matrix: deps
	@swift build --quiet --product usbfs-conformance
	@swift build --quiet --product usbfs-clauses
	@set -f; USBFS_CLAUSES=$(BUILD)/usbfs-clauses $(BUILD)/usbfs-conformance run --kernel $$KERNELS --rig $$RIGS \
	  --output $(if $(filter file,$(origin OUT)),results/matrix,"$$OUT") $(if $(MODULES),--modules "$$MODULES") $(CHOICES)

# Without a KERNEL of the caller's it holds no modules.
image: deps
	@swift build --quiet --product usbfs-conformance
	@swift build --quiet --product usbfs-clauses
	@swift build --quiet --product usbfs-ktap
	@USBFS_CLAUSES=$(BUILD)/usbfs-clauses $(BUILD)/usbfs-conformance image \
	  $(if $(filter file,$(origin KERNEL)),,--kernel "$$KERNEL") $(if $(MODULES),--modules "$$MODULES") \
	  --output $(if $(filter file,$(origin OUT)),results/usbfs.cpio.gz,"$$OUT")

# Without a RIG of the caller's every rig that a mutant names.
mutants: PACKAGES += $(MUTANT_PACKAGES)
mutants: deps
	@swift build --quiet --product usbfs-conformance
	@swift build --quiet --product usbfs-clauses
	@set -f; USBFS_CLAUSES=$(BUILD)/usbfs-clauses $(BUILD)/usbfs-conformance mutants \
	  $(if $(filter file,$(origin KERNEL)),,--kernel "$$KERNEL") \
	  $(if $(MUTANT),--mutant $$MUTANT) $(if $(filter file,$(origin RIG)),,--rig $$RIG) $(if $(ALL),--all) \
	  $(if $(filter file,$(origin OUT)),,--output "$$OUT")

report:
	@swift build --quiet --product usbfs-conformance
	@$(BUILD)/usbfs-conformance report "$$OUT"

test: PACKAGES += $(TEST_PACKAGES)
test: deps venv
	@swift build --quiet --build-tests
	@USBFS_KCIDB_PYTHON="$(VENV)/bin/python" $(BUILD)/test-progress swift test --quiet --skip-build --disable-xctest

venv: deps
	@[ "$$(cat "$(VENV)/packages" 2>/dev/null)" = '$(VENV_PACKAGES)' ] || { rm -rf "$(VENV)"; \
	  /usr/bin/python3 -m venv "$(VENV)" && "$(VENV)/bin/pip" --quiet --disable-pip-version-check install \
	  $(VENV_PACKAGES) && echo '$(VENV_PACKAGES)' > "$(VENV)/packages"; }

lint:
	@swift format lint --strict --recursive Package.swift Sources Tests
	@shellcheck -s sh gadget/gadget ci/bisect Tests/new-clause Sources/KernelLab/Guests/guest-init Sources/KernelLab/Guests/guest-rig Sources/KernelLab/Guests/image-init

# What a shell would read in a title is the title's.
new-clause: override TITLE := $(value TITLE)
new-clause:
	@Tests/new-clause "$$ID" "$$TITLE" "$$GRADE"

deps:
	@missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] || { echo "installing:$$missing"; $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; }

gadget-up:
	@$(SUDO) gadget/gadget up $(if $(UDC),--udc "$$UDC") $(if $(SERIAL),--serial "$$SERIAL") $(if $(SPEED),--speed "$$SPEED")

gadget-down:
	@$(SUDO) gadget/gadget down

gadget-status:
	@$(SUDO) gadget/gadget status
