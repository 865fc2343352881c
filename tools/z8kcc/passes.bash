# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced by z8kcc: a source on its way through the passes.  Each function
# returns a status that is not 0 after it, or the pass, has said what is wrong.

# run COMMAND...: run a pass; a signal to z8kcc ends it
run()
{
	local status
	if [ "$verbose" ]; then
		printf ' %q' "$@" >&4
		echo >&4
	fi
	[ -z "$dry" ] || return 0
	# The shell gives a job no input of ours unless it has another number
	{ "$@" <&3 3<&- 4>&- & } 3<&0
	child=$!
	wait "$child"
	status=$?
	child=
	[ $status -le 128 ] || say "error: ${1##*/} was ended by signal" \
		"$((status - 128)); this is a fault of the compiler"
	return $status
}

# deliver RESULT PLACE: copy it; a file there keeps its owner and its links
deliver()
{
	[ -z "$dry" ] || return 0
	if [ "$2" = - ]; then
		cat -- "$1"
		return
	fi
	# It is ours to take away only when it has been opened
	# shellcheck disable=SC2094 # only the name is looked at
	if { { [ ! -f "$2" ] || half=$2; cat -- "$1"; } >"$2"; } 2>"$tmp/why"
	then
		half=
		return
	fi
	say "error: cannot write $2: $(sed -n '$s/.*: //p' "$tmp/why")"
	[ -z "$half" ] || rm -f -- "$half"
	half=
	return 1
}

# A name of a file in a rule of make
for_make()
{
	local name=${1//\$/\$\$}
	name=${name//\#/\\#}
	echo "${name// /\\ }"
}

# The files of a preprocessed source, by its lines `# 1 "FILE"`; 3 at the end
# marks those of the system
files_of()
{
	local end=$
	case $dependencies in
	MD|M)	end='\( 3\)\{0,1\}$' ;;
	esac
	sed -n "s/^# 1 \"\\(.*\\)\"$end/\\1/p" "$1" |
		awk '$0 !~ /^<.*>$/ && !seen[$0]++'
}

# write_rule FILE.i OBJECT: the rule of make for an object
write_rule()
{
	local line first=1
	local names="${targets[*]-}"
	printf '%s:' "${names:-$(for_make "$2")}"
	while IFS= read -r line; do
		printf ' \\\n  %s' "$(for_make "$line")"
	done < <(files_of "$1")
	echo
	[ -z "$phony" ] || while IFS= read -r line; do
		[ "$first" ] || printf '%s:\n' "$(for_make "$line")"
		first=
	done < <(files_of "$1")
}

# depend SOURCE FILE.i: write the dependencies, if they are asked for
depend()
{
	local stem=${1##*/} place=$dependency_file object
	stem=${stem%.*}
	object=$stem.o
	if [ "$mode" = c ] && [ "$output" ]; then
		object=$output
		stem=${output%.*}
	fi
	case $dependencies in
	'')	return ;;
	M|MM)	: "${place:=${output:--}}" ;;
	*)	: "${place:=$stem.d}" ;;
	esac
	write_rule "$2" "$object" >"$tmp/rule"
	deliver "$tmp/rule" "$place"
}

# preprocess SOURCE KIND RESULT
preprocess()
{
	local options=() folder pointer=(unsigned 2)
	[ "$cpu" = z8002 ] || pointer=('unsigned long' 4)
	[ "$2" = c ] || options+=(-A -D__ASSEMBLER__=1 "-D${cpu/z/Z}" -I "$kit")
	[ -z "$optimize" ] || options+=(-D__OPTIMIZE__=1)
	[ "$optimize" != small ] || options+=(-D__OPTIMIZE_SIZE__=1)
	[ -z "$standard" ] || options+=("-D__STDC_VERSION__=$standard")
	for folder in ${system_headers+"${system_headers[@]}"}; do
		options+=(-S "$folder")
	done
	run "$bin/cpp" "${macros[@]}" "-D__${cpu/z/Z}__=1" \
		"-D__UINTPTR_TYPE__=${pointer[0]}" \
		"-D__SIZEOF_POINTER__=${pointer[1]}" \
		${for_cpp+"${for_cpp[@]}"} \
		"${options[@]}" -- "$1" "$3" && depend "$1" "$3"
}

# compile FILE.i RESULT: C to assembly
compile()
{
	local options=() for_opt=() whole=$2
	if [ "$optimize" ]; then
		options=(-xtemps -xdeljumps -xinline -xdce)
		whole=${2%.s}.u
		: >"$whole"
	fi
	if [ "$optimize" = small ]; then
		options+=(-xsmall)
		for_opt=(s)
	fi
	[ -z "$stack_check" ] || options+=(-xstack-check)
	run "$bin/ccom-$cpu" ${options+"${options[@]}"} \
		${for_ccom+"${for_ccom[@]}"} "$1" "$whole" || return
	[ -z "$optimize" ] ||
		run "$bin/opt" "$cpu" ${for_opt+"${for_opt[@]}"} \
			<"$whole" >"$2"
}

# assemble FILE.s RESULT
assemble()
{
	run "$bin/as" --fatal-warnings "-$cpu" ${for_as+"${for_as[@]}"} \
		-o "$2" "$1"
}

# deliver_result RESULT SOURCE: where -o says, else beside us; with -E to the
# output
deliver_result()
{
	local name=${2##*/} place=$output
	[ "$place" ] || [ "$mode" = E ] || place=${name%.*}.${mode/c/o}
	[ "$mode" != S ] || [ "$output" ] || place=${name%.*}.s
	deliver "$1" "${place:--}"
}

# translate NUMBER: take a source as far as the mode says; if it is to be linked,
# $objects[NUMBER] is its object
translate()
{
	local source=${inputs[$1]} kind=${kinds[$1]} name stem text
	name=${source##*/}
	mkdir "$tmp/$1"
	stem=$tmp/$1/${name%.*}
	text=$source
	case $kind in
	c|header|assembler-with-cpp)
		text=$stem.i
		preprocess "$source" "$kind" "$text" || return ;;
	esac
	if [ "$mode" = E ]; then
		[ "$dependencies" = M ] || [ "$dependencies" = MM ] ||
			deliver_result "$text" "$source"
		return
	fi
	case $kind in
	header)	say "error: $source is a header: include it in a source"
		return 1 ;;
	c|cpp-output)
		compile "$text" "$stem.s" || return
		text=$stem.s ;;
	esac
	if [ "$mode" = S ]; then
		deliver_result "$text" "$source"
		return
	fi
	assemble "$text" "$stem.o" || return
	objects[$1]=$stem.o
	[ -z "$keep" ] || cp -- "$stem".[iso] . || return
	[ "$mode" = link ] || deliver_result "$stem.o" "$source"
}
