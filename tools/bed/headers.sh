# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced, after apt.sh.  Makes a kernel's headers of use in the cache, and
# on another release of Debian than theirs.  NEW is the entry of fetch-kernel
# that is being made, FINAL its place in the cache.

# headers_move NEW FINAL: the headers name their parts by where a package would
# have put them.
headers_move()
{
	sed -i "s,/usr/src/linux-,$2/usr/src/linux-,g" "$1/build/Makefile"
}

# headers_suit_compiler NEW: if the compiler that built the kernel is missing,
# take gcc, without the option that gcc 12 does not know.
headers_suit_compiler()
{
	compiler=$(sed -n 's/^CC = .*)\(gcc-[0-9]*\)$/\1/p' \
		"$1/build/.kernelvariables")
	! command -v "$compiler" >/dev/null || return 0
	sed -i 's/^\(CC = .*)gcc\)-[0-9]*$/\1/' "$1/build/.kernelvariables"
	gcc -fmin-function-alignment=16 -E - </dev/null >/dev/null 2>&1 ||
		sed -i '/CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT/d' \
			"$1/build/include/config/auto.conf" \
			"$1/build/include/generated/autoconf.h"
}

# headers_suit_libc NEW FINAL TMP: programs that need a newer release's C library
# (modpost, objtool) run with that library, which is fetched to TMP first.
headers_suit_libc()
{
	programs=$(find "$1/usr/lib" -type f -perm /111 | while read -r file; do
		! ldd "$file" 2>&1 | grep -q 'GLIBC_.* not found' ||
			echo "$file"
	done)
	[ -n "$programs" ] || return 0

	fetch_libc()
	{
		apt apt-get -q download libc6
	}
	mkdir "$3/libc" "$1/libc"
	apt_fetch "$3/libc" fetch_libc
	dpkg -x "$3"/libc/libc6_*.deb "$3/libc"
	cp "$3/libc/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" \
		"$3/libc/usr/lib/x86_64-linux-gnu/libc.so.6" "$1/libc/"
	for program in $programs; do
		mv "$program" "$program.newer"
		cat >"$program" <<-END
			#!/bin/sh
			exec "$2/libc/ld-linux-x86-64.so.2" --library-path \\
				"$2/libc:/lib/x86_64-linux-gnu" \\
				"$2${program#"$1"}.newer" "\$@"
		END
		chmod 755 "$program"
	done
}
