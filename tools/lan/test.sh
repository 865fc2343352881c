#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The LAN's own test; runs on machine 1 of a LAN of at least 3.  TAP.

count=0
failed=0

# test_that NAME COMMAND...: the command must succeed
test_that()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@" >/tmp/said 2>&1; then
		echo "ok $count $name"
	else
		failed=$((failed + 1))
		echo "not ok $count $name"
		sed 's/^/# /' /tmp/said
	fi
}

others=$(seq 2 "$N")

names()
{
	for i in $(seq "$N"); do
		[ "$(on "$i" hostname)" = "m$i" ] || return
	done
}

pings()
{
	for i in $others; do
		ping -c 1 -W 5 "m$i" || return
		on "$i" ping -c 1 -W 5 m1 || return
	done
}

status_comes_back()
{
	on 2 'exit 7'
	[ $? = 7 ]
}

words_stay_apart()
{
	# shellcheck disable=SC2016 # it is not to expand
	[ "$(on 2 printf '<%s>' 'a b' '$c')" = '<a b><$c>' ]
}

errors_stay_apart()
{
	on 2 'echo out; echo err >&2' >/tmp/out 2>/tmp/err
	[ "$(cat /tmp/out)" = out ] && [ "$(cat /tmp/err)" = err ]
}

data_goes_through()
{
	head -c 3000000 /dev/urandom >/tmp/data
	on 2 cat </tmp/data | on 3 cat >/tmp/back
	cmp /tmp/data /tmp/back
}

leftovers_do_not_hold()
{
	on 2 'sleep 1000 & echo started'
}

cut_and_mended()
{
	net cut 1 2 || return
	! ping -c 1 -W 1 m2 &&
		ping -c 1 -W 5 m3 &&
		on 2 true	# the remote shell has a network of its own
	result=$?
	net mend 1 2 && ping -c 3 -W 5 m2 && return $result
}

delayed()
{
	net delay 200 1 2 || return
	ping -c 2 m2 >/tmp/pings
	net mend 1 2
	cat /tmp/pings
	# min/avg/max: there and back is 400 ms
	sed -n 's|.*min/avg/max = \([0-9]*\).*|\1|p' /tmp/pings |
		grep -qE '^[4-9][0-9][0-9]$'
}

wrong_commands()
{
	! net drop 101 1 2 && ! net cut 1 99 && ! net bend 1 2
}

module_everywhere()
{
	for i in $(seq "$N"); do
		on "$i" grep '^demos ' /proc/modules || return
	done
}

echo "TAP version 13"
if [ "$N" -lt 3 ]; then
	echo "1..0 # SKIP this needs three machines"
	exit
fi
test_that "every machine has its name" names
test_that "every machine reaches machine 1 and back" pings
test_that "on: the exit status comes back" status_comes_back
test_that "on: words stay apart" words_stay_apart
test_that "on: errors stay apart" errors_stay_apart
test_that "on: data goes through" data_goes_through
test_that "on: returns although the command leaves a process running" \
	leftovers_do_not_hold
test_that "net: a pair is cut and mended" cut_and_mended
test_that "net: a delay delays" delayed
test_that "net: wrong commands are refused" wrong_commands
if [ -e /lib/demos/demos.ko ]; then
	test_that "the module is loaded everywhere" module_everywhere
fi
echo "1..$count"
[ $failed = 0 ]
