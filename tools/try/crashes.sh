#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Crashes; runs on machine 1 of a LAN of at least 4 processes. TAP.
#
# KILLS times, the process of a machine other than 1 is killed with SIGKILL and
# started again: at a random time, or after a random number of steps of
# migrations there. Meanwhile
#
# - clients on all other machines use a tally server, which moves from one of
#   these to the next: no message is lost, doubled or out of order, and all
#   migrations succeed;
# - two guests, one of them big, move to the victim and away from it: afterwards
#   each exists once, or is lost;
# - a caller calls a server on the victim: the caller ends.
#
# A guest that was just moving to or from the victim may lose messages, and its
# migration may stay without an answer.
#
# With SEED, which is printed, the same choices are made again.

set -u
: "${KILLS:=50}" "${SEED:=$RANDOM$RANDOM}"
RANDOM=$SEED
# shellcheck source=tools/try/common.sh
. "$(dirname "$0")/common.sh"
work=$(mktemp -d)
count=0
failed=0
declare -A used=()	# MACHINE: local numbers below this may have been used
declare -A outcomes=()

# wrong TEXT...: report a failure of this round
wrong()
{
	echo "# $*"
	bad=1
}

# must TEXT COMMAND...: the command must succeed in this round
must()
{
	local what=$1
	shift
	"$@" >"$work/said" 2>&1 || {
		wrong "$what: status $?"
		sed 's/^/#	/' "$work/said"
	}
}

# seen_by MACHINE STATE: does that machine see the victim in that state?
seen_by()
{
	[ "$(on "$1" demosctl peer show -n -o state "$victim")" = "$2" ]
}

# incarnation_by MACHINE: the victim's, as that machine sees it
incarnation_by()
{
	on "$1" demosctl peer show -j "$victim" | field incarnation
}

whole()
{
	local m
	for m in "${machines[@]}"; do
		[ "$(on "$m" demosctl peer show -n -o state | sort -u)" = up ] ||
			return
	done
}

# start MACHINE NAME PROGRAM: print the guest's process id
start()
{
	demosctl run -t 30 --on "$1" --name "$2" "$3.z8001"
}

# go_round PID MACHINE...: move a guest from one of these to the next, until a
# move fails or $work/stop exists; write the number of moves and the status to a
# file
go_round()
{
	local pid=$1 moved=0 status=0
	shift
	while [ ! -e "$work/stop" ] && [ $status = 0 ]; do
		for m; do
			demosctl migrate -t 5 "$pid" "$m" >>"$work/$pid.log" 2>&1 ||
				status=$?
			[ $status = 0 ] || break
			moved=$((moved + 1))
		done
	done
	echo "$moved $status" >"$work/$pid.moves"
}

# call_on: call the server on the victim until a call fails or $work/stop exists
call_on()
{
	local status=0
	while [ ! -e "$work/stop" ] && [ $status = 0 ]; do
		demosctl run --wait -t 30 --on 1 pingpong.z8001 ||
			status=$?
	done >>"$work/caller.log" 2>&1
	echo $status >"$work/caller"
}

# client MACHINE: a client from start to end
client()
{
	demosctl run --wait -t 120 --on "$1" client-long.z8001 \
		>"$work/client$1" 2>&1
	echo "status $?" >>"$work/client$1"
}

# client_went_well MACHINE
client_went_well()
{
	grep -q ' lost 0 doubled 0 disordered 0$' "$work/client$1" &&
		grep -qx 'status 0' "$work/client$1" && return
	cat "$work/client$1"
	return 1
}

# went_past STATUS LOG: did all migrations succeed? Else print the last one
went_past()
{
	[ "$1" = 0 ] || { tail -n 1 "$2" && return 1; }
}

# copies PID: print the number of machines that have the guest
copies()
{
	local m
	for m in "${machines[@]}"; do
		on "$m" demosctl ps -l -n -o pid
	done | grep -cx " *$1 *"
}

state_of()
{
	demosctl ps -a -t 10 -n -o state -f "pid=$1" | tr -d ' '
}

is_lost()
{
	[ "$(state_of "$1")" = lost ] && [ "$(copies "$1")" = 0 ]
}

# settled PID: does the guest exist once, or is it lost?
settled()
{
	local is
	is=$(state_of "$1")
	case $is in
	lost)			[ "$(copies "$1")" = 0 ] ;;
	exited|faulted|killed)	: ;;
	*)			[ "$(copies "$1")" = 1 ] ;;
	esac
}

# begin_round: choose the victim, and start guests and clients
begin_round()
{
	local m at
	victim=$((RANDOM % (N - 1) + 2))
	living=()
	for m in "${machines[@]}"; do
		[ "$m" = "$victim" ] || living+=("$m")
	done
	rm -f "$work"/stop "$work"/*.log "$work"/*.moves "$work"/caller
	at=${living[RANDOM % ${#living[@]}]}
	tally=$(start "${living[0]}" tally tally)
	server=$(start "$victim" echo echo)
	comes=$(start "$at" comes big)
	goes=$(start "$victim" goes compute)
	clients=()
	for m in "${living[@]}"; do
		client "$m" &
		clients+=($!)
	done
	go_round "$tally" "${living[@]:1}" "${living[0]}" &
	past=$!
	go_round "$comes" "$victim" "$at" &
	movers=($!)
	go_round "$goes" "$at" "$victim" &
	movers+=($!)
	call_on &
	caller=$!
}

# choose_moment: choose the moment of the crash
choose_moment()
{
	if [ $((RANDOM % 3)) = 0 ]; then
		moment="$((RANDOM % 700)) ms"
	else
		moment="$((RANDOM % 40 + 1)) steps"
	fi
}

await_moment()
{
	case $moment in
	*ms)	sleep "0.$(printf %03d "${moment% *}")" ;;
	*)	DEMOS_MACHINE=$TRY/$victim timeout 10 demosctl monitor \
			-e step -c "${moment% *}" >>"$work/steps" 2>&1 ;;
	esac
}

crash()
{
	local m process
	on "$victim" demosctl machine show -j >"$work/shown"
	before=$(field incarnation <"$work/shown")
	used[$victim]=$(field next_local <"$work/shown")
	read -r process <"$TRY/$victim.pids"
	await_moment
	kill -s KILL "$process"
	must "it is killed" on "$victim" crash-machine
	for m in "${living[@]}"; do
		must "machine $m sees it down" within 10 seen_by "$m" down
	done
}

come_back()
{
	local m now
	must "it comes back" on "$victim" start-machine
	on "$victim" demosctl machine show -j >"$work/shown"
	now=$(field incarnation <"$work/shown")
	must "its incarnation is later than $before" [ "$now" -gt "$before" ]
	must "its local numbers go on" \
		[ "$(field next_local <"$work/shown")" -gt "${used[$victim]}" ]
	must "all connections are up" within 30 whole
	for m in "${living[@]}"; do
		must "machine $m knows the new life" \
			[ "$(incarnation_by "$m")" = "$now" ]
	done
}

# judge: check the state after a crash
judge()
{
	local pid status moved m
	touch "$work/stop"
	wait "$past" "$caller" "${movers[@]}"
	for m in "${living[@]}"; do
		wait "${clients[@]}"
		must "the client on machine $m" client_went_well "$m"
	done
	read -r moved status <"$work/$tally.moves"
	must "$moved migrations past it, and another one: $status" \
		went_past "$status" "$work/$tally.log"
	must "a guest there is lost" within 60 is_lost "$server"
	must "waiting for it ends" waited_for "$server"
	read -r status <"$work/caller"
	must "a call ended" [ "$status" != 124 ]
	for pid in "$comes" "$goes"; do
		must "$pid lives once, or is lost" within 60 settled "$pid"
		read -r moved status <"$work/$pid.moves"
		echo "# $pid: $(state_of "$pid") after $moved migrations, $status"
		outcomes[$(state_of "$pid"),$status]+=x
	done
}

# waited_for PID: does waiting for it end with status 1?
waited_for()
{
	demosctl wait -t 20 "$1"
	[ $? = 1 ]
}

# use_again: the machine works again, and has the same server again
use_again()
{
	local pid
	must "the server's name is free" within 60 name_is_free
	pid=$(start "$victim" echo echo)
	must "its local number is new" [ "${pid#*.}" -gt "${used[$victim]}" ]
	must "it can be used" demosctl run --wait -t 30 pingpong.z8001
	must "it moves away" demosctl migrate -t 20 "$pid" 1
	must "it moves back" demosctl migrate -t 20 "$pid" "$victim"
	must "it can be used after that" demosctl run --wait -t 30 --on \
		"$victim" pingpong.z8001
}

name_is_free()
{
	! demosctl names -n -o name | grep -qx ' *echo *'
}

# clear: kill all guests before the next round
clear()
{
	local pid
	for pid in $(demosctl ps -t 20 -n -o pid); do
		timeout 10 demosctl kill "$pid" >"$work/said" 2>&1 || {
			echo "# kill $pid: $?: $(cat "$work/said")"
		}
	done
}

mapfile -t machines < <(seq "$N")
echo "TAP version 13"
echo "# KILLS=$KILLS SEED=$SEED"
within 30 whole
while [ $count -lt "$KILLS" ]; do
	count=$((count + 1))
	bad=0
	began=$SECONDS
	begin_round
	choose_moment
	crash
	come_back
	use_again
	judge
	clear
	verdict="not ok"
	[ $bad = 0 ] && verdict=ok || failed=$((failed + 1))
	echo "$verdict $count machine $victim is killed after $moment" \
		"($((SECONDS - began)) s)"
done
for outcome in "${!outcomes[@]}"; do
	echo "# ${outcome%,*}, migrate said ${outcome#*,}: ${#outcomes[$outcome]}"
done
echo "1..$count"
rm -r "$work"
[ $failed = 0 ]
