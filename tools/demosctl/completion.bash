# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion for demosctl

_demosctl()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
	local words='' options=''
	local table='--json --output --no-headings --color --watch --filter --sort'

	if [ "$COMP_CWORD" = 1 ]; then
		words='machine key peer run ps show links migrate suspend resume
			kill wait names monitor stats limits forwards help'
	elif [ "$COMP_CWORD" = 2 ] && [ "$before" = machine ]; then
		words='up down show'
	elif [ "$COMP_CWORD" = 2 ] && [ "$before" = peer ]; then
		words='add del list refusals show reset'
	elif [ "$COMP_CWORD" = 2 ] && [ "$before" = key ]; then
		words='generate'
	fi
	case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in
	'machine up')		options='--id --next' ;;
	'machine show')		options='--json --output --no-headings --color --watch' ;;
	'peer show')		options=$table ;;
	'key generate')		options='--pair' ;;
	'peer add')		options='--key --socket' ;;
	'peer del')		options='--socket' ;;
	'peer list'|'peer refusals')
				options="--socket $table" ;;
	run*)			options='--on --name --stack --wait --json' ;;
	ps*|show*|links*)	options="--local $table" ;;
	names*|stats*|limits*|forwards*)
				options=$table ;;
	migrate*)		options='--json' ;;
	monitor*)		options='--count --event --process --color --json' ;;
	esac
	if [ "$before" = --event ]; then
		words='created exited faulted step migrated aborted forwarded
			updated peer-up peer-down'
	elif [ "$before" = --color ]; then
		words='auto always never'
	elif [[ $word == -* ]]; then
		words="$options --help --version"
	elif [ "$COMP_CWORD" = 2 ]; then
		case $before in
		show|links|migrate|suspend|resume|kill|wait)
			words=$(demosctl ps -n -o pid,name 2>/dev/null) ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	if [ "${#COMPREPLY[@]}" = 0 ] && [ "${COMP_WORDS[1]}" = run ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -F _demosctl demosctl
