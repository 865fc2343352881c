# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced by z8kcc: the command line becomes the variables that z8kcc
# lists.  Whatever is wrong is told before anything is made.

# by_suffix FILE: the kind of a file
by_suffix()
{
	case $language,$1 in
	none,*.c)	echo c ;;
	none,*.i)	echo cpp-output ;;
	none,*.s)	echo assembler ;;
	none,*.S|none,*.sx)	echo assembler-with-cpp ;;
	none,*.h)	echo header ;;
	none,*)		echo object ;;
	*)		echo "$language" ;;
	esac
}

take_file()
{
	local kind
	# as and ld would read arguments from there
	[[ $1 != @* ]] || set -- "./$1"
	[[ $1 != *$'\n'* ]] || die "the name of a file has two lines: $1"
	kind=$(by_suffix "$1")
	if [ "$1" != - ]; then
		[ -e "$1" ] || die "$1: no such file"
		[ ! -d "$1" ] || die "$1 is a folder, not a file"
		[ -r "$1" ] || die "$1 cannot be read"
	elif [ "$language" = none ]; then
		[ "$mode" = E ] || die "-x or -E is needed to read from standard input"
		kind=c
	fi
	if [ "$kind" = object ]; then
		check_object "$1"
		link+=("$1")
	else
		linked[${#link[@]}]=${#inputs[@]}
		link+=("")
		inputs+=("$1")
		kinds+=("$kind")
	fi
}

# ld takes an executable for an object, and then finds everything twice
check_object()
{
	local bytes
	bytes=$(od -An -v -tx1 -N20 -- "$1" | tr -d ' \n')
	case $bytes in
	'')	die "$1 is empty: make it again" ;;
	7f454c46*)
		die "$1 is a file of this computer, not of a Z8000: compile its" \
			"source with z8kcc" ;;
	8000*)	[ ${#bytes} = 40 ] || die "$1 is cut off: make it again"
		(( !(0x${bytes:36:2}${bytes:38:2} & 2) )) ||
			die "$1 is linked already: give the objects that it is" \
				"made of" ;;
	esac
}

take_linker_options()
{
	local option options
	IFS=, read -ra options <<<"$1"
	for option in ${options+"${options[@]}"}; do
		case $option in
		-i|--separate)	separate=1 ;;
		*)		link+=("$option") ;;
		esac
	done
}

take_language()
{
	case $1 in
	none|c|assembler|assembler-with-cpp|cpp-output)
		language=$1 ;;
	*)	die "-x $1: not none, c, cpp-output, assembler or" \
			"assembler-with-cpp" ;;
	esac
}

take_standard()
{
	case $1 in
	c8?|c90|iso9899:19[59]?*([0-9])|gnu8?|gnu90)
		standard=
		[[ $1 != gnu* ]] || for_ccom+=(-xgnu89) ;;
	c99|c9x|gnu99|gnu9x|iso9899:1999|c1[178x]|gnu1[178x]|iso9899:201[1-8])
		;;
	*)	die "-std=$1: not known; the compiler takes c89 and c99" ;;
	esac
}

# The warnings that the compiler has; it is silent about others
wall="pointer-sign unknown-pragmas"
wextra="sign-compare strict-prototypes"
others="missing-prototypes implicit-int implicit-function-declaration shadow
truncate unreachable-code attributes deprecated-declarations"
others=${others/$'\n'/ }
take_warning()
{
	local name
	case $1 in
	''|extra)	for name in $wall $wextra; do
				for_ccom+=("-W$name")
			done ;;
	all)		for name in $wall; do
				for_ccom+=("-W$name")
			done ;;
	error)		for_ccom+=(-Werror)
			for_cpp+=(-E) ;;
	*)		name=${1#no-}
			name=${name#error=}
			[ "$name" != implicit-function-declaration ] ||
				set -- "${1/$name/missing-prototypes}"
			case " $wall $wextra $others " in
			*" $name "*)	for_ccom+=("-W$1") ;;
			esac ;;
	esac
}

take_f_option()
{
	case $1 in
	stack-check)	stack_check=1 ;;
	no-stack-check)	stack_check= ;;
	unsigned-char)	for_ccom+=(-xuchar)
			for_cpp+=(-D__CHAR_UNSIGNED__=1) ;;
	freestanding|pack-struct|pack-struct=*)
		for_ccom+=("-f$1") ;;
	no-*|signed-char|hosted|common|builtin|asm|inline*|omit-frame-pointer|\
	strict-aliasing|wrapv|function-sections|data-sections|verbose-asm|\
	message-length=*|diagnostics-*|max-errors=*|stack-usage)
		;;
	PIC|pic|PIE|pie)
		die "-f$1: a guest is not position-independent" ;;
	*)	die "-f$1: no such option" ;;
	esac
}

# with_value OPTION VALUE: those that have one
with_value()
{
	case $1 in
	-o)		output=$2
			[ "$2" ] || die "-o needs a name" ;;
	-D|-U)		for_cpp+=("$1" "$2") ;;
	-I|-iquote)	for_cpp+=(-I "$2") ;;
	-isystem)	system_headers=("$2" "${system_headers[@]}") ;;
	-idirafter)	system_headers+=("$2") ;;
	-include)	for_cpp+=(-i "$2") ;;
	-L|-l)		link+=("$1$2") ;;
	-e|-u)		link+=("$1" "$2") ;;
	-T)		script=$2 ;;
	-x)		take_language "$2" ;;
	-MF)		dependency_file=$2 ;;
	-MT)		targets+=("$2") ;;
	-MQ)		targets+=("$(for_make "$2")") ;;
	-Xlinker)	take_linker_options "$2" ;;
	-Xassembler)	for_as+=("$2") ;;
	-Xpreprocessor)	for_cpp+=("$2") ;;
	esac
}

print_path()
{
	if [ -e "$1" ]; then
		echo "$1"
	else
		echo "${1##*/}"
	fi
	exit
}

# without_value OPTION
without_value()
{
	local options name
	case $1 in
	-c|-S|-E)	mode=${1#-} ;;
	-O0)		optimize= ;;
	-Os|-Oz)	optimize=small ;;
	-O|-O[123]|-Og|-Ofast)	optimize=1 ;;
	-g0)		;;
	-g*)		for_ccom+=(-g) ;;
	-mz8001|-mz8002)	cpu=${1#-m} ;;
	-m*)		die "$1: the processor is -mz8001 or -mz8002" ;;
	-MD|-MMD|-M|-MM)	dependencies=${1#-} ;;
	-MP)		phony=1 ;;
	-Wl,*)		take_linker_options "${1#-Wl,}" ;;
	-Wa,*)		IFS=, read -ra options <<<"${1#-Wa,}"
			for_as+=("${options[@]}") ;;
	-Wp,*)		IFS=, read -ra options <<<"${1#-Wp,}"
			for_cpp+=("${options[@]}") ;;
	-w)		for name in $wall $wextra $others; do
				for_ccom+=("-Wno-$name")
			done
			for_ccom+=(-w) ;;
	-W*)		take_warning "${1#-W}" ;;
	-f*)		take_f_option "${1#-f}" ;;
	-std=*|--std=*)	take_standard "${1#*=}" ;;
	-ansi)		take_standard c89 ;;
	-C|-P|-dM)	for_cpp+=("$1") ;;
	-nostdinc)	system_headers=() ;;
	-nostdlib)	start=
			library= ;;
	-nostartfiles)	start= ;;
	-nodefaultlibs|-nolibc)	library= ;;
	--separate)	separate=1 ;;
	-r)		relocatable=1 ;;
	-s)		link+=(-s) ;;
	-v|--verbose)	verbose=1 ;;
	-\#\#\#)	verbose=1 dry=1 ;;
	-save-temps*)	keep=1 ;;
	-static|-pipe|-pedantic*|-no-pie|-no-canonical-prefixes|-undef)	;;
	-shared|-pie)	die "$1: a guest is one static program" ;;
	*)		die "$1: no such option; z8kcc --help lists them" ;;
	esac
}

# Options that print something, and end
informative()
{
	case $1 in
	--help|-h)	help ;;
	--version)	echo "z8kcc (DEMOS/MP) @VERSION@, Portable C Compiler 1.2.0.DEVEL" ;;
	-dumpversion)	echo "@VERSION@" ;;
	-dumpmachine)	echo z8k-coff ;;
	*)		return 0 ;;
	esac
	exit
}

# Those that depend on the processor, so at the end
ask=
print_asked()
{
	case $ask in
	*-print-file-name=*)	print_path "$kit/$cpu/${ask#*=}" ;;
	*-print-libgcc-file-name)	print_path "$kit/$cpu/libc.a" ;;
	*-print-prog-name=*)	print_path "$bin/${ask#*=}" ;;
	*-print-search-dirs)
		echo "install: $kit"
		echo "programs: =$bin"
		echo "libraries: =$kit/$cpu"
		exit ;;
	*-print-sysroot)	echo; exit ;;
	'')	;;
	*)	die "$ask: no such option" ;;
	esac
}

parse()
{
	local argument
	while [ $# -gt 0 ]; do
		argument=$1
		shift
		case $argument in
		-[oDUILlTxeu]|-M[FTQ]|-include|-isystem|-iquote|-idirafter|-X*)
			[ $# -gt 0 ] || die "$argument needs a value"
			with_value "$argument" "$1"
			shift ;;
		-include?*|-isystem?*)
			with_value "${argument:0:8}" "${argument:8}" ;;
		-M[FTQ]*)
			with_value "${argument:0:3}" "${argument:3}" ;;
		--help|-h|--version|-dumpversion|-dumpmachine)
			informative "$argument" ;;
		-print-*|--print-*)
			ask=$argument ;;
		-[oDUILlTxu]*)
			with_value "${argument:0:2}" "${argument:2}" ;;
		-?*)	without_value "$argument" ;;
		*)	take_file "$argument" ;;
		esac
	done
}

check_command()
{
	local source
	[ ${#link[@]} -gt 0 ] || die "no file is given"
	[ -z "$separate" ] || [ "$cpu" = z8002 ] ||
		die "-Wl,-i is for -mz8002: a Z8001 has its code in a segment of" \
			"its own"
	[ -z "$output" ] || [ "$mode" = link ] || [ ${#inputs[@]} -le 1 ] ||
		die "-o with -$mode needs exactly one source"
	[ ! -d "$output" ] || die "-o $output: that is a folder; name a file in it"
	[ -x "$bin/ccom-$cpu" ] || die "the compiler is not in $bin:" \
		"install DEMOS/MP again ('make install')"
	for source in ${inputs+"${inputs[@]}"} ${link+"${link[@]}"}; do
		[ "$source" = - ] || [ -z "$output" ] || [ ! -f "$output" ] ||
			[ ! "$source" -ef "$output" ] ||
			die "$source would be overwritten"
	done
	case $dependencies in
	M|MM)	mode=E ;;
	esac
}
