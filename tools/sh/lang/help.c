// SPDX-License-Identifier: GPL-2.0
/*
 * help: the shell on one screen.
 */
#include "exec.h"

static const char text[] =
"Programs run as guests, on any machine:\n"
"  PROGRAM ARG...          run it, and wait for its end\n"
"  PROGRAM &               in the background, as a job\n"
"  on 3 PROGRAM            on machine 3\n"
"  A | B   A <F >F 2>F     pipes and files; >> adds to a file\n"
"  A; B   A && B   A || B  one after the other, or only if A fits\n"
"Jobs, %1, and processes, 3.17:\n"
"  jobs  fg %1  bg %1  wait %1  kill %1  migrate %1 3  ps\n"
"  Ctrl-C kills, and Ctrl-Z suspends, the job in the foreground\n"
"Language:\n"
"  if A; then B; elif C; then D; else E; fi     while A; do B; done\n"
"  for X in A B; do C; done     { A; B; }     ( A; B )     ! A\n"
"  X=1  $X  ${X:-A}  $?  $!  $1  $#  \"$@\"  $(A)  $((1 + 2))  * ? [a-z]  # ...\n"
"Other commands:\n"
"  cd pwd echo read test [ export set unset shift eval . exit break\n"
"  continue true false help\n";

/**
 * builtin_help - help
 * @shell: the shell
 * @argv: its arguments
 *
 * Return: 0
 */
int builtin_help(struct shell *shell, char **argv)
{
	(void)argv;
	shell_print(shell, text);
	return 0;
}
