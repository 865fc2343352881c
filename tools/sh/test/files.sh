#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demos-sh on a LAN of processes with a file system: pipes and files of the
# programs of tools/guest/bin. Runs on machine 1 of three. TAP.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${DEMOS_GUESTS%/*}/bin
work=$(mktemp -d)
count=0
failed=0
echo "TAP version 13"
if ! command -v mkfs.minix >/dev/null; then
	echo "1..0 # SKIP there is no mkfs.minix"
	exit
fi
dd if=/dev/zero of="$work/image" bs=1024 count=4096 2>/dev/null
mkfs.minix -1 -n 30 "$work/image" >/dev/null
demos-disk "$work/image" 2>"$work/disk" &
disk=$!
trap 'kill $disk; wait; rm -rf "$work"' EXIT
"$here/../../guest/fs/start" >/dev/null || exit
demosctl fs mkdir /bin && demosctl fs mkdir /home || exit
for program in cat ls wc sort grep head sh; do
	demosctl fs put "$bin/$program" "/bin/$program" || exit
done

# says COMMANDS OUTPUT: what they print, in the folder /; standard error, too
says()
{
	local said
	count=$((count + 1))
	said=$(timeout 60 demos-sh -c "$1" 2>&1 </dev/null | sed 's/^ *//')
	if [ "$said" = "$2" ]; then
		echo "ok $count ${1//#/}"
	else
		echo "not ok $count ${1//#/}"
		printf '%s\n' "$said" | sed 's/^/#   /'
		failed=1
	fi
}

# shellcheck disable=SC2016 # demos-sh expands them
{
says 'pwd; echo /b*/c*; cd bin; pwd; echo [l-s]*' $'/\n/bin/cat\n/bin\nls sh sort'
says 'echo "c b" >a; echo a >>a; cat <a; sort a >b; cat b' $'c b\na\na\nc b'
says 'cat a | on 2 sort | on 3 head -n 1 >c; cat c' a
says 'linux seq 1000 >n; cat n | grep 99 | wc -l' 19
says 'cd /bin; cat <../a; cd ..; cat ./a | wc -w' $'c b\na\n3'
says 'cat nothing 2>err; echo $?; test -s err && echo err' $'1\nerr'
says '{ echo out; cat nothing; } >all 2>&1; wc -l <all' 2
says 'while read x; do echo "[$x]"; done <a' $'[c b]\n[a]'
says 'for i in 1 2 3; do on $i cat a; done | sort | head -n 1' a
says 'cat <linux:/etc/passwd >p; cat p | linux cmp - /etc/passwd; echo $?' 0
says 'cat a >linux:'"$work"'/a; linux cat '"$work/a" $'c b\na'
says 'cat </dev/null >/dev/null; echo $?; echo x >/nothing/x; echo $?' \
	$'0\ndemos-sh: /nothing/x: No such file or directory\n2'
says 'echo "echo script \$1; ls \$2 | wc -l" >/bin/s; s x /bin' \
	$'script x\n8'
says 'cd linux:'"$work"'; cat <a | sort | head -n 1; pwd; cd /bin; pwd' \
	$'a\nlinux:'"$work"$'\n/bin'
says 'cat n n n n | sort >big & cat n >other; wait; wc -l <big; wc -l other' \
	$'4000\n1000 other'
# The same language in a guest, which starts guests
says 'cd /home; sh -c "pwd; echo c >g; echo b >>g; sort <g; cat g | sort | wc -l"' \
	$'/home\nb\nc\n2'
says 'sh -c "on 2 cat /a | on 3 sort >/s2; cat /s2 & wait; echo \$(cat /a) \$?"' \
	$'a\nc b\nc b a 0'
says 'echo "for i in \"\$@\"; do echo \"<\$i>\"; done; exit 6" >/home/l; sh /home/l x "y z"; echo $?' \
	$'<x>\n<y z>\n6'
says 'linux printf "if true\nthen echo yes\nfi\nnothing\n" | sh; echo $?' \
	$'yes\nsh: nothing: there is no such program\n127'
says 'sh -c "sh -c \"echo deep; exit 3\"; echo \$?"; sh -c if; echo $?' \
	$'deep\n3\nsh: line 1: the end where a command is expected\n2'
}
echo "1..$count"
exit $failed
