#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The LAN of processes; runs on machine 1 of a LAN of 4. TAP.

set -u
: "${MIGRATIONS:=200}" "${CUTS:=100}"
export MIGRATIONS CUTS KEEP=1
here=$(dirname "$0")
# shellcheck source=tools/try/common.sh
. "$here/common.sh"
work=$(mktemp -d)
mapfile -t machines < <(seq "$N")
count=0
failed=0

# test_that NAME COMMAND...: the command must succeed
test_that()
{
	local name=$1
	shift
	count=$((count + 1))
	if "$@" >"$work/said" 2>&1; then
		echo "ok $count $name"
	else
		echo "not ok $count $name"
		failed=$((failed + 1))
		tail -n 30 "$work/said" | sed 's/^/#	/'
	fi
}

# whole: are all connections up?
whole()
{
	local m
	for m in "${machines[@]}"; do
		[ "$(on "$m" demosctl peer show -n -o state | sort | uniq -c |
			tr -d ' ')" = "$((N - 1))up" ] || return
	done
}

names()
{
	local m
	for m in "${machines[@]}"; do
		[ "$(on "$m" demosctl machine show -j | field machine)" = "$m" ] ||
			return
	done
}

status_comes_back()
{
	on 2 'exit 7'
	[ $? = 7 ] || return
	! on 0 true && ! on $((N + 1)) true && ! on x true
}

words_stay_apart()
{
	# shellcheck disable=SC2016 # it is not to expand
	[ "$(on 2 printf '<%s>' 'a b' '$c')" = '<a b><$c>' ]
}

guests_everywhere()
{
	local from to
	for from in "${machines[@]}"; do
		for to in "${machines[@]}"; do
			on "$from" demosctl run --wait -t 60 --on "$to" \
				hello.z8001 || return
		done
	done
}

# go_round PID COMMAND...: move a guest to each machine, and run a command there
go_round()
{
	local m
	for m in "${machines[@]}"; do
		on "$((N + 1 - m))" demosctl migrate -t 60 "$1" "$m" &&
			on "$m" "${@:2}" || return
	done
}

# commands: demosctl of each machine controls a guest of another machine
commands()
{
	local m pid
	pid=$(on 2 demosctl run --on 3 --name walker compute.z8001) ||
		return
	for m in "${machines[@]}"; do
		on "$m" demosctl ps -n -o name -f "pid=$pid" | grep -q walker &&
			on "$m" demosctl show walker &&
			on "$m" demosctl links walker &&
			on "$m" demosctl suspend "$pid" &&
			on "$m" demosctl resume "$pid" &&
			on "$m" demosctl names &&
			on "$m" demosctl forwards &&
			on "$m" demosctl stats || return
	done
	go_round "$pid" demosctl show "$pid" || return
	on 4 demosctl kill "$pid" || return
	on 2 demosctl wait -t 60 "$pid"
	[ $? = 137 ]
}

# A guest that has visited all machines can be found and used from each
chatter()
{
	local m pid
	pid=$(on 4 demosctl run --on 1 chatter-short.z8001) || return
	for m in 2 3 4 1; do
		on "$m" demosctl migrate -t 60 "$pid" "$m" || break
	done
	on 3 demosctl wait -t 120 "$pid" || return
	for m in "${machines[@]}"; do
		on "$m" demosctl logs "$pid" | tail -n 1 | grep -q 'line 10000$' ||
			return
	done
}

# life MACHINE: its incarnation and next local number
life()
{
	on "$1" demosctl machine show -j >"$work/life$1" &&
		echo "$(field incarnation <"$work/life$1")" \
			"$(field next_local <"$work/life$1")"
}

# later LIFE LIFE: does the second follow the first?
later()
{
	[ "${2% *}" -gt "${1% *}" ] && [ "${2#* }" -ge "${1#* }" ]
}

is_lost()
{
	[ "$(demosctl ps -a -n -o state -f "pid=$1" | tr -d ' ')" = lost ]
}

# down_and_up: machine 3 goes down in good order and comes back; meanwhile a
# moving server and its clients go on, on the other machines
down_and_up()
{
	local before pid m clients=()
	demosctl run --name tally tally.z8001 || return
	for m in 1 2 4; do
		demosctl run --wait -t 300 --on "$m" \
			client-long.z8001 >"$work/client$m" 2>&1 &
		clients+=($!)
	done
	pid=$(on 3 demosctl run --on 3 compute.z8001) || return
	before=$(life 3) &&
		on 3 stop-machine &&
		! on 3 demosctl machine show &&
		within 60 is_lost "$pid" || return
	for m in 2 4 1; do
		demosctl migrate -t 60 tally "$m" || return
	done
	on 3 start-machine &&
		later "$before" "$(life 3)" &&
		within 60 whole || return
	for m in "${clients[@]}"; do
		wait "$m" || return
	done
	cat "$work"/client[124]
	[ "$(cat "$work"/client[124] |
		grep -c 'lost 0 doubled 0 disordered 0$')" = 3 ] || return
	# The machine works in its new life
	demosctl migrate -t 60 tally 3 &&
		on 3 demosctl run --wait -t 60 --on 3 finish.z8001 &&
		go_on_there
}

# go_on_there: start, move and kill a guest of machine 3; its number must be new
go_on_there()
{
	local pid
	pid=$(demosctl run --on 3 compute.z8001) &&
		demosctl migrate -t 60 "$pid" 2 &&
		demosctl migrate -t 60 "$pid" 3 &&
		demosctl kill "$pid"
}

# crash_of_servers: machine 1 has the process manager and the switchboard. Its
# guests elsewhere go on, and when it is back, it can be used.
crash_of_servers()
{
	local before pid
	pid=$(demosctl run --on 4 compute.z8001) || return
	before=$(life 1) && on 1 crash-machine &&
		within 60 down_for 2 || return
	on 4 demosctl ps -l -n -o pid | grep -qx " *$pid *" || return
	on 1 start-machine && later "$before" "$(life 1)" &&
		within 60 whole && guests_everywhere && demosctl status
}

# lost_crowd COUNT: has the process manager noticed that? Nobody asks it
lost_crowd()
{
	[ "$(grep -c "'crowd' is lost: machine 4 was restarted" \
		"$LOGS/m1.log")" = "$1" ]
}

# crash_of_a_crowd: more guests are lost at once than a process may have
# messages unread
crash_of_a_crowd()
{
	local i
	for ((i = 0; i < 150; i++)); do
		demosctl run --on 4 --name crowd cat.z8001 || return
	done >"$work/crowd"
	on 4 crash-machine && on 4 start-machine &&
		within 20 lost_crowd 150 && within 60 whole
}

# down_for MACHINE: does that machine see machine 1 down?
down_for()
{
	[ "$(on "$1" demosctl peer show -n -o state 1)" = down ]
}

demonstration()
{
	sh "$here/../lan/demo.sh"
}

echo "TAP version 13"
if [ "$N" != 4 ]; then
	echo "1..0 # SKIP this needs four machines"
	exit
fi
test_that "each door is that of its machine" names
test_that "all machines are connected" within 60 whole
test_that "on: the exit status comes back" status_comes_back
test_that "on: words stay apart" words_stay_apart
test_that "guests run on each machine, from each" guests_everywhere
test_that "each command of demosctl reaches the others' guests" commands
test_that "a guest prints on all machines, and all can read it" chatter
test_that "$MIGRATIONS migrations and $CUTS cuts under traffic" demonstration
test_that "a machine goes down and up, and the others go on" down_and_up
test_that "a machine crashes with all of a crowd" crash_of_a_crowd
test_that "the machine of the servers crashes and comes back" crash_of_servers
echo "1..$count"
rm -r "$work"
[ $failed = 0 ]
