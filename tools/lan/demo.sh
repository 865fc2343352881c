#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The demonstration; runs on machine 1 of a LAN of at least 3, of virtual machines
# (lan) or of processes (tools/try/lan).
#
# A tally server starts on machine 1, two clients on each machine; the server
# moves 1 -> 2 -> 3 -> 1 ... as long as clients send, at least MIGRATIONS times
# in all. With CUTS=N connections between machines are cut N times meanwhile,
# and clients go on until both are done. The guests do the counting. At the end
# there are a table and its assertions, as TAP; status 0: all of them hold. Then
# all machines are stopped, but with KEEP=1.
#
# Before that comes the paper's own hard test (section 2.3): the guests of the file
# system move, all three at once, while programs on all machines write files, read
# them back and compare; WRITES files each, BYTES long.

set -eu

: "${MIGRATIONS:=30}" "${CLIENTS:=6}" "${CUTS:=0}" "${KEEP:=0}"
: "${WRITES:=4}" "${BYTES:=100000}"
work=$(mktemp -d)
machines=$(seq "$N")

say()
{
	printf '\n== %s\n' "$*"
}

# field NAME: print the numbers of that name in JSON, one a line
field()
{
	grep -o "\"$1\": *[0-9]*" | grep -o '[0-9]*$'
}

sum()
{
	awk '{ s += $1 } END { print s + 0 }'
}

most()
{
	awk '$1 > m { m = $1 } END { print m + 0 }'
}

# counter NAME: its sum over all machines
counter()
{
	for m in $machines; do
		on "$m" demosctl stats -j
	done | field "$1" | sum
}

# watch MACHINE: show its events; returns when the monitor is listening
watch()
{
	mkfifo "$work/ready$1"
	on "$1" demosctl monitor 2>"$work/ready$1" &
	monitors="$monitors $!"
	read -r line <"$work/ready$1" && [ "$line" = ready ]
}

# cut_once MACHINE PEER: cut a connection; returns when there is a new one
cut_once()
{
	mkfifo "$work/up"
	on "$1" demosctl monitor -e peer-up --peer "$2" -c 1 2>"$work/up" \
		>/dev/null &
	up=$!
	read -r line <"$work/up"
	rm "$work/up"
	if on "$1" demosctl peer reset "$2"; then
		wait "$up"
	else
		kill "$up"
		return 1
	fi
}

cut_all()
{
	n=0
	while [ $n -lt "$CUTS" ] &&
		cut_once $((n % N + 1)) $(((n + 1) % N + 1)); do
		n=$((n + 1))
	done
	echo $n >"$work/cuts-made"
}

# whole: are all connections up?
whole()
{
	for m in $machines; do
		on "$m" demosctl peer show -j
	done | grep '"state"' | grep -qv '"up"' && return 1
	return 0
}

# client NUMBER: a client from start to end. Where connections are cut, it goes
# on until the server is closed.
program=client
[ "$CUTS" = 0 ] || program=client-endless
client()
{
	status=0
	demosctl run --wait --on $((($1 - 1) % N + 1)) --name "client$1" \
		"$program.z8001" >"$work/client$1" 2>&1 || status=$?
	echo $status >"$work/status$1"
}

# close_server: have the clients end, if all that was asked for is done
closed=0
close_server()
{
	if [ $closed = 0 ] && [ $moved -ge "$MIGRATIONS" ] &&
		[ -e "$work/cuts-made" ]; then
		demosctl run --wait close.z8001
		closed=1
	fi
}

# clients_done: have all ended?
clients_done()
{
	[ "$(find "$work" -name 'status*' | wc -l)" = "$CLIENTS" ]
}

# tell FROM TO: one line about the migration whose record is the input
tell()
{
	tr -d ' "{}' | tr ',' '\n' | awk -F: -v move="$moved: $1 -> $2" '
		{ is[$1] = $2 }
		END {
			printf "%12s %17d %11d %17d %15.1f ms\n", move,
				is["control_messages"], is["data_moves"],
				is["pending"], is["ns"] / 1e6
		}'
}

# move_on: move the server to the next machine, and note the cost. That may be
# refused while the connection to there is cut: the server then stays and runs,
# and is moved when the connection is back.
move_on()
{
	next=$((at % N + 1))
	if demosctl migrate -j tally "$next" >"$work/migration"; then
		cat "$work/migration" >>"$work/migrations"
		moved=$((moved + 1))
		tell "$at" "$next" <"$work/migration"
		at=$next
	else
		refused=$((refused + 1))
		until whole; do
			sleep 0.1
		done
	fi
}

# prove DESCRIPTION TEST...: print one line of TAP
proved=0
bad=0
prove()
{
	proved=$((proved + 1))
	description=$1
	shift
	if "$@"; then
		echo "ok $proved $description"
	else
		echo "not ok $proved $description"
		bad=1
	fi
}

monitors=
say "a tally server on machine 1, $CLIENTS clients on $N machines"
for m in $machines; do
	watch "$m"
done
echo "the server is $(demosctl run --name tally tally.z8001)"
cut_all >"$work/cuts" 2>&1 &
cutter=$!
for i in $(seq "$CLIENTS"); do
	client "$i" &
done

at=1
moved=0
refused=0
printf '\n%12s %17s %11s %17s %18s\n' migration "control messages" \
	"data moves" "pending messages" "without execution"
while ! clients_done || [ $moved -lt "$MIGRATIONS" ]; do
	move_on
	close_server
done
wait "$cutter"

say "what the server saw"
demosctl run --wait --on 2 report.z8001 && server=0 || server=1
say "what the clients saw"
cat "$work"/client*
demosctl kill tally

# column NAME: the number that follows a word in the clients' lines
column()
{
	grep -ho "$1 [0-9]*" "$work"/client* | cut -d' ' -f2 | sum
}

control=$(field control_messages <"$work/migrations" | most)
moves=$(field data_moves <"$work/migrations" | sort -u | tr '\n' ' ')
forwarded=$(counter forwarded)
updates=$(counter updates_sent)
stale=$(for m in $machines; do on "$m" demosctl stats -j; done |
	field stale_worst | most)

say "totals"
cat <<END
requests sent                   $(column sent)
answers received                $(column received)
lost                            $(column lost)
doubled                         $(column doubled)
out of order                    $(column disordered)
migrations                      $moved
migrations refused              $refused
control messages a migration    $control at most
data moves a migration          $moves
without execution               $(field ns <"$work/migrations" | sort -n |
	awk '{ t[NR] = $1 } END { printf "%.1f ms (median)", t[int((NR + 1) / 2)] / 1e6 }')
messages re-sent in step 6      $(counter pending_sent)
messages forwarded              $forwarded
link updates sent               $updates
over one stale link             $stale at most
connections cut meanwhile       $(cat "$work/cuts-made")
END

# ---- the file system

# write_files NAME WRITES BYTES: a client on a machine; prints how many files were
# as they should be
# shellcheck disable=SC2016 # the client expands it
write_files='
	cd "$(mktemp -d)"
	same=0
	for i in $(seq "$2"); do
		head -c "$3" /dev/urandom >written
		demosctl fs put written "/$1.$i" &&
			demosctl fs get "/$1.$i" read &&
			cmp -s written read && same=$((same + 1))
		demosctl fs rm "/$1.$i"
	done
	rm -r "$PWD"
	echo "$same"'

# go_round GUEST: move it from machine to machine, until the clients have ended
go_round()
{
	place=1
	while [ -e "$work/writing" ]; do
		place=$((place % N + 1))
		if demosctl migrate "$1" "$place" >/dev/null 2>&1; then
			echo "$1 $place" >>"$work/moves"
		else
			sleep 0.1
		fi
	done
}

# use_files: the clients; returns when all have ended
use_files()
{
	: >"$work/writing"
	: >"$work/moves"
	movers=
	for guest in fs.buffer fs.folder fs.request; do
		go_round "$guest" &
		movers="$movers $!"
	done
	writers=
	for m in $machines; do
		on "$m" sh -c "$write_files" - "m$m" "$WRITES" "$BYTES" \
			>"$work/wrote$m" &
		writers="$writers $!"
	done
	# shellcheck disable=SC2086 # numbers
	wait $writers
	rm "$work/writing"
	# shellcheck disable=SC2086
	wait $movers
}

files=0
say "the file system moves while $N machines use it"
truncate -s 64M "$work/disk"
mkfs.minix -1 -n 30 "$work/disk" >/dev/null
demos-disk "$work/disk" 2>>"$work/disk.log" &
disk=$!
until demosctl names | grep -qw disk; do
	sleep 0.1
done
demosctl fs start >"$work/started"
use_files
demosctl fs stop
kill "$disk"
wait "$disk" || :
sort "$work/started"
cat <<END
files written, read, compared   $((WRITES * N)) of $BYTES bytes
without a difference            $(cat "$work"/wrote* | sum)
migrations meanwhile            $(wc -l <"$work/moves")
END
fsck.minix -f "$work/disk" >"$work/fsck" 2>&1 || files=$?

# all_stopped: end the machines, and all that belongs to them
all_stopped()
{
	status=0
	for m in $machines; do
		on "$m" stop-machine || status=1
	done
	return "$status"
}

say "result"
prove "the server missed nothing and saw nothing twice or too early" \
	[ "$server" = 0 ]
prove "the clients missed no answer and saw none twice or early" \
	[ "$(cat "$work"/status* | sum)" = 0 ]
least=$((CLIENTS * 5000 / 3))	# 10000 of six clients
prove "at least $least requests" [ "$(column sent)" -ge $least ]
prove "each request had an answer" [ "$(column sent)" = "$(column received)" ]
prove "at least $MIGRATIONS migrations" [ "$moved" -ge "$MIGRATIONS" ]
prove "$CUTS connections cut" [ "$(cat "$work/cuts-made")" = "$CUTS" ]
prove "no more migrations refused than connections cut" \
	[ "$refused" -le "$CUTS" ]
prove "at most 9 control messages a migration" [ "$control" -le 9 ]
prove "3 data moves a migration" [ "$moves" = "3 " ]
prove "at most 2 more messages for each that met a forwarding address" \
	[ "$updates" -le "$forwarded" ]
prove "each file was read as it had been written" \
	[ "$(cat "$work"/wrote* | sum)" = $((WRITES * N)) ]
prove "each of the file system's guests moved" \
	[ "$(cut -d' ' -f1 "$work/moves" | sort -u | wc -l)" = 3 ]
prove "fsck.minix finds the disk in order" [ "$files" = 0 ]
[ "$KEEP" = 1 ] || prove "all machines can be stopped" all_stopped
echo "1..$proved"
for m in $monitors; do
	kill "$m" 2>/dev/null || :
done
rm -r "$work"
exit $bad
