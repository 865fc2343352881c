# SPDX-License-Identifier: GPL-2.0
#
# The quiet build.  Every room's Makefile sets O, where it builds to, and
# includes this before its first rule:
#
#	$(O)/%.o: %.c
#		$(call say,CC)$(CC) $(FLAGS) -c -o $@ $<
#
# prints `  CC      daemon/lib/send.o`: the target, by the room's place in the
# tree.  With V=1 make prints the commands instead.  Further commands of the
# recipe, which print no line, begin with $(Q).  Warnings and errors come out
# unchanged, and `make -s` prints nothing else.

MAKEFLAGS += --no-print-directory

# A dependency file names the object as the compiler was told to: with a relative
# and an absolute name for one folder, make misses the change of a header.
ifdef O
override O := $(abspath $(O))
endif
ifdef BUILD
override BUILD := $(abspath $(BUILD))
endif

ROOT := $(patsubst %/tools/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
ROOM := $(patsubst $(ROOT)/%,%,$(CURDIR))
SILENT := $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))

Q := $(if $(filter 1,$(V)),,@)
# $(call say,COMMAND[,TARGET...]) begins a recipe's first line
say = $(if $(Q),@$(if $(SILENT),,printf '  %-7s %s\n' \
	$(foreach t,$(or $(2),$@),$(1) $(t:$(O)/%=$(ROOM)/%));))

# The first target of every room, which gives it prerequisites and no recipe:
# with this one make does not say that there is nothing to be done.
.PHONY: all
all:
	@:
