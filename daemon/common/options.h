/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options that every server has: --machine, --help, --version,
 * --foreground.
 */
#ifndef DEMOS_OPTIONS_H
#define DEMOS_OPTIONS_H

#define OPTIONS_STANDARD_HELP \
"  -m, --machine PATH        the machine is the process with this door (default:\n" \
"                            $DEMOS_MACHINE, else this network namespace)\n" \
"  -f, --foreground          stay in the foreground (servers always do)\n" \
"  -h, --help                show this and exit\n" \
"  -V, --version             show the version and exit\n"

/* For getopt_long() */
#define OPTIONS_STANDARD_LETTERS	"m:fhV"
#define OPTIONS_STANDARD \
	{ "machine", required_argument, NULL, 'm' }, \
	{ "foreground", no_argument, NULL, 'f' }, \
	{ "help", no_argument, NULL, 'h' }, \
	{ "version", no_argument, NULL, 'V' }

void options_standard(int option, const char *name, const char *help);
void options_none(int argc, char **argv, const char *name, const char *help);

#endif
