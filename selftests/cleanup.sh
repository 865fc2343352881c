#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Everything is freed with its namespaces under full load. A machine keeps the
# module, and gives it back with its namespace; then the module can be unloaded,
# and loaded again. Must run last, because it unloads the module.

MODULE=${DEMOS_MODULE:-/lib/demos/demos.ko}
LOAD=./load
KSFT_SKIP=4
number=0
failed=0

result()
{
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number $2"
	else
		echo "not ok $number $2"
		failed=1
	fi
}

skip()
{
	echo "1..0 # SKIP $1"
	exit $KSFT_SKIP
}

# Start the load, and wait until it says that it is ready.
load_start()
{
	rm -f "$fifo"
	mkfifo "$fifo"
	$LOAD >"$fifo" 2>&1 &
	load=$!
	read -r word <"$fifo"
	[ "$word" = ready ] || echo "# load says: $word"
	[ "$word" = ready ]
}

load_end()
{
	kill -KILL "$load" 2>/dev/null
	wait "$load" 2>/dev/null
}

# Namespaces end a while after their last process, and nobody is told.
unload()
{
	timeout 60 sh -c 'until rmmod demos 2>/dev/null; do :; done'
}

loaded()
{
	grep -q '^demos ' /proc/modules
}

[ "$(id -u)" = 0 ] || skip "needs root"
loaded || skip "the module demos is not loaded"
[ -r "$MODULE" ] || skip "no $MODULE to load again"

echo TAP version 13
echo 1..11
fifo=$(mktemp -u)
words=$(mktemp)

load_start
result $? "load runs"
# The load's namespaces go with it. A reference to the module left there, or a
# work item that never ends, would show below.
load_end
./machine >/dev/null 2>&1
result $? "machines work after others have died at full load"

load_start
result $? "load runs again"
! rmmod demos 2>"$words"
result $? "the module cannot be unloaded while a machine is up"
grep -q "in use\|temporarily unavailable" "$words"
result $? "rmmod says why"
kill -0 "$load"
result $? "load still runs"
load_end
unload
result $? "the module can be unloaded behind its machines"
! loaded
result $? "the module is gone"

insmod "$MODULE"
result $? "the module can be loaded again"
load_start
result $? "load runs on the new module"
load_end
unload && insmod "$MODULE"
result $? "the module can be unloaded and loaded once more"
rm -f "$fifo" "$words"
exit $failed
