#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# page.sh, on a LAN of three machines: take the programs, the makefile and the
# commands of Documentation/guest-c.rst as they stand there, and do what a reader
# does. TAP.

set -u
page=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../Documentation/guest-c.rst
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit
n=0
failed=0

# block LANGUAGE NUMBER: a code block of the page, without its indentation
block()
{
	awk -v begin=".. code-block:: $1" -v number="$2" '
		on && /^\t/	{ print substr($0, 2); next }
		on && /^$/	{ print; next }
				{ on = 0 }
		$0 == begin	{ on = ++count == number }' "$page"
}

# commands WORDS: those after the line that ends with these words
commands()
{
	awk -v words="$1" '
		on && /^\t/	{ print substr($0, 2); next }
		on && !/^$/	{ exit }
		index($0, words) && /::$/ { on = 1 }' "$page"
}

# prints NAME WORDS LINE...: the commands print these lines, among others
prints()
{
	local name=$1 words=$2 line status=0
	shift 2
	n=$((n + 1))
	commands "$words" >typed
	[ -s typed ] && bash -e typed >said 2>&1 || status=1
	for line; do
		grep -qxF -e "$line" said || status=1
	done
	if [ $status = 0 ]; then
		echo "ok $n $name"
	else
		failed=1
		echo "not ok $n $name"
		sed 's/^/# /' typed said
	fi
}

block c 1 >hello.c
prints "hello, on z8krun and on machine 2" "run it on machine 2::" \
	"hello, reader"
[ "$(grep -cx 'hello, reader' said)" = 2 ] || failed=1
block c 2 >server.c
block c 3 >client.c
block make 1 >Makefile
prints "a client, and a server that moves" "clients do not notice::" 21 321
echo "1..$n"
exit $failed
