#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# demos-netd between two machines, and strangers at its port:
#
#	netns tls1            netns tls2            netns tls9
#	machine 1             machine 2             anybody (./tls)
#	10.83.0.1 fd83::1     10.83.0.2 fd83::2     10.83.0.9
#	     |                     |                     |
#	     +---------------------+---------------------+ bridge
#
# Machine 1 has keys with 2, 3 and 4. Machine 3 and 4 are played by strangers.
#
# FLOOD=N: so many come at once (3000)

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

# listens COMMAND...: how many segments machine 1 gets meanwhile that hold
# the text of the guest, which is sent as a program, and by the program
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

in_the_clear_the_text_is_seen()
{
	listens to_and_fro && [ "$marked" -gt 0 ]
}

with_a_key_it_is_not()
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

# bindv6only N: should IPv6 stand for IPv4, too, where nothing else is said?
bindv6only()
{
	on 1 sh -c "echo $1 >/proc/sys/net/ipv6/bindv6only"
}

# Listens everywhere, and is dialled by IPv4
insecure_says_so()
{
	bindv6only 1
	netd 1 --insecure --peer 2
	netd 2 --insecure --peer 1=10.83.0.1
	both_up && grep INSECURE "$work/netd1" && grep INSECURE "$work/netd2"
}

servers_start()
{
	ip netns exec tls1 demos-switchboard >"$work/switchboard" 2>&1 &
	switchboard=$!
	ip netns exec tls1 demos-pm >"$work/pm" 2>&1 &
	pm=$!
	until_so 20 on 1 demosctl ps
}

# refuses STATUS TEXT ARG...: demos-netd does not start
refuses()
{
	status=$1 text=$2
	shift 2
	on 1 timeout 10 demos-netd --control "$work/another" "$@" \
		>"$work/refused" 2>&1
	[ $? = "$status" ] && cat "$work/refused" &&
		grep -qF -- "$text" "$work/refused"
}

it_wants_a_key()
{
	cp "$work/cluster" "$work/open" && chmod 640 "$work/open"
	echo nonsense >"$work/nonsense" && chmod 600 "$work/nonsense"
	cp "$work/key2" "$work/foreign" && chown 1234 "$work/foreign"
	refuses 2 "without a key" --peer 2 &&
		refuses 2 "which?" --insecure --key "$work/cluster" &&
		refuses 1 "chmod 600" --key "$work/open" --peer 2 &&
		refuses 1 "chown root" --key "$work/foreign" --peer 2 &&
		refuses 2 "no key file" --key "$work/nonsense" --peer 2 &&
		refuses 2 "for machines 1 and 3" --key "$work/key3" --peer 2 &&
		refuses 2 "netd.conf:3" --config "$work/netd.conf"
}

config_is_checked()
{
	write_config
	sed -i 's/machine = 1/machine = 2/' "$work/netd.conf"
	refuses 2 "should be 2" --config "$work/netd.conf" || return
	printf '[netd]\n\nkay = /key\n' >"$work/netd.conf"
	it_wants_a_key
}

# A pair's key each, the one by configuration, the other by command; a name
# with an address at which machine 2 meets itself, and one of machine 1, which
# listens at each family by itself
they_connect_with_keys()
{
	write_config
	printf '127.0.0.5 host1\nfd83::1 host1\n' >>/etc/hosts
	echo multi on >/etc/host.conf	# all that a name stands for
	bindv6only 0
	netd_stops 1 && netd_stops 2 && : >"$work/netd1" && : >"$work/netd2"
	on 1 demosctl peer reset 2
	netd 1 --config "$work/netd.conf"
	netd 2 --key "$work/key2" --peer 1=host1
	both_up && grep 'proved who it is' "$work/netd1" &&
		grep '\[fd83::1\]:1983 has proved' "$work/netd2"
}

# says_in_turn WORD...: that is what the stranger said, a word a line
says_in_turn()
{
	cat "$work/stranger"
	[ "$(cat "$work/stranger")" = "$(printf '%s\n' "$@")" ]
}

# ends_with TEXT: machine 1 knows why the connection with machine 3 ended
ends_with()
{
	until_so 10 grep -q "machine 3: a connection has ended: $1" \
		"$work/netd1"
}

honest_strangers_get_in()
{
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 3 bye >"$work/stranger"
	says_in_turn proved stays cut && ends_with 'Connection reset by peer'
}

other_keys_are_not_taken()
{
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 3 rekey >"$work/stranger"
	says_in_turn proved stays cut && ends_with 'what came was refused'
}

# What suits the processor; and strangers who have one cipher get in with that
ciphers_are_the_right_ones()
{
	uses=CHACHA20-POLY1305
	! grep -qw aes /proc/cpuinfo || uses=AES-128-GCM
	grep "machine 2 at .*(TLS 1.3, $uses)" "$work/netd1" || return
	for cipher in AES-128-GCM CHACHA20-POLY1305; do
		on 9 ./tls cipher "$cipher" 10.83.0.1 "$work/key3" 3 1 3 \
			>"$work/stranger"
		says_in_turn proved stays || return
		until_so 5 grep "machine 3 at .*(TLS 1.3, $cipher)" \
			"$work/netd1" || return
	done
}

what_was_overheard_gets_nobody_in()
{
	before=$(refusals key)
	connections=$(info 1 connections 3)
	on 9 ./tls replay 10.83.0.1 "$work/key3" 3 1 3 >"$work/stranger"
	says_in_turn proved stays refused && until_so 10 counted key "$before" &&
		[ "$(info 1 connections 3)" = $((connections + 1)) ]
}

# we_refuse WHAT TEXT: if machine 2 gets to a stranger where machine 1 should
# be it says TEXT, and tells him nothing
we_refuse()
{
	ip netns exec tls9 ./tls serve "$1" >"$work/stranger" &
	stranger=$!
	asks 2 add 1 10.83.0.9 && on 2 demosctl peer reset 1
	until_so 20 grep "dial machine 1 at 10.83.0.9: $2" "$work/netd2" ||
		kill "$stranger"
	wait "$stranger" && says_in_turn refused && is_down 2 1
	status=$?
	asks 2 add 1 host1 && both_up && [ "$status" = 0 ]
}

liars_get_cut()
{
	before=$(on 1 demosctl stats -j | grep -o '"refused": *[0-9]*')
	on 9 ./tls meet 10.83.0.1 "$work/key3" 3 1 4 >"$work/stranger"
	says_in_turn proved cut && ends_with 'refused: not from' &&
		[ "$before" != "$(on 1 demosctl stats -j |
			grep -o '"refused": *[0-9]*')" ] && is_down 1 4
}

# Ten lines at once and one a second; it would be three each time
coming_and_going_fills_no_log()
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

a_plain_word_has_no_answer()
{
	refused_for protocol refused plain 10.83.0.1
}

slow_ones_have_to_go()
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

# kB that the kernel has for itself, but for caches that it can do without
kernel_memory()
{
	echo 3 >/proc/sys/vm/drop_caches
	sed -n 's/^SUnreclaim:[^0-9]*\([0-9]*\) kB/\1/p' /proc/meminfo
}

little_taken()
{
	[ "$(kernel_memory)" -le $((kernel + 4096)) ]
}

# All that were dialled have gone, and nobody else has noticed
a_flood_does_no_harm()
{
	# Once to warm up, then it must not take more
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
	until_so 10 little_taken
	echo "# $FLOOD in $seconds s: $lines lines; $before kB before, $(memory) kB after, the kernel $kernel kB, $(kernel_memory) kB"
	little_taken && [ "$lines" -le $((20 + 2 * seconds)) ] &&
		[ "$(memory)" -le $((before + 1000)) ] &&
		[ "$(info 1 connections)" = "$connections" ] && is_up 1 2
}

who_is_forgotten_stays_out()
{
	asks 1 del 2 && until_so 20 is_down 2 1 || return
	before=$(refusals identity)
	until_so 20 counted identity "$before" && is_down 2 1 || return
	! asks 1 add 2 10.83.0.2 || return	# no key for it any more
	asks 1 add 2 --key "$work/key2" && both_up && to_and_fro
}

# Whoever has told the module, its netd does not know
who_is_forgotten_unheard_stays_out()
{
	on 1 demosctl peer del 2 && until_so 20 is_down 2 1 || return
	before=$(refusals identity)
	until_so 20 counted identity "$before" && is_down 2 1 || return
	asks 1 add 2 --key "$work/key2" && both_up && to_and_fro
}

who_is_forgotten_is_not_dialled()
{
	asks 2 del 1 && until_so 20 is_down 1 2 || return
	asks 2 list && ! asks 2 list | grep host1 || return
	sleep 2
	is_down 1 2 && asks 2 add 1 10.83.0.1 && both_up
}

# It is cut at once, and comes back when both have it
another_key_cuts_the_connection()
{
	demosctl key generate --pair 1,2 "$work/another2" || return
	before=$(refusals key)
	asks 1 add 2 --key "$work/another2" && until_so 5 is_down 1 2 &&
		until_so 20 counted key "$before" && is_down 1 2 || return
	asks 2 add 1 10.83.0.1 --key "$work/another2" && both_up &&
		to_and_fro || return
	asks 1 add 2 --key "$work/key2" &&
		asks 2 add 1 10.83.0.1 --key "$work/key2" && both_up
}

the_wrong_netd_is_not_asked()
{
	on 1 demosctl peer list -s "$work/sock2" 2>"$work/wrong"
	[ $? = 1 ] && grep 'of machine 2, not of machine 1' "$work/wrong"
}

it_tells_how_it_is()
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

# reads_again TEXT: machine 1's netd reads its configuration again and says TEXT
reads_again()
{
	lines=$(wc -l <"$work/netd1")
	kill -HUP "${netd1:?}"
	until_so 10 says_since "$lines" "$1"
}

says_since()
{
	tail -n "+$(($1 + 1))" "$work/netd1" | grep "$2"
}

# Machine 4 goes, 5 comes, 2 stays connected; then there is a mistake in it
the_configuration_is_read_again()
{
	connections=$(info 1 connections)
	sed -i '/^4 =/d; s/^3 =$/3 =\n5 =/; s,^\[keys\],&\n5 = '"$work/cluster"',' \
		"$work/netd.conf"
	reads_again 'machine 5 is a peer' || return
	asks 1 list | grep '^ *5 ' && ! asks 1 list | grep '^ *4 ' || return
	echo 6 = >>"$work/netd.conf"
	reads_again 'nothing is changed' && asks 1 list | grep '^ *5 ' &&
		is_up 1 2 && [ "$(info 1 connections)" = "$connections" ]
}

# Much memory goes to and fro: more than the MiB that a key is good for
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
echo 1..34
test_that "machines and keys" set_up
test_that "insecure: it says so, and connects" insecure_says_so
test_that "servers start" servers_start
test_that "insecure: what is sent is seen on the wire" \
	in_the_clear_the_text_is_seen
test_that "without a key, or with a wrong file, it does not start" \
	config_is_checked
test_that "with keys, names and a configuration they connect" \
	they_connect_with_keys
[ "$failed" = 0 ] || exit "$failed"
test_that "with a key nothing is seen on the wire" with_a_key_it_is_not
test_that "who has a key gets in" honest_strangers_get_in
test_that "who wants other keys then has to come again" \
	other_keys_are_not_taken
test_that "the cipher is the one that suits" ciphers_are_the_right_ones
test_that "who repeats what he has overheard does not get in" \
	what_was_overheard_gets_nobody_in
test_that "we dial one that has no TLS" \
	we_refuse plain "An unexpected TLS packet"
test_that "we dial one that has another key" \
	we_refuse "$work/cluster" "A TLS fatal alert"
test_that "machine 3's key does not speak as machine 4" liars_get_cut
test_that "a wrong key" \
	refused_for key refused meet $at "$work/cluster" 3 1
test_that "machine 3's key in machine 4's name" \
	refused_for key refused meet $at "$work/key3" 4 1
test_that "the right key in a name that is no peer's" \
	refused_for identity refused meet $at "$work/key3" 5 1
test_that "a peer that wants another machine" \
	refused_for identity refused meet $at "$work/key3" 3 2
test_that "TLS 1.2" \
	refused_for protocol refused old $at "$work/key3" 3 1
test_that "no TLS" a_plain_word_has_no_answer
test_that "noise" refused_for any refused noise $at
test_that "who comes and goes all the time fills no log" \
	coming_and_going_fills_no_log
test_that "slow ones have to go, and keep nobody out" slow_ones_have_to_go
test_that "a flood does no harm" a_flood_does_no_harm
test_that "a machine that is forgotten is not let in" \
	who_is_forgotten_stays_out
test_that "nor is one that the module alone was told to forget" \
	who_is_forgotten_unheard_stays_out
test_that "a machine that is forgotten is not dialled" \
	who_is_forgotten_is_not_dialled
test_that "a connection with an old key is cut" \
	another_key_cuts_the_connection
test_that "the daemon of another machine is not asked" \
	the_wrong_netd_is_not_asked
test_that "it tells when it is ready, and when it ends" it_tells_how_it_is
test_that "a connection that is cut comes back" a_cut_connection_comes_back
test_that "at SIGHUP it reads its configuration again" \
	the_configuration_is_read_again
test_that "a key that is used up is renewed" a_used_up_key_is_renewed
test_that "all goes when the namespaces go" tear_down
exit "$failed"
