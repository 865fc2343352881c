# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Is each machine of the LAN connected with all others, within a minute?
# Runs on machine 1. TAP.

wanted=$((N - 1))
connections()
{
	for ((id = 1; id <= N; id++)); do
		on "$id" demosctl peer show -n -o state
	done | grep -cx ' *up *'
}

until now=$(connections) && [ "$now" = $((N * wanted)) ]; do
	[ $SECONDS -lt 60 ] || break
	sleep 0.2
done
if [ "$now" = $((N * wanted)) ]; then
	echo "ok 1 each of $N machines is connected with all others"
else
	echo "not ok 1 of $N machines only $((now / 2)) pairs are connected"
	exit 1
fi
