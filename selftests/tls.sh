#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# demos-netd connects two machines, and meets strangers at its port:
#
#	netns tls1            netns tls2            netns tls9
#	machine 1             machine 2             anybody (./tls)
#	10.83.0.1 fd83::1     10.83.0.2 fd83::2     10.83.0.9
#	     |                     |                     |
#	     +---------------------+---------------------+ bridge
#
# Machine 1 has keys with 2, 3 and 4. Strangers play machines 3 and 4.
#
# FLOOD=N: number of connections in the flood (3000)

# shellcheck source=selftests/lib/netd.sh
. ./netd.sh

guests=/usr/lib/demos/guests
pm=
switchboard=

guest_says_hello()
{
	on "$1" demosctl run --wait --on "$2" "$guests/hello.z8001" |
		grep 'hello, world'
}

# listens COMMAND...: count the segments that machine 1 receives during it, and
# those that hold the guest's text, which is in its program and in its output
listens()
{
	mkfifo "$work/sniffer"
	ip netns exec tls1 ./tls sniff 'hello, world' >"$work/sniffer" &
	sniffer=$!
	{
		read -r _
		"$@" >"$work/listened" 2>&1
		status=$?
		kill "$sniffer"
		read -r segments marked
	} <"$work/sniffer"
	rm "$work/sniffer"
	wait "$sniffer"
	cat "$work/listened"
	echo "$segments segments, $marked with the text"
	[ "$status" = 0 ]
}

to_and_fro()
{
	guest_says_hello 2 1 && guest_says_hello 1 2 && guest_says_hello 2 2
}

the_text_is_readable_on_the_wire()
{
	listens to_and_fro && [ "$marked" -gt 0 ]
}

the_text_is_not_on_the_wire()
{
	listens to_and_fro && [ "$segments" -gt 0 ] && [ "$marked" = 0 ]
}

set_up()
{
	ip netns add tls0 || return
	ip -n tls0 link add bridge type bridge || return
	ip -n tls0 link set bridge up
	for m in 1 2 9; do
		ip netns add "tls$m"
		ip -n tls0 link add "port$m" type veth peer name eth0 netns "tls$m"
		ip -n tls0 link set "port$m" master bridge up
		ip -n "tls$m" addr add "10.83.0.$m/24" dev eth0
		ip -n "tls$m" addr add "fd83::$m/64" dev eth0 nodad
		ip -n "tls$m" link set lo up
		ip -n "tls$m" link set eth0 up
	done
	on 1 demosctl machine up --id 1 && on 2 demosctl machine up --id 2 &&
		demosctl key generate --pair 1,2 "$work/key2" &&
		demosctl key generate --pair 1,3 "$work/key3" &&
		demosctl key generate --pair 1,4 "$work/key4" &&
		demosctl key generate "$work/cluster"
}

write_config()
{
	cat >"$work/netd.conf" <<-END
		[netd]
		machine = 1
		listen = [::]
		listen = 0.0.0.0
		[peers]
		2 =
		3 =
		4 = 10.83.0.9
		[keys]
		2 = $work/key2
		3 = $work/key3
		4 = $work/key4
	END
}

tear_down()
{
	kill "$pm" "$switchboard" "${netd1:?}" "${netd2:?}"
	wait
	for m in 0 1 2 9; do
		ip netns del "tls$m"
	done
	rm -rf "$work"
}

# bindv6only N: whether IPv6 sockets serve only IPv6 by default
bindv6only()
{
	on 1 sh -c "echo $1 >/proc/sys/net/ipv6/bindv6only"
}

# It listens on all addresses, and is dialled over IPv4
insecure_says_so()
{
	bindv6only 1
	netd 1 --insecure --peer 2
	netd 2 --insecure --peer 1=10.83.0.1
	both_up && grep INSECURE "$work/netd1" && grep INSECURE "$work/netd2"
}

an_insecure_machine_is_named()
{
	netd_stops 1 && netd 1 --key "$work/cluster" --peer 2 &&
		fails_between "it is insecure, and this machine wants a key" \
			"it wants a key, and this machine is insecure" \
			--insecure || return
	netd_stops 1 && netd 1 --insecure --peer 2 &&
		fails_between "it wants a key, and this machine is insecure" \
			"it is insecure, and this machine wants a key" \
			--key "$work/cluster" || return
	netd_stops 2 && netd 2 --insecure --peer 1=10.83.0.1 && both_up &&
		both_are_connected
}

# A closed port, a host that is not there, a name that nobody knows
wrong_addresses_are_named()
{
	netd_stops 2 && netd 2 --insecure --peer 1=10.83.0.1:7 || return
	on 2 demosctl peer reset 1
	until_so 10 shows 2 1 "no demos-netd listens at that port" || return
	asks 2 add 1 10.83.0.77 &&
		until_so 20 shows 2 1 "host unreachable" || return
	asks 2 add 1 nowhere.invalid &&
		until_so 20 shows 2 1 "cannot resolve the name" || return
	asks 2 add 1 10.83.0.1 && both_up
}

servers_start()
{
	ip netns exec tls1 demos-switchboard >"$work/switchboard" 2>&1 &
	switchboard=$!
	ip netns exec tls1 demos-pm >"$work/pm" 2>&1 &
	pm=$!
	until_so 20 on 1 demosctl ps
}

netd_requires_a_key()
{
	cp "$work/cluster" "$work/open" && chmod 640 "$work/open"
	echo nonsense >"$work/nonsense" && chmod 600 "$work/nonsense"
	cp "$work/key2" "$work/foreign" && chown 1234 "$work/foreign"
	refuses 2 "no key is set" --peer 2 &&
		refuses 2 "choose one" --insecure --key "$work/cluster" &&
		refuses 1 "chmod 600" --key "$work/open" --peer 2 &&
		refuses 1 "chown root" --key "$work/foreign" --peer 2 &&
		refuses 2 "not a key file" --key "$work/nonsense" --peer 2 &&
		refuses 2 "for machines 1 and 3" --key "$work/key3" --peer 2 &&
		refuses 2 "netd.conf:3" --config "$work/netd.conf"
}

# A second netd on machine 1, with a control socket of its own
a_second_netd_is_refused()
{
	refuses 1 "this machine has a demos-netd: process ${netd1:?}" \
		--insecure --listen 10.83.0.1:99 && both_up
}

# Nothing but a socket that is left over from a crash is deleted
the_control_socket_is_checked()
{
	echo keep >"$work/file" && mkfifo "$work/fifo" || return
	for kind in file fifo; do
		refuses 2 "not a socket" --insecure --control "$work/$kind" ||
			return
	done
	[ "$(cat "$work/file")" = keep ] && [ -p "$work/fifo" ] &&
		refuses 1 "process ${netd2:?} has it" --insecure \
			--control "$work/sock2" && [ -S "$work/sock2" ] ||
		return
	netd 1 --insecure --peer 2
	until_so 10 asks 1 list && kill -KILL "$netd1" || return
	wait "$netd1"
	[ -S "$work/sock1" ] && netd 1 --insecure --peer 2 &&
		until_so 10 asks 1 list && netd_stops 1 &&
		[ ! -e "$work/sock1" ]
}

config_is_checked()
{
	netd_stops 1 || return
	write_config
	sed -i 's/machine = 1/machine = 2/' "$work/netd.conf"
	refuses 2 "should be 2" --config "$work/netd.conf" || return
	printf '[netd]\n\nkay = /key\n' >"$work/netd.conf"
	netd_requires_a_key
}

# Both have the pair's key, one by configuration, the other by command. The name
# has an address at which machine 2 would meet itself, and one of machine 1,
# which listens on each address family separately
machines_connect_with_keys()
{
	write_config
	printf '127.0.0.5 host1\nfd83::1 host1\n' >>/etc/hosts
	echo multi on >/etc/host.conf	# all that a name stands for
	bindv6only 0
	netd_stops 2 && : >"$work/netd1" && : >"$work/netd2"
	on 1 demosctl peer reset 2
	netd 1 --config "$work/netd.conf"
	netd 2 --key "$work/key2" --peer 1=host1
	both_up && grep 'proved its identity' "$work/netd1" &&
		grep '\[fd83::1\]:1983 has proved' "$work/netd2"
}

# stranger_printed WORD...: the stranger printed exactly these words, one per line
stranger_printed()
{
	cat "$work/stranger"
	[ "$(cat "$work/stranger")" = "$(printf '%s\n' "$@")" ]
}

# ends_with TEXT: machine 1 logs TEXT as the end of machine 3's connection
ends_with()
{
	until_so 10 grep -q "machine 3: a connection has ended: $1" \
		"$work/netd1"
}

honest_strangers_get_in()
{
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 3 bye >"$work/stranger"
	stranger_printed proved stays cut && ends_with 'Connection reset by peer'
}

rekeying_is_refused()
{
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 3 rekey >"$work/stranger"
	stranger_printed proved stays cut && ends_with 'refused: an invalid frame'
}

# The cipher that is fast on this processor is preferred; strangers that have
# only one cipher get in with that
cipher_suits_both_sides()
{
	uses=CHACHA20-POLY1305
	! grep -qw aes /proc/cpuinfo || uses=AES-128-GCM
	grep "machine 2 at .*(TLS 1.3, $uses)" "$work/netd1" || return
	for cipher in AES-128-GCM CHACHA20-POLY1305; do
		on 9 ./tls cipher "$cipher" 10.83.0.1 "$work/key3" 3 1 3 \
			>"$work/stranger"
		stranger_printed proved stays || return
		until_so 5 grep "machine 3 at .*(TLS 1.3, $cipher)" \
			"$work/netd1" || return
	done
}

a_replay_is_refused()
{
	before=$(refusals key)
	connections=$(info 1 connections 3)
	on 9 ./tls replay 10.83.0.1 "$work/key3" 3 1 3 >"$work/stranger"
	stranger_printed proved stays refused && until_so 10 counted key "$before" &&
		[ "$(info 1 connections 3)" = $((connections + 1)) ]
}

# dialling_fails WHAT TEXT: if machine 2 dials a stranger in machine 1's place,
# it logs TEXT, and reveals nothing
dialling_fails()
{
	ip netns exec tls9 ./tls serve "$1" >"$work/stranger" &
	stranger=$!
	asks 2 add 1 10.83.0.9 && on 2 demosctl peer reset 1
	until_so 20 grep "dial machine 1 at 10.83.0.9: $2" "$work/netd2" ||
		kill "$stranger"
	wait "$stranger" && stranger_printed refused && is_down 2 1
	status=$?
	asks 2 add 1 host1 && both_up && [ "$status" = 0 ]
}

a_false_hello_is_refused()
{
	before=$(on 1 demosctl stats -j | grep -o '"refused": *[0-9]*')
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 4 >"$work/stranger"
	stranger_printed proved cut && ends_with 'refused: not from' &&
		[ "$before" != "$(on 1 demosctl stats -j |
			grep -o '"refused": *[0-9]*')" ] && is_down 1 4
}

# The limit is ten lines at once and one a second; each visit would log three
flapping_does_not_fill_the_log()
{
	lines=$(wc -l <"$work/netd1")
	started=$(date +%s)
	on 9 ./tls flap 10.83.0.1 "$work/key3" 3 1 60 >"$work/stranger"
	lines=$(($(wc -l <"$work/netd1") - lines))
	seconds=$(($(date +%s) - started))
	echo "got in $(cat "$work/stranger") times in $seconds s: $lines lines"
	[ "$(cat "$work/stranger")" -ge 30 ] && [ "$lines" -le $((12 + seconds)) ] &&
		until_so 5 grep 'lines left out' "$work/netd1"
}

a_plain_hello_is_refused()
{
	refused_for insecure refused plain 10.83.0.1
}

slow_strangers_are_cut()
{
	mkfifo "$work/slow"
	ip netns exec tls9 ./tls slow 10.83.0.1 80 >"$work/slow" &
	{
		read -r _
		# While all places are taken, a peer comes back
		on 2 demosctl peer reset 1
		both_up && to_and_fro
		status=$?
		read -r seconds
	} <"$work/slow"
	rm "$work/slow"
	echo "after $seconds s; crowded out $(refusals crowd), slow $(refusals slow)"
	[ "$status" = 0 ] && [ "$seconds" -le 15 ] && [ "$(refusals crowd)" -ge 16 ] &&
		[ "$(refusals slow)" -gt 0 ]
}

memory()
{
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/${netd1:?}/status"
}

open_files()
{
	find "/proc/${netd1:?}/fd" | wc -l
}

few_open()
{
	[ "$(open_files)" -le "$1" ]
}

# kB of the kernel's own memory, without caches that it can drop
kernel_memory()
{
	echo 3 >/proc/sys/vm/drop_caches
	sed -n 's/^SUnreclaim:[^0-9]*\([0-9]*\) kB/\1/p' /proc/meminfo
}

kernel_memory_is_back()
{
	[ "$(kernel_memory)" -le $((kernel + 4096)) ]
}

# All of the flood's connections are closed, and no other has been affected
a_flood_does_no_harm()
{
	# Once to warm up; after that it must not take more memory
	on 9 ./tls flood 10.83.0.1 2000
	until_so 10 few_open 100 && to_and_fro || return
	before=$(memory)
	kernel=$(kernel_memory)
	files=$(open_files)
	connections=$(info 1 connections)
	lines=$(wc -l <"$work/netd1")
	started=$(date +%s)
	ip netns exec tls9 ./tls flood 10.83.0.1 "$FLOOD" &
	flood=$!
	to_and_fro && wait "$flood" && to_and_fro || return
	until_so 10 few_open "$files" || return
	seconds=$(($(date +%s) - started))
	lines=$(($(wc -l <"$work/netd1") - lines))
	until_so 10 kernel_memory_is_back
	echo "# $FLOOD in $seconds s: $lines lines; $before kB before, $(memory) kB after, the kernel $kernel kB, $(kernel_memory) kB"
	kernel_memory_is_back && [ "$lines" -le $((20 + 2 * seconds)) ] &&
		[ "$(memory)" -le $((before + 1000)) ] &&
		[ "$(info 1 connections)" = "$connections" ] && is_up 1 2
}

a_deleted_peer_stays_out()
{
	asks 1 del 2 && until_so 20 is_down 2 1 || return
	before=$(refusals identity)
	until_so 20 counted identity "$before" && is_down 2 1 || return
	! asks 1 add 2 10.83.0.2 || return	# its key is gone, too
	asks 1 add 2 --key "$work/key2" && both_up && to_and_fro
}

# The module is told directly, without its netd
a_peer_deleted_in_the_module_stays_out()
{
	on 1 demosctl peer del 2 && until_so 20 is_down 2 1 || return
	before=$(refusals identity)
	until_so 20 counted identity "$before" && is_down 2 1 || return
	asks 1 add 2 --key "$work/key2" && both_up && to_and_fro
}

a_deleted_peer_is_not_dialled()
{
	asks 2 del 1 && until_so 20 is_down 1 2 || return
	asks 2 list && ! asks 2 list | grep host1 || return
	sleep 2
	is_down 1 2 && asks 2 add 1 10.83.0.1 && both_up
}

# The connection is cut at once, and comes back when both have the new key
a_new_key_cuts_the_connection()
{
	demosctl key generate --pair 1,2 "$work/another2" || return
	before=$(refusals key)
	asks 1 add 2 --key "$work/another2" && until_so 5 is_down 1 2 &&
		until_so 20 counted key "$before" && is_down 1 2 || return
	until_so 10 shows 1 2 "it has another key" &&
		until_so 10 shows 2 1 "it has another key" || return
	asks 2 add 1 10.83.0.1 --key "$work/another2" && both_up &&
		both_are_connected &&
		to_and_fro || return
	asks 1 add 2 --key "$work/key2" &&
		asks 2 add 1 10.83.0.1 --key "$work/key2" && both_up
}

the_wrong_netd_is_refused()
{
	on 1 demosctl peer list -s "$work/sock2" 2>"$work/wrong"
	[ $? = 1 ] && grep 'of machine 2, not of machine 1' "$work/wrong"
}

netd_notifies_systemd()
{
	ip netns exec tls2 ./tls notify "$work/notify" >"$work/notified" &
	notified=$!
	until_so 5 [ -S "$work/notify" ] && netd_stops 2 &&
		[ ! -e "$work/sock2" ] || return
	is_up 1 2 || return	# the connection is the module's
	NOTIFY_SOCKET=$work/notify
	export NOTIFY_SOCKET
	netd 2 --key "$work/key2" --peer 1=host1
	unset NOTIFY_SOCKET
	until_so 20 grep -q READY=1 "$work/notified" && netd_stops 2 &&
		until_so 5 grep -q STOPPING=1 "$work/notified"
	status=$?
	kill "$notified"
	cat "$work/notified"
	return "$status"
}

more_connections()
{
	[ "$(info 2 connections)" -gt "$connections" ]
}

a_cut_connection_comes_back()
{
	netd 2 --key "$work/key2" --peer 1=10.83.0.1
	for i in 1 2 3; do
		connections=$(info 2 connections)
		on $((i % 2 + 1)) demosctl peer reset $((2 - i % 2))
		until_so 20 more_connections && both_up && to_and_fro || return
	done
}

# reload_logs TEXT: machine 1's netd reloads its configuration and logs TEXT
reload_logs()
{
	lines=$(wc -l <"$work/netd1")
	kill -HUP "${netd1:?}"
	until_so 10 says_since "$lines" "$1"
}

says_since()
{
	tail -n "+$(($1 + 1))" "$work/netd1" | grep "$2"
}

# Machine 4 is removed, 5 added, 2 stays connected; then a file with a mistake
the_configuration_is_reloaded()
{
	connections=$(info 1 connections)
	sed -i '/^4 =/d; s/^3 =$/3 =\n5 =/; s,^\[keys\],&\n5 = '"$work/cluster"',' \
		"$work/netd.conf"
	reload_logs 'machine 5 is a peer' || return
	asks 1 list | grep '^ *5 ' && ! asks 1 list | grep '^ *4 ' || return
	echo 6 = >>"$work/netd.conf"
	reload_logs 'nothing is changed' && asks 1 list | grep '^ *5 ' &&
		is_up 1 2 && [ "$(info 1 connections)" = "$connections" ]
}

# Move much memory to and fro: more than the MiB for which a key may be used
a_used_up_key_is_renewed()
{
	cat >"$work/renew.conf" <<-END
		[netd]
		key = $work/key2
		renew = 1
		[peers]
		1 = 10.83.0.1
	END
	netd_stops 2 && netd 2 --config "$work/renew.conf" || return
	connections=$(info 2 connections)
	big=$(on 1 demosctl run --on 1 "$guests/big.z8001") &&
		on 1 demosctl suspend "$big" || return
	for to in 2 1 2; do
		on 1 demosctl migrate "$big" "$to" || return
	done
	until_so 30 more_connections && both_up &&
		grep 'machine 1: the connection is renewed' "$work/netd2" &&
		on 1 demosctl migrate "$big" 1 &&
		on 1 demosctl resume "$big" && on 1 demosctl wait "$big"
}

[ "$(id -u)" = 0 ] || skip "needs root"
grep -q '^demos ' /proc/modules || skip "the module demos is not loaded"
command -v demos-netd >/dev/null || skip "no demos-netd"
[ -r $guests/hello.z8001 ] || skip "no guests"
at=10.83.0.1
: "${FLOOD:=3000}"

echo TAP version 13
echo 1..39
test_that "machines and keys" set_up
test_that "insecure: netd logs it, and connects" insecure_says_so
test_that "both sides say that they are connected" both_are_connected
test_that "both sides say which one is insecure" an_insecure_machine_is_named
test_that "a wrong address is named" wrong_addresses_are_named
test_that "servers start" servers_start
test_that "insecure: data can be read on the wire" \
	the_text_is_readable_on_the_wire
test_that "a machine has one netd" a_second_netd_is_refused
test_that "without a key, or with a wrong file, netd does not start" \
	config_is_checked
test_that "the control socket replaces nothing else" \
	the_control_socket_is_checked
test_that "two machines connect with keys, names and a configuration" \
	machines_connect_with_keys
[ "$failed" = 0 ] || exit "$failed"
test_that "with a key data cannot be read on the wire" \
	the_text_is_not_on_the_wire
test_that "a stranger with the right key gets in" honest_strangers_get_in
test_that "a rekeying peer is disconnected" \
	rekeying_is_refused
test_that "the cipher suits the processor and the peer" \
	cipher_suits_both_sides
test_that "a replayed capture does not get in" \
	a_replay_is_refused
test_that "dialling a peer without TLS fails" \
	dialling_fails plain "it is insecure, and this machine wants a key"
test_that "dialling a peer with another key fails" \
	dialling_fails "$work/cluster" "it refuses TLS 1.3 with a key"
test_that "a HELLO as machine 4 with machine 3's key is refused" \
	a_false_hello_is_refused
test_that "a wrong key is refused" \
	refused_for key refused meet $at "$work/cluster" 3 1
test_that "machine 3's key with machine 4's identity is refused" \
	refused_for key refused meet $at "$work/key3" 4 1
test_that "the identity of a machine that is not a peer is refused" \
	refused_for identity refused meet $at "$work/key3" 5 1
test_that "a peer that dials another machine is refused" \
	refused_for address refused meet $at "$work/key3" 3 2
test_that "TLS 1.2 is refused" \
	refused_for protocol refused old $at "$work/key3" 3 1
test_that "a HELLO without TLS is refused" a_plain_hello_is_refused
test_that "noise is refused" refused_for any refused noise $at
test_that "a peer that comes and goes does not fill the log" \
	flapping_does_not_fill_the_log
test_that "slow strangers are cut, and keep nobody out" slow_strangers_are_cut
test_that "a flood does no harm" a_flood_does_no_harm
test_that "a deleted peer is not let in" \
	a_deleted_peer_stays_out
test_that "a peer deleted only in the module is not let in" \
	a_peer_deleted_in_the_module_stays_out
test_that "a deleted peer is not dialled" \
	a_deleted_peer_is_not_dialled
test_that "a new key cuts the connection with the old one" \
	a_new_key_cuts_the_connection
test_that "demosctl refuses the daemon of another machine" \
	the_wrong_netd_is_refused
test_that "netd notifies when it is ready, and when it ends" \
	netd_notifies_systemd
test_that "a connection that is cut comes back" a_cut_connection_comes_back
test_that "netd reads its configuration again on SIGHUP" \
	the_configuration_is_reloaded
test_that "a used-up key is renewed" a_used_up_key_is_renewed
test_that "everything can be removed" tear_down
exit "$failed"
