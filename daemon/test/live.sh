#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The servers at work; runs on machine 1 of a LAN of 3. All machines run
# demos-netd, machine 1 also the switchboard and the process manager. TAP.

guests=/usr/lib/demos/guests
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

# until_so SECONDS COMMAND...: it must succeed before time runs out
until_so()
{
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return
		sleep 0.1
	done
}

# on_said MACHINE PATTERN COMMAND: its output on that machine must match
on_said()
{
	on "$1" "$3" >/tmp/on 2>&1
	cat /tmp/on
	grep -q "$2" /tmp/on
}

up()
{
	[ "$(on "$1" demosctl peer show | grep -c ' up ')" = 2 ]
}

all_up()
{
	for i in 1 2 3; do
		until_so 10 up $i || return
	done
}

servers_are_found()
{
	for i in 1 2 3; do
		on_said $i '^pm$' 'demosctl names' || return
	done
}

guests_run_anywhere()
{
	for here in 1 2 3; do
		for there in 1 2 3; do
			on $here demosctl run --wait --on $there \
				$guests/hello.z8001 | grep 'hello, world' ||
				return
		done
	done
}

pid_of()
{
	demosctl ps | sed -n "s/^\([0-9.]*\)  *$1 .*/\1/p"
}

clients_start()
{
	demosctl run --on 2 $guests/tally.z8001 || return
	until_so 5 on_said 1 '^tally$' 'demosctl names' || return
	for i in 1 2 3; do
		on $i demosctl run --wait --on $i $guests/client.z8002 \
			>/tmp/client$i 2>&1 &
		eval "client$i=\$!"
	done
}

it_moves_while_it_works()
{
	for to in 3 1 2 3 1 2; do
		demosctl migrate tally $to || return
	done
}

it_moves_while_connections_break()
{
	for to in 3 1 2 3 1 2; do
		demosctl peer reset 2
		on 3 demosctl peer reset 2
		demosctl peer reset 3
		# The cut may make a migration fail: then the guest stays
		until_so 5 demosctl migrate tally $to || return
	done
	all_up
}

netd_starts()
{
	on "$1" 'setsid demos-netd --insecure --peer 1=10.83.0.1 \
		--peer 2=10.83.0.2 --peer 3=10.83.0.3 >/tmp/netd 2>&1 &'
}

netd_comes_back()
{
	for i in 1 3; do
		on $i killall demos-netd
		until_so 5 on $i '! pidof demos-netd' || return
		demosctl migrate tally $i || return
		netd_starts $i
		until_so 5 on $i 'pidof demos-netd' || return
		on 2 demosctl peer reset $i || return
		all_up || return
	done
}

nothing_is_lost()
{
	for i in 1 2 3; do
		eval "wait \$client$i" || return
		cat /tmp/client$i
		grep 'received 2500 lost 0 doubled 0 disordered 0' \
			/tmp/client$i || return
	done
	demosctl run --wait $guests/report.z8001
}

its_end_is_reported()
{
	pid=$(pid_of tally)
	demosctl wait "$pid" &
	waiter=$!
	demosctl kill "$pid" || return
	wait $waiter
	[ $? = 137 ] || return
	demosctl wait "$pid"
	[ $? = 137 ]
}

a_name_goes_with_its_owner()
{
	! on_said 1 '^tally$' 'demosctl names'
}

a_fault_is_reported()
{
	demosctl run --on 3 $guests/crash-illegal.z8001 || return
	demosctl wait crash-illegal
	[ $? = 1 ] && on_said 1 faulted 'demosctl ps' &&
		demosctl kill crash-illegal &&
		until_so 5 on_said 1 'crash.* exited' 'demosctl ps --all'
}

the_impossible_is_refused()
{
	pid=$(demosctl run --on 2 $guests/echo.z8001) || return
	! demosctl migrate "$pid" 9 && ! demosctl migrate 2.999999 1 &&
		! demosctl kill 2.999999 && ! demosctl wait 2.999999 &&
		! demosctl peer add 1 10.83.0.9 &&
		! demosctl peer add 9 no/where &&
		! on 2 timeout 5 demos-pm && demosctl kill "$pid"
}

netd_demands_a_key_or_insecure()
{
	demos-netd --peer 2=10.83.0.2
	[ $? = 2 ]
}

each_says_that_it_is_connected()
{
	for i in 1 2 3; do
		[ "$(on $i demosctl peer list | grep -c ' connected ')" = 2 ] ||
			return
	done
}

a_second_netd_is_refused()
{
	demos-netd --insecure --control /run/second --listen 10.83.0.1:99
	[ $? = 1 ] && on_said 1 "process $(pidof demos-netd)" \
		'demos-netd --insecure --control /run/second' && all_up
}

a_netd_that_hangs_is_named()
{
	netd=$(pidof demos-netd)
	kill -STOP "$netd"
	on_said 1 "process $netd.*stopped" 'timeout 10 demosctl peer list 2>&1'
	status=$?
	kill -CONT "$netd"
	[ "$status" = 0 ] && demosctl peer list
}

a_machine_that_died_is_noticed()
{
	demosctl run --on 3 $guests/echo.z8001 || return
	until_so 5 on_said 1 '^echo$' 'demosctl names' || return
	demosctl wait "$(pid_of echo | tail -n 1)" >/tmp/waited 2>&1 &
	waiter=$!
	on 3 demosctl machine down --force || return
	until_so 5 on 3 '! pidof demos-netd' || return
	on 3 demosctl machine up --id 3 || return
	netd_starts 3
	until_so 20 up 1 || return
	! wait $waiter && grep 'went down' /tmp/waited &&
		until_so 5 on 1 '! demosctl names | grep -qx echo'
}

pm_finds_another_switchboard()
{
	killall demos-switchboard
	until_so 5 sh -c '! pidof demos-switchboard' || return
	setsid demos-switchboard >/tmp/switchboard 2>&1 &
	until_so 10 on_said 1 '^pm$' 'demosctl names' &&
		on_said 2 'hello, world' \
			"demosctl run --wait --on 3 $guests/hello.z8002"
}

nonsense_does_no_harm()
{
	for i in 1 2 3; do
		on $i hostile $i 1000 &
		eval "hostile$i=\$!"
	done
	for i in 1 2 3; do
		eval "wait \$hostile$i" || return
	done
}

servers_end_at_sigterm()
{
	for i in 1 2 3; do
		on $i killall demos-netd demos-pm demos-switchboard
		until_so 5 on $i \
			'! pidof demos-netd demos-pm demos-switchboard' ||
			return
		on $i '! [ -e /run/demos/netd.sock ]' || return
	done
}

echo "TAP version 13"
test_that "netd: all machines are connected" all_up
test_that "the servers are found from every machine" servers_are_found
test_that "guests run anywhere, started from anywhere" guests_run_anywhere
test_that "a server and its clients start" clients_start
test_that "it moves while it works" it_moves_while_it_works
test_that "it moves while connections break" it_moves_while_connections_break
test_that "netd: may be stopped and started again" netd_comes_back
test_that "nothing is lost, doubled or out of order" nothing_is_lost
test_that "pm: the end of a guest is reported" its_end_is_reported
test_that "switchboard: a name goes with its owner" a_name_goes_with_its_owner
test_that "pm: a fault is reported" a_fault_is_reported
test_that "the impossible is refused" the_impossible_is_refused
test_that "netd: demands a key or --insecure" \
	netd_demands_a_key_or_insecure
test_that "netd: each says that it is connected" each_says_that_it_is_connected
test_that "netd: a second one is refused" a_second_netd_is_refused
test_that "netd: one that hangs is named" a_netd_that_hangs_is_named
test_that "a machine that died is noticed" a_machine_that_died_is_noticed
test_that "pm: finds another switchboard" pm_finds_another_switchboard
test_that "nonsense does no harm" nonsense_does_no_harm
test_that "servers end at SIGTERM" servers_end_at_sigterm
echo "1..$count"
[ $failed = 0 ]
