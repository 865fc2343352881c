# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion for demosctl, which knows the answers itself

_demosctl()
{
	local words=("${COMP_WORDS[0]}") i=1 word before='' line
	# bash takes --option=value for three words, and completes the last
	for ((; i <= COMP_CWORD; i++)); do
		if [[ ${COMP_WORDS[i]} == = || ${COMP_WORDS[i - 1]} == = ]]; then
			words[-1]+=${COMP_WORDS[i]}
		else
			words+=("${COMP_WORDS[i]}")
		fi
	done
	word=${words[-1]}
	[[ $COMP_WORDBREAKS != *=* || $word != *=* ]] || before=${word%=*}=
	COMPREPLY=()
	while IFS= read -r line; do
		if [ "$line" = :files ]; then
			compopt -o filenames 2>/dev/null
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < \
				<(compgen -f -- "${word#"$before"}")
		else
			line=${line%%$'\t'*}
			[[ $line != *= ]] || compopt -o nospace 2>/dev/null
			COMPREPLY+=("${line#"$before"}")
		fi
	done < <("${words[0]}" __complete "${words[@]:1}")
}

complete -F _demosctl demosctl
