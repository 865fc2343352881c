#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Everything is freed with its namespaces, and with the module, under full load;
# and the module can be loaded again. Must run last, because it unloads the
# module under everything.

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

loaded()
{
	grep -q '^demos ' /proc/modules
}

[ "$(id -u)" = 0 ] || skip "needs root"
loaded || skip "the module demos is not loaded"
[ -r "$MODULE" ] || skip "no $MODULE to load again"

echo TAP version 13
echo 1..8
fifo=$(mktemp -u)

load_start
result $? "load runs"
# The load's namespaces go with it. A reference to the module left there, or a
# work item that never ends, would show below.
load_end
./machine >/dev/null 2>&1
result $? "machines work after others have died at full load"

load_start
result $? "load runs again"
rmmod demos
result $? "the module can be unloaded under full load"
! loaded
result $? "the module is gone"
load_end

insmod "$MODULE"
result $? "the module can be loaded again"
load_start
result $? "load runs on the new module"
rmmod demos && insmod "$MODULE"
result $? "the module can be unloaded and loaded once more"
load_end
rm -f "$fifo"
exit $failed
