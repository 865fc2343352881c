/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options that every server has: --help, --version, --foreground.
 */
#ifndef DEMOS_OPTIONS_H
#define DEMOS_OPTIONS_H

#define OPTIONS_STANDARD_HELP \
"  -f, --foreground          stay in the foreground (servers always do)\n" \
"  -h, --help                show this and exit\n" \
"  -V, --version             show the version and exit\n"

void options_standard(int option, const char *name, const char *help);
void options_none(int argc, char **argv, const char *name, const char *help);

#endif
