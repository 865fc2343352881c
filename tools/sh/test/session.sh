#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demos-sh on a LAN of processes: on a terminal, and without. Runs on machine 1
# of three; tools/sh's Makefile starts it. TAP.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in "$here"/guest/*.c; do
	name=$(basename "$source" .c)
	z8kcc -o "$work/$name.z8001" "$source" || exit
done
export DEMOS_PATH=linux:$work:linux:${DEMOS_GUESTS%/*}/bin:linux:$DEMOS_GUESTS
"$here/session" "$work"
