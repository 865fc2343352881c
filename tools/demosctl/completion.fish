# SPDX-License-Identifier: GPL-2.0
#
# fish completion for demosctl, which knows the answers itself

function __demosctl_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "$word")
        if test "$line" = :files
            set -l option (string match -r -- '^--[^=]*=' "$word")
            set -l value (string replace -r -- '^--[^=]*=' '' "$word")
            string replace -r -- '^' "$option" (__fish_complete_path "$value")
        else
            echo $line
        end
    end
end

complete -c demosctl -f -k -a '(__demosctl_complete)'
