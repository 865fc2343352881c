/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options that every server has: --machine, --help, --version,
 * --foreground.
 */
#ifndef DEMOS_OPTIONS_H
#define DEMOS_OPTIONS_H

#define OPTIONS_STANDARD_HELP \
"  -m, --machine PATH        the machine is the process with this door\n" \
"                            (default: $DEMOS_MACHINE, else this network\n" \
"                            namespace)\n" \
"  -f, --foreground          stay in the foreground (servers always do)\n" \
"  -h, --help                show this and exit\n" \
"  -V, --version             show the version and exit\n"

/* For getopt_long(); the long forms are in options_none() */
#define OPTIONS_STANDARD_LETTERS	"m:fhV"

void options_standard(int option, const char *name, const char *help);
void options_none(int argc, char **argv, const char *name, const char *help);

#endif
