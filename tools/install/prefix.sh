# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# To be sourced: check_prefix PREFIX, before anything is made below it.

# Units, scripts and makefiles have the prefix in them, unquoted
check_prefix()
{
	local why=
	case $1 in
	/*)	[[ $1 != *[!A-Za-z0-9/._+~-]* ]] ||
			why="may have only letters, digits and /._+~-" ;;
	*)	why="must begin with /" ;;
	esac
	[ -z "$why" ] || {
		echo "make install: PREFIX $why, not '$1'" >&2
		exit 2
	}
}
