# SPDX-License-Identifier: GPL-2.0
#
# To be included.  What the Makefiles need of the cache (cache.sh): the folder of
# the guests' binutils, that of their C compiler, and the kernel's source.

ifndef Z8K_BIN
CACHE := $(shell DEMOS_CACHE='$(DEMOS_CACHE)'; \
	. $(dir $(lastword $(MAKEFILE_LIST)))cache.sh; echo $$CACHE)
Z8K_BIN := $(CACHE)/z8k-binutils/bin
Z8K_PCC := $(CACHE)/z8k-pcc/bin
LINUX_SRC := $(CACHE)/linux-source
endif
