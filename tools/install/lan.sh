#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Runs on machine 1 of a LAN of two on which DEMOS/MP is installed: starts it by
# the README's lines for real machines, by hand and then by systemd, and uses
# it. /root/readme/N is the Nth block of these lines. TAP.
#
# shellcheck disable=SC2086 # $daemons is a list of words

guests=/usr/local/lib/demos/guests
daemons="demos-netd demos-switchboard demos-pm"
count=0
failed=0

# result NAME COMMAND...: a test that passes if the command does
result()
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

# await_peer: begin to wait until a peer of machine 1 comes up
await_peer()
{
	mkfifo /tmp/listens
	timeout 60 demosctl monitor -e peer-up -c 1 >/tmp/up 2>/tmp/listens &
	awaited=$!
	read -r _ </tmp/listens
	rm /tmp/listens
}

# by_hand MACHINE: type its lines; its servers go on
by_hand()
{
	on "$1" "sh -e /root/readme/$(($1 + 1)) >/tmp/typed 2>&1" && return
	on "$1" cat /tmp/typed
	return 1
}

connected()
{
	for i in 1 2; do
		on $i demosctl peer show -n -o state | grep -x up || return
	done
}

runs_there()
{
	[ "$(demosctl run --wait --on 2 $guests/hello.z8001)" = "hello, world" ]
}

moves()
{
	demosctl run --name primes --on 2 $guests/compute.z8001 &&
		demosctl migrate primes 1 &&
		on 2 demosctl show primes -o machine | grep -w 1 &&
		demosctl kill primes
}

# The servers end with their machine; demos-netd notices that of machine 1, which
# does not dial, only while machine 2 is connected
goes_down()
{
	for i in 1 2; do
		# shellcheck disable=SC2016 # the other machine expands it
		on $i 'pids=$(pidof '"$daemons"') && demosctl machine down &&
			for pid in $pids; do
				timeout 60 tail --pid="$pid" -f /dev/null ||
					{ cat /tmp/typed; exit 1; }
			done && modprobe -r demos' || return
	done
}

# configure MACHINE
configure()
{
	on "$1" "cd /etc/demos && sed -i 's/^#ID=.*/ID=$1/' machine.conf &&
		sed -i 's,^#key,key,; s,^#$((3 - $1)) =.*,,
		s,^\[peers\],&\n$((3 - $1)) = 192.0.2.$((3 - $1)),' netd.conf"
}

wants_an_id()
{
	! systemctl start demos.target && systemctl --failed &&
		journalctl -u demos-machine | grep machine.conf &&
		systemctl reset-failed
}

# unit_lines WORD: those of the README's lines for systemd that contain it
unit_lines()
{
	grep -w "$1" /root/readme/4
}

enabled()
{
	unit_lines 'demos-netd\|demos-evacuate' >/tmp/all
	unit_lines demos-pm >/tmp/one
	sh -e /tmp/all && sh -e /tmp/one && await_peer &&
		on 2 sh -e <<END && wait "$awaited"
$(cat /tmp/all)
END
}

# active MACHINE UNIT...
active()
{
	machine=$1
	shift
	on "$machine" systemctl is-active "$@"
}

verified()
{
	for unit in /usr/local/lib/systemd/system/demos*; do
		systemd-analyze verify --man=no "$unit"
	done >/tmp/verify 2>&1
	cat /tmp/verify
	[ ! -s /tmp/verify ]
}

# netd and its peer stay as they are while it restarts; the guest runs on
restarts()
{
	demosctl run --name primes --on 2 $guests/compute.z8001 &&
		systemctl restart demos-netd && systemctl reload demos-netd &&
		connected && demosctl migrate primes 1 &&
		demosctl kill primes
}

# The guest of machine 2 leaves before it goes down
leaves()
{
	demosctl run --name rat --on 2 $guests/compute.z8001 &&
		on 2 'systemctl stop demos.target demos-machine &&
			journalctl -u demos-evacuate --no-pager' &&
		demosctl show rat -n -o machine | grep -x 1 &&
		demosctl machine list -f machine=2 -n -o drains | grep -w yes &&
		await_peer && on 2 systemctl start demos.target &&
		wait "$awaited" && runs_there && demosctl kill rat
}

stops()
{
	for i in 2 1; do
		on $i 'systemctl stop demos.target demos-module &&
			! lsmod | grep demos &&
			! pidof '"$daemons"' &&
			! systemctl --failed --plain --no-legend | grep .' ||
			return
	done
}

# As at the next boot, without logins, which wait for devices
starts_again()
{
	systemctl mask getty.target && systemctl start multi-user.target &&
		await_peer &&
		on 2 systemctl start demos.target && wait "$awaited" &&
		active 1 $daemons && runs_there
}

# A manager of units as users have; nobody logs in here
user_manager()
{
	mkdir -p /run/users && systemd-run --unit=users -p Delegate=yes \
		-p Type=notify -E HOME=/root -E XDG_RUNTIME_DIR=/run/users \
		/lib/systemd/systemd --user
}

user()
{
	XDG_RUNTIME_DIR=/run/users systemctl --user "$@"
}

users_machine()
{
	user enable --now demos-machine@9 &&
		user enable --now demos-switchboard@9 demos-pm@9 &&
		user is-active demos-machine@9 demos-netd@9 demos-pm@9 &&
		demosctl --machine /run/users/demos/9 run --wait hello.z8001 |
			grep -x "hello, world"
}

# Netd and the servers follow; nothing of it is left
users_machine_stops()
{
	user stop demos-machine@9 && ! user is-active demos-netd@9 &&
		[ ! -S /run/users/demos/9 ] &&
		user disable demos-machine@9 demos-switchboard@9 demos-pm@9 &&
		! find /root/.config/systemd -name 'demos*' | grep . &&
		! user --failed --plain --no-legend | grep . &&
		systemctl stop users
}

stays_while_active()
{
	! bash /root/remove /usr/local 2>/tmp/refused &&
		grep 'systemctl stop demos.target demos-module' /tmp/refused &&
		active 1 $daemons
}

is_removed()
{
	systemctl stop demos.target demos-module && bash /root/remove /usr/local &&
		! find /usr/local /etc/systemd /lib/modules -name 'demos*' |
			grep . &&
		[ "$(ls /etc/demos)" = "key
machine.conf
netd.conf" ]
}

for i in 1 2; do
	on $i ip addr add 192.0.2.$i/24 dev eth0
done
result "by hand: machine 1" by_hand 1
await_peer
result "by hand: machine 2" by_hand 2
wait "$awaited"
result "by hand: connected" connected
result "by hand: run --on 2" runs_there
result "by hand: migrate" moves
result "by hand: down" goes_down
result "units: pass systemd-analyze verify" verified
result "units: a machine without an id says so" wants_an_id
for i in 1 2; do
	result "units: configure machine $i" configure $i
done
result "units: the README's lines" enabled
result "units: machine 1" active 1 demos-module demos-machine $daemons
result "units: machine 2" active 2 demos-module demos-machine demos-netd \
	demos-evacuate
result "units: connected" connected
result "units: run --on 2" runs_there
result "units: migrate" moves
result "units: demos-netd restarts, guests go on" restarts
result "units: guests leave a machine that stops" leaves
result "units: demos.target stops" stops
result "units: all start with multi-user.target" starts_again
result "units of users: a manager" user_manager
result "units of users: a machine that is a process" users_machine
result "units of users: it stops" users_machine_stops
result "uninstall: not while they run" stays_while_active
result "uninstall" is_removed
echo "1..$count"
[ $failed = 0 ]
