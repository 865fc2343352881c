# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For the tests of the LAN of processes.

# within SECONDS COMMAND...: does the command succeed within that time?
within()
{
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -le "$end" ] || return
		sleep 0.05
	done
}

# field NAME: print the numbers of that name in JSON, one a line
field()
{
	grep -o "\"$1\": *[0-9]*" | grep -o '[0-9]*$'
}
