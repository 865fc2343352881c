# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced, after cache.sh.  Fetches Debian's packages without root and
# without installing them, by package lists of our own.

# apt_uri SUFFIX: the address of the archive in which this machine's apt looks
# for its release (SUFFIX is empty) or for its security updates ("-security")
apt_uri()
{
	# shellcheck disable=SC2016 # the $() are apt's
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
		'Created-By: Packages' 'Component: main' |
		sed -nE "s/^($RELEASE|stable|oldstable)$1 //p" |
		sort -u | head -n 1
}

# apt_begin FOLDER SUITE...: in an empty FOLDER, lists of what the suites have,
# from the mirrors that this machine uses anyway.
apt_begin()
{
	apt_folder=$1
	shift
	mkdir -p "$apt_folder/lists/partial"
	for suite; do
		case $suite in
		*-security)	uri=$(apt_uri -security) ;;
		*)		uri=$(apt_uri '') ;;
		esac
		[ -n "$uri" ] || continue
		echo "deb" \
		    "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		    "$uri $suite main"
	done >"$apt_folder/sources"
	[ -s "$apt_folder/sources" ] ||
		die "apt knows no source for $RELEASE;" \
			"add one to /etc/apt/sources.list"
}

# apt TOOL ARGUMENT...: apt-get or apt-cache, with these lists
apt()
{
	tool=$1
	shift
	"$tool" -oDir::Etc::sourcelist="$apt_folder/sources" \
		-oDir::Etc::sourceparts=/dev/null \
		-oDir::State::Lists="$apt_folder/lists" \
		-oDir::Cache="$apt_folder" -oAPT::Sandbox::User="$(id -un)" "$@"
}

# apt_fetch FOLDER FUNCTION: run FUNCTION, which fetches with apt, in FOLDER,
# after the lists have been fetched.  Says what apt said if that fails.
apt_fetch()
(
	cd "$1" || exit
	{ apt apt-get -q update && "$2"; } >"$apt_folder/log" 2>&1 9>&- || {
		tail -n 20 "$apt_folder/log" >&2
		die "fetching the packages failed"
	}
)
