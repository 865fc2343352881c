# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For the tests: an image, the disk interface, the guests. Runs on machine 1.

set -eu
: "${BUILD:?}" "${FS:?}" "${SEED:=$RANDOM}"
RANDOM=$SEED
here=$(dirname "${BASH_SOURCE[0]}")
image=$TRY/image
disk=
size=64M
guests="fs.buffer fs.folder fs.request"

fail()
{
	echo "$* (SEED=$SEED)"
	demosctl logs fs.buffer
	exit 1
}

# start_disk [OPTION]...: the disk interface, on machine 1
start_disk()
{
	demos-disk "$@" "$image" 2>>"$LOGS/disk.log" &
	disk=$!
}

stop_disk()
{
	kill "$disk"
	wait "$disk" || :
}

# begin [OPTION FOR demos-disk]...: all four processes, on an empty disk
begin()
{
	truncate -s "$size" "$image"
	mkfs.minix -1 -n 30 "$image" >/dev/null
	start_disk "$@"
	"$here/../start" >"$TRY/guests"
}

# clients COUNT ROUNDS [BYTES]: as many clients at once, on all machines
clients()
{
	local i pids=()
	for ((i = 1; i <= $1; i++)); do
		on $((i % N + 1)) "$FS/test/client" "c$i" $((SEED + i)) \
			"${@:2}" & pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || fail "a client failed"
	done
}

# move_guests SECONDS: all three go round, all at once, until $moving is gone
moving=$TRY/moving
move_guests()
{
	local machine=1 guest pids
	: >"$moving"
	while [ -e "$moving" ]; do
		machine=$((machine % N + 1))
		pids=()
		for guest in $guests; do
			demosctl migrate "$guest" $machine >/dev/null &
			pids+=($!)
		done
		for guest in "${pids[@]}"; do
			wait "$guest" || echo "a migration failed"
		done
		echo "moved to $machine" >>"$LOGS/moves.log"
		sleep "$1"
	done
}

# whole: nothing is wrong with the image
whole()
{
	fsck.minix -f "$image" >"$TRY/fsck" || {
		cat "$TRY/fsck"
		fail "the image is not whole"
	}
	! grep -E 'counted|mode|Zone|Inode' "$TRY/fsck" ||
		fail "the image is not in order"
}
