#compdef demosctl
# SPDX-License-Identifier: GPL-2.0
#
# zsh completion for demosctl, which knows the answers itself

_demosctl()
{
	local -a candidates fields
	local line
	for line in "${(@f)$("$words[1]" __complete "${(@)words[2,CURRENT]}")}"; do
		case $line in
		'')	;;
		:files)	compset -P '--*='
			_files ;;
		*=$'\t'*)
			fields+=("${${line//:/\\:}/$'\t'/:}") ;;
		*)	candidates+=("${${line//:/\\:}/$'\t'/:}") ;;
		esac
	done
	_describe demosctl candidates
	_describe demosctl fields -S ''
}

if [ "$funcstack[1]" = _demosctl ]; then
	_demosctl "$@"
else
	compdef _demosctl demosctl
fi
