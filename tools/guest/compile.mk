# SPDX-License-Identifier: GPL-2.0
#
# To be included after tools/toolchain/cache.mk: how programs in C become objects
# for guests, by the passes of the compiler in $(Z8K_PCC).

GUEST_ROOM := $(dir $(lastword $(MAKEFILE_LIST)))
GUEST_HEADERS := $(wildcard $(GUEST_ROOM)libc/include/*.h \
	$(GUEST_ROOM)libc/include/*/*.h) $(wildcard $(GUEST_ROOM)../../uapi/linux/demos*.h)

# compile_guest CPU, SOURCE, OPTIONS: the object $@
compile_guest = rm -f $(@:.o=.i) && \
	$(Z8K_PCC)/cpp -D__$(1:z%=Z%)__=1 $(3) -I$(GUEST_ROOM)libc/include \
		-I$(GUEST_ROOM)../../uapi $(2) $(@:.o=.i) && \
	$(Z8K_PCC)/ccom-$(1) -xtemps -xdeljumps -xinline -xdce $(@:.o=.i) \
		>$(@:.o=.c.s) && \
	$(Z8K_PCC)/opt $(1) <$(@:.o=.c.s) >$(@:.o=.s) && \
	$(Z8K_BIN)/z8k-coff-as --fatal-warnings -$(1) -o $@ $(@:.o=.s)
