# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# For tls.sh: reports results, starts a demos-netd on a machine, and queries it
# and the module. Machine N is in the network namespace tlsN.

KSFT_SKIP=4
number=0
failed=0
work=$(mktemp -d)

skip()
{
	echo "1..0 # SKIP $1"
	exit $KSFT_SKIP
}

# test_that NAME COMMAND...: the command must succeed; its output lines that
# begin with # are shown
test_that()
{
	name=$1
	shift
	number=$((number + 1))
	if "$@" >"$work/said" 2>&1; then
		echo "ok $number $name"
		grep -s '^# ' "$work/said"
	else
		# shellcheck disable=SC2034 # the test reads it
		failed=1
		echo "not ok $number $name"
		tail -n 6 "$work/said" | sed 's/^/# /'
		for log in "$work"/netd? "$work"/pm; do
			tail -n 4 "$log" | sed "s,^,# ${log##*/}: ,"
		done
	fi
}

on()
{
	machine=$1
	shift
	ip netns exec "tls$machine" "$@"
}

# until_so SECONDS COMMAND...: retry the command; it must succeed in that time
until_so()
{
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return
		sleep 0.1
	done
}

netd()
{
	machine=$1
	shift
	# Not by on(), so that kill reaches netd and not a shell
	ip netns exec "tls$machine" demos-netd --control "$work/sock$machine" \
		"$@" >>"$work/netd$machine" 2>&1 &
	eval "netd$machine=\$!"
}

netd_stops()
{
	pid=
	eval "pid=\$netd$1"
	kill "$pid" && wait "$pid"
}

asks()
{
	machine=$1 what=$2
	shift 2
	on "$machine" demosctl peer "$what" -s "$work/sock$machine" "$@"
}

# info MACHINE FIELD [PEER]: a counter of the module; PEER is the other of 1 and
# 2 by default
info()
{
	on "$1" demosctl peer show -j "${3-$((3 - $1))}" |
		grep -o "\"$2\": *[0-9]*" | grep -o '[0-9]*$'
}

is_up()
{
	on "$1" demosctl peer show -j "$2" | grep -q '"state": *"up"'
}

is_down()
{
	! is_up "$1" "$2"
}

both_up()
{
	until_so 20 is_up 1 2 && until_so 20 is_up 2 1
}

# refusals REASON: number of connections that machine 1 refused for it; `any':
# for any reason
refusals()
{
	[ "$1" = any ] && set -- '[a-z]*'
	asks 1 refusals -j | tr -d ' \n' | tr '}' '\n' |
		sed -n "s/.*\"reason\":\"$1\",\"count\":\([0-9]*\).*/\1/p" |
		awk '{ s += $1 } END { print s + 0 }'
}

# refused_for REASON TEXT COMMAND...: the stranger prints TEXT, and machine 1
# counts it under REASON
refused_for()
{
	reason=$1 text=$2
	shift 2
	before=$(refusals "$reason")
	connections=$(info 1 connections)
	on 9 ./tls "$@" >"$work/stranger"
	cat "$work/stranger"
	grep -qx "$text" "$work/stranger" &&
		until_so 10 counted "$reason" "$before" &&
		is_up 1 2 && [ "$(info 1 connections)" = "$connections" ]
}

counted()
{
	[ "$(refusals "$1")" -gt "$2" ]
}

# shows MACHINE PEER TEXT: peer list has it as that peer's last error
shows()
{
	asks "$1" list | grep "^ *$2 " | grep -F "$3"
}

# lists MACHINE PEER STATE
lists()
{
	asks "$1" list | grep "^ *$2  *$3 "
}

# Each side says that the other one is up, whichever of them dials
both_are_connected()
{
	lists 1 2 connected && lists 2 1 connected
}

# fails_between TEXT1 TEXT2 ARG...: machine 2's netd, started with these
# arguments, cannot connect: peer list has TEXT1 on machine 1, TEXT2 on machine 2
fails_between()
{
	text1=$1 text2=$2
	shift 2
	netd_stops 2 && netd 2 --peer 1=10.83.0.1 "$@" || return
	on 2 demosctl peer reset 1
	until_so 10 shows 1 2 "$text1" &&
		until_so 10 shows 2 1 "$text2" && grep -F "$text2" "$work/netd2"
}

# refuses STATUS TEXT ARG...: demos-netd does not start, and prints TEXT
refuses()
{
	status=$1 text=$2
	shift 2
	on 1 timeout 10 demos-netd --control "$work/another" "$@" \
		>"$work/refused" 2>&1
	[ $? = "$status" ] && cat "$work/refused" &&
		grep -qF -- "$text" "$work/refused"
}
