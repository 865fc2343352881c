# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced by z8kcc: the linker, and its messages in the user's words.

# explain: ld's messages, without the temporary folder's names, and with advice
explain()
{
	local line advice='' seen=' ' file
	while IFS= read -r line; do
		line=${line//"$tmp"\/+([0-9])\//}
		line=${line#"$bin/ld: "}
		line=${line#"$bin/ld:"}
		case $line in
		*" architecture of input file "*)
			file=${line#*\`}
			file=${file%\'*}
			file=${file%(*}
			[[ $seen != *" $file "* ]] || continue
			seen+="$file "
			line="$file is for the other processor, not for a $cpu:"
			line+=" compile and link everything with the same -m" ;;
		*"undefined reference to \`main'")
			advice="there is no main(); -c compiles without linking" ;;
		*"undefined reference to "*)
			[ "$advice" ] || advice="name the source, object or library (-l) that defines it" ;;
		*": file format not recognized"*)
			line="${line%%:*}: neither a source (.c .i .s .S) nor an object or library"
			seen+="${line%%:*}:0: " ;;
		*:*": syntax error")
			[[ $seen != *" ${line%%:*}:0: "* ]] || continue ;;
		"cannot find -l"*)
			advice="-L names the folder of a library" ;;
		esac
		say "$line"
	done
	[ -z "$advice" ] || say "$advice"
}

# link_all: link the objects, and the library, to the program
link_all()
{
	local n item whole=() result=$tmp/program status=0
	: "${script:=$kit/$cpu${separate:+-separate}.ld}"
	for n in "${!link[@]}"; do
		item=${link[n]}
		[ ! "${linked[n]-}" ] || item=${objects[linked[n]]-$tmp/object}
		whole+=("$item")
	done
	if [ "$relocatable" ]; then
		whole=(-r -T "$kit/relocatable.ld" "${whole[@]}")
	else
		whole=(-T "$script" --orphan-handling=error
			${separate:+--no-check-sections} "${whole[@]}")
		[ -z "$start" ] || whole+=("$kit/$cpu/start.o")
		[ -z "$library" ] || whole+=(-L "$kit/$cpu" -lc)
	fi
	# Else it takes an underscore off the names that it tells
	run "$bin/ld" -m "$cpu" --no-demangle -o "$result" "${whole[@]}" 2>"$tmp/said" ||
		status=1
	explain <"$tmp/said"
	[ $status = 0 ] || return
	# With --version or -o of its own it makes another one, or none
	if [ ! "$dry" ] && [ ! -f "$result" ]; then
		say "error: the linker made no program here: see its options (-Wl)"
		return 1
	fi
	deliver "$result" "${output:=a.out}" || return
	[ "$relocatable" ] || [ ! -f "$output" ] || chmod a+x -- "$output"
}
