# SPDX-License-Identifier: GPL-2.0
#
# make			build module, programs, guests and tests
# make deps		install what building needs (Debian packages)
# make try-deps		only what make try needs, a third of that
# make modules [KDIR=D]	build demos.ko for the kernel whose headers are in D
#			(default: the running one's, else a stock kernel's)
# make check		run all tests; ends with "N passed, N failed"
# make check-vm [KERNEL=6.12]	the selftests on another kernel than the
#			release's own; tools/bed/kernels lists them
# make check-debug	the selftests on a kernel with all checkers
# make check-bed	the quiet build's and the test beds' own tests
# make check-net-long	10^6 messages over bad cables, 10^4 resets; hours
#	[CABLES="good lossy"]	only these; -j5: all at once
# make check-net-flood	10^5 connections by strangers at demos-netd
# make bench-net	move data beside iperf3, plain and over TLS, and what
#	[MIB=128] [ROUNDS=5]	a small message waits meanwhile
#	[HOST=unix]		of machines that are processes
# make check-lan	the test on a LAN of virtual machines
# make check-install	what is installed: on this system, and on a LAN of
#			virtual machines with systemd
# make check-ROOM	one room's own tests (check-z8kvm, check-daemon, ...)
# make check-abuse-long	10^6 random requests, 10^5 random guests; hours
# make check-moves-long	programs in C that move 1,000 times each; an hour
#	[MIGRATIONS=1000] [HOST=unix]: a minute
# make check-fs-long	the file system: 100 MB while its guests move, 50 kills
#			of the disk, power cuts, damaged disks; half an hour
# make check-tour	50 guests migrate 100,000 times over 8 machines as processes,
#	[MIGRATIONS=100000]	one of which crashes from time to time; a plot,
#				build/tour.svg; minutes
# make -C model check-long	the formal models in larger sizes; minutes
# make -C sim check-core SEEDS=1000000	a million LANs of the simulator, half
#			of which lose a machine or a peer; hours
# make check-scale	100,000 guests, 1,000,000 links, 100 machines; long
# make check-thousand	1,000 machines as processes on this computer, which a guest
#			visits; a plot, build/thousand.svg; minutes
# make bench-z8k	how fast the Z8000 is, a table
# make bench-ipc	what it costs to send a message, beside TCP and others
#	[HOST=unix]		of machines that are processes
# make bench-balance	what balancing brings to 8 jobs on one of two machines; a plot,
#	[JOBS=8]		build/balance.svg; two minutes
# make bench-fs	how fast the file system is, beside TCP and a file
#	[ROUNDS=5] [MIB=32] [FILES=1000]
# make lint		style and static checks
# make check-rooms	no circle of files, no call up a floor of kmod
# make try		a server moves round a LAN of machines that are processes,
#			then a shell on machine 1; no module, no root
# make try-lan [N=3]	only the shell
# make demo		a server moves round a LAN while clients use it; the
#			whole log goes to build/demo.log
#	[MIGRATIONS=30] [CLIENTS=6] [CUTS=0]	cut connections meanwhile
# make demo-fs		the file system moves while 100 MB are written, read and
#	[WRITES=35] [BYTES=1000000] [HOST=unix]	compared by three machines
# make check-mixed	the same on two machines with the module and two that
#	[MIGRATIONS=200] [CUTS=100]	are processes, in virtual machines
# make lan [N=3]	a shell on machine 1 of a LAN of N
# make install [PREFIX=/usr/local] [DESTDIR=]
#			all but the module: programs, libraries, guests, the
#			C compiler and tool kit for them, systemd units, man
#			pages
# make modules_install [KDIR=D] [DESTDIR=]
#			the module, for the running kernel or that of D
# make install-toolchain [PREFIX=/usr/local] [DESTDIR=]
#			GNU binutils for guests (z8k-coff-objdump, ...)
# make uninstall [PREFIX=/usr/local] [DESTDIR=]
#			remove what these installed; changed configuration,
#			keys and /var/lib/demos stay
# make clean		remove build/
# make ... V=1		print whole commands instead of a line a file
#
# Each room builds itself (`make -C ROOM all|check|clean O=...`); this file
# says what needs what, builds the module, and runs the test beds.  All of them
# print by tools/quiet.mk.  All output goes to build/; what is fetched or built
# once, to the cache (tools/toolchain/cache.sh).

SHELL := /bin/bash
.DEFAULT_GOAL := all

# Neither make nor the kernel's makefiles can name files there
ifneq ($(words $(subst :, : ,$(CURDIR))),1)
$(error the path of this folder has a blank or colon, which make cannot \
	handle: move it: $(CURDIR))
endif

include tools/quiet.mk
include tools/toolchain/cache.mk

BUILD := $(CURDIR)/build

# For the rooms: where other rooms' output, the guests' binutils (z8k-coff-*)
# and the kernel's source (kselftest) are.
export BUILD
export Z8K_BIN Z8K_PCC LINUX_SRC

ROOMS := $(patsubst %/Makefile,%,$(wildcard $(addsuffix /Makefile, \
	uapi z8kvm kmod sim daemon unix tools/toolchain/pcc tools/guest \
	tools/guest/libc tools/guest/fs tools/guest/bin tools/z8kcc tools/demosctl \
	tools/sh tools/lan tools/try \
	tools/wireshark model selftests Documentation)))

.PHONY: all help deps try-deps toolchain clean
all: modules $(addprefix room/,$(ROOMS))

help:
	@sed -n '/^# make/,/^#$$/s/^# \{0,1\}//p' Makefile

deps:
	@tools/toolchain/install-deps

try-deps:
	@tools/toolchain/install-deps try

toolchain:
	@tools/toolchain/build-binutils >/dev/null

clean:
	$(Q)rm -rf $(BUILD)

# ---- installation; tools/install/README.md

PREFIX ?= /usr/local
INSTALLED := z8kvm daemon unix tools/demosctl tools/sh tools/guest tools/guest/fs \
	     tools/guest/bin \
	     tools/z8kcc Documentation
.PHONY: install modules_install install-toolchain uninstall check-install
# Guests that are there already are not built again, so that root, who has
# another cache, needs no toolchain
install: $(if $(wildcard $(BUILD)/tools/z8kcc/bin/z8kcc),,room/tools/z8kcc)
	$(Q)tools/install/install '$(PREFIX)' '$(DESTDIR)' $(INSTALLED)

modules_install:
	+@tools/install/modules '$(DESTDIR)' $(KDIR)

install-toolchain: toolchain
	$(Q)tools/install/toolchain '$(PREFIX)' '$(DESTDIR)'

check-install: modules-own programs room/Documentation
	@tools/install/check
	@tools/install/check-lan

uninstall:
	$(Q)tools/install/remove '$(PREFIX)' '$(DESTDIR)'

# ---- rooms

.PHONY: $(addprefix room/,$(ROOMS)) $(addprefix check-,$(ROOMS))
$(addprefix room/,$(ROOMS)): room/%:
	$(Q)$(MAKE) -C $* all O=$(BUILD)/$*

$(addprefix check-,$(ROOMS)): check-%: room/%
	$(Q)$(MAKE) -C $* check O=$(BUILD)/$*

# The part of z8kvm that others need: the library, not its slow tests
.PHONY: libz8k
libz8k:
	$(Q)$(MAKE) -C z8kvm lib O=$(BUILD)/z8kvm
room/z8kvm room/tools/guest room/tools/demosctl room/tools/sh: libz8k

.PHONY: z8krun
z8krun: libz8k
	$(Q)$(MAKE) -C z8kvm z8krun O=$(BUILD)/z8kvm

needs = $(addprefix room/,$(filter $(ROOMS),$(1)))
room/z8kvm room/tools/guest room/tools/guest/libc room/selftests: toolchain
room/tools/guest: $(call needs,tools/guest/libc)
room/tools/guest/libc: $(call needs,tools/toolchain/pcc)
room/tools/guest/fs: $(call needs,tools/guest/libc daemon)
room/tools/guest/bin: $(call needs,tools/guest/libc)
check-tools/guest/bin: $(call needs,z8kvm unix daemon tools/demosctl \
	tools/guest/fs)
check-tools/guest/fs: $(call needs,tools/try unix)
room/tools/z8kcc: $(call needs,tools/guest tools/guest/libc)
check-tools/z8kcc: $(call needs,z8kvm)
check-tools/toolchain/pcc check-tools/guest/libc: toolchain $(call needs,z8kvm)
check-tools/guest/libc: $(call needs,tools/guest)
.PHONY: check-torture check-csmith bench-cc
check-torture check-csmith bench-cc: toolchain $(call needs,z8kvm)
	$(Q)$(MAKE) -C tools/toolchain/pcc $@ O=$(BUILD)/tools/toolchain/pcc
room/daemon room/unix: $(call needs,uapi)
room/tools/demosctl room/tools/sh: $(call needs,daemon)
check-tools/demosctl: $(call needs,unix tools/guest tools/guest/fs)
room/tools/sh: $(call needs,tools/guest/libc)
check-tools/sh: $(call needs,tools/try unix tools/z8kcc tools/guest/fs tools/guest/bin)
room/selftests: $(call needs,uapi tools/guest) linux-source
room/tools/try: $(call needs,daemon unix tools/guest tools/demosctl tools/lan)

# ---- the module

.PHONY: modules modules-debug linux-source
linux-source:
	@tools/bed/unpack-linux >/dev/null

modules:
	+@tools/bed/build-modules $(KDIR)
# For a kernel of tools/bed/kernels; modules-own: the release's own
modules-%:
	+@kernel=$$(tools/bed/fetch-kernel $*) && \
		tools/bed/build-modules "$$kernel/build"
modules-debug:
	+@tools/bed/build-modules "$$(tools/bed/build-uml)/build"

# ---- tests

KERNEL := own
# Of benchmarks. unix: machines are processes, without a virtual machine
HOST := module
.PHONY: check check-vm check-debug check-bed check-lan check-scale \
	check-mixed check-thousand check-bench check-abuse-long bench-z8k bench-ipc \
	room/tools/bench lint check-rooms selftests-tree
check:
	@tools/bed/check $(filter-out tools/lan,$(ROOMS))

check-vm: modules-$(KERNEL) selftests-tree programs
	@tools/bed/run-selftests vm $(KERNEL)

check-debug: modules-debug selftests-tree programs
	@tools/bed/run-selftests uml

# A virtual machine with the module loaded, and the selftests in it
in-vm = tools/bed/vm-run -k $(KERNEL) -m 512 \
	-f $(BUILD)/selftests-tree:/selftests \
	-f "$(BUILD)/kmod-$$(cat "$$(tools/bed/fetch-kernel \
		$(KERNEL))/release")/demos.ko:/lib/demos/demos.ko"

.PHONY: bench-net bench-net-unix bench-net-module check-net-long
MIB := 128
ROUNDS := 5
bench-net: bench-net-$(HOST)
bench-net-unix: selftests-tree $(call needs,unix)
	@DEMOS_BED=unix DEMOS_MACHINE_PROGRAM=$(BUILD)/unix/demos-machine \
		$(BUILD)/selftests-tree/demos/bench_net $(MIB) $(ROUNDS)
bench-net-module: modules-$(KERNEL) selftests-tree
	@$(in-vm) -t 3600 -f "$$(command -v iperf3)" \
		'insmod /lib/demos/demos.ko && \
		/selftests/demos/bench_net $(MIB) $(ROUNDS)'

# Each kind of cable in a virtual machine of its own. They mostly wait, so -j
# can run several at once
KINDS := good lossy very_lossy late hardly_a_cable
CABLES := $(KINDS)
$(foreach kind,$(filter-out $(KINDS),$(CABLES)),\
	$(error no kind of cable is called $(kind)))
MESSAGES := 200000
RESETS := 2000
.PHONY: $(CABLES:%=cable-%)
check-net-long: $(CABLES:%=cable-%)
$(CABLES:%=cable-%): modules-$(KERNEL) selftests-tree
	@$(in-vm) -t 36000 -l $(BUILD)/console/$@ \
		'insmod /lib/demos/demos.ko && CABLES_ONLY=$(@:cable-%=%) \
		CABLES_MESSAGES=$(MESSAGES) CABLES_RESETS=$(RESETS) \
		/selftests/demos/cables && unload demos'

# Random requests and random guests, on a kernel with all checkers
REQUESTS := 1000000
GUESTS := 100000
check-abuse-long: modules-debug selftests-tree
	@tools/bed/uml-run -t 36000 -f $(BUILD)/selftests-tree:/selftests \
		-f "$(BUILD)/kmod-$$(cat "$$(tools/bed/build-uml)/release")/demos.ko:/lib/demos/demos.ko" \
		-l $(BUILD)/console/abuse 'insmod /lib/demos/demos.ko && \
		ABUSE_REQUESTS=$(REQUESTS) ABUSE_GUESTS=$(GUESTS) \
		/selftests/demos/abuse && unload demos'

# Programs in C, on both models, whose output must not change when they move
moves = MIGRATIONS=$(or $(MIGRATIONS),1000)
.PHONY: check-moves-long check-moves-long-unix check-moves-long-module
check-moves-long: check-moves-long-$(HOST)
check-moves-long-unix: selftests-tree $(call needs,unix)
	@$(moves) LIMIT=36000 TESTS=compiled tools/bed/run-selftests unix
check-moves-long-module: modules-$(KERNEL) selftests-tree
	@$(in-vm) -t 36000 -l $(BUILD)/console/moves \
		'insmod /lib/demos/demos.ko && $(moves) \
		/selftests/demos/compiled && unload demos'

# Longer forms of the tests of tools/guest/fs
.PHONY: check-fs-long
check-fs-long: room/tools/guest/fs $(call needs,tools/try unix)
	@$(MAKE) -s -C tools/guest/fs check-long O=$(BUILD)/tools/guest/fs

# Guests tour machines that crash; time and memory must be the same, first to
# last. One heap for all threads: else its holes are what grows
.PHONY: check-tour
check-tour: selftests-tree $(call needs,unix)
	@MALLOC_ARENA_MAX=1 TOUR_MIGRATIONS=$(or $(MIGRATIONS),100000) \
		TOUR_CRASHES=1000 TOUR_PACE=20 TOUR_SAMPLES=$(abspath $(BUILD))/tour.samples \
		LIMIT=36000 TESTS=tour tools/bed/run-selftests unix
	@selftests/tour-plot $(BUILD)/tour.samples $(BUILD)/tour.svg

FLOOD := 100000
.PHONY: check-net-flood
check-net-flood: modules-$(KERNEL) selftests-tree programs
	@TESTS=tls.sh FLOOD=$(FLOOD) tools/bed/run-selftests vm $(KERNEL)

check-bed:
	@tools/bed/selftest/quiet
	@tools/bed/selftest/releases
	@tools/bed/selftest/run

selftests-tree: $(call needs,selftests)
	@rm -rf $(BUILD)/selftests-tree
	@mkdir -p $(BUILD)/selftests-tree
	@[ ! -f selftests/Makefile ] || $(MAKE) -C selftests install \
		O=$(BUILD)/selftests DESTDIR=$(BUILD)/selftests-tree

bench-z8k: room/z8kvm $(call needs,tools/guest/libc)
	@$(MAKE) -C z8kvm bench O=$(BUILD)/z8kvm

room/tools/bench: toolchain $(call needs,daemon)
	$(Q)$(MAKE) -C tools/bench all O=$(BUILD)/tools/bench

host-module := modules-$(KERNEL)
host-unix := $(call needs,unix)
bench-ipc check-scale: $(host-$(HOST)) room/tools/bench
	@HOST=$(HOST) tools/bench/run $(patsubst bench-%,%,$(@:check-%=%))

.PHONY: bench-balance
JOBS ?= 8
bench-balance: programs
	@tools/bench/balance $(BUILD) $(JOBS)

.PHONY: bench-fs
bench-fs: room/tools/bench $(call needs,unix tools/guest/fs tools/guest/libc \
	tools/demosctl)
	@ROUNDS=$(ROUNDS) tools/bench/fs $(BUILD)

thousand = $(BUILD)/tools/bench/check-thousand -u $(BUILD)/unix/demos-machine
check-thousand: room/tools/bench $(call needs,unix)
	@$(thousand) -p $(BUILD)/thousand.svg

# The small forms of all, whose times are not judged
check-bench: modules-own room/tools/bench $(call needs,unix)
	@$(thousand) -n 50 -q
	@HOST=unix tools/bench/run ipc -r 1
	@tools/bench/run scale -g 4000 -l 20000 -m 10 -q
	@tools/bench/run ipc -r 1

lint:
	@tools/lint/lint $(FILES)

check-rooms: modules-own $(call needs,daemon tools/demosctl)
	@tools/lint/rooms

# ---- the LAN of virtual machines

N := 3
.PHONY: programs lan demo try try-lan try-programs
programs: $(call needs,daemon tools/guest tools/guest/bin tools/guest/fs \
		tools/z8kcc tools/demosctl tools/sh tools/lan) \
	z8krun

check-lan: modules-own programs
	@tools/lan/lan --n 3 --run tools/lan/test.sh

check-mixed: modules-own try-programs
	@tools/lan/lan --n 4 --processes '2 4' --timeout 2400 \
		--set MIGRATIONS=$(or $(MIGRATIONS),200) \
		--set CUTS=$(or $(CUTS),100) \
		--run tools/lan/demo.sh

.PHONY: demo-fs
FILES := WRITES=$(or $(WRITES),35) BYTES=$(or $(BYTES),1000000)
demo-fs:
ifeq ($(HOST),unix)
	@$(MAKE) --no-print-directory try-programs
	@tools/try/lan --n $(N) --timeout 3600 $(FILES:%=--set %) \
		--run tools/lan/demo.sh
else
	@tools/lan/demo $(FILES:%=--set %)
endif

demo:
	@tools/lan/demo \
		$(foreach v,MIGRATIONS CLIENTS CUTS,$(if $($v),--set $v=$($v)))

lan: modules-own programs
	@tools/lan/lan --n $(N)

# ---- the LAN of processes

try-programs: programs $(call needs,unix)

try:
	@tools/try/try \
		$(foreach v,MIGRATIONS CLIENTS CUTS,$(if $($v),--set $v=$($v)))

try-lan: try-programs
	@tools/try/lan --n $(N)
