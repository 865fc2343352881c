# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced.  The cache of files that are built or fetched once, outside the
# tree: a folder for each release of the distribution in $DEMOS_CACHE, else
# $XDG_CACHE_HOME/demos, else ~/.cache/demos.  What one release builds need not
# run on another, and both may share a home folder.
#
# Every entry appears by one rename of a finished folder, so an entry is always
# complete, and an interrupted build leaves only a folder in tmp/.  cache_lock
# lets one builder at a time do a job; the others wait and then find the entry.

# os_release VARIABLE: what /etc/os-release says ($OS_RELEASE, in a test)
os_release()
(
	file=${OS_RELEASE:-/etc/os-release}
	# shellcheck source=/dev/null
	[ ! -r "$file" ] || . "$file"
	eval "echo \"\${$1-}\""
)

RELEASE=$(os_release VERSION_CODENAME)
: "${RELEASE:=unknown}"
CACHE=${DEMOS_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set: set it, or DEMOS_CACHE}/.cache}/demos}
CACHE=$CACHE/$RELEASE

die()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

# need PROGRAM...: end with a clear message if one is not installed.
need()
{
	for program; do
		command -v "$program" >/dev/null ||
			die "$program is missing; 'make deps' installs it"
	done
}

# cache_lock NAME: wait until no other process holds NAME; ours until exit.
cache_lock()
{
	need flock
	mkdir -p "$CACHE/tmp"
	exec 9>"$CACHE/tmp/$1.lock"
	flock 9
}

# cache_tmp: print a new empty folder on the cache's file system.
cache_tmp()
{
	mkdir -p "$CACHE/tmp"
	mktemp -d "$CACHE/tmp/build.XXXXXX"
}

# cache_link TARGET NAME: point the entry NAME at the entry TARGET, at once.
cache_link()
{
	[ "$(readlink "$CACHE/$2")" != "$1" ] || return 0
	ln -sfn "$1" "$CACHE/tmp/link.$$"
	mv -T "$CACHE/tmp/link.$$" "$CACHE/$2"
}
