// SPDX-License-Identifier: GPL-2.0
/*
 * The options that every server has.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/options.h"
#include "lib/demos.h"

/* The end of --help or --version: it counts only if it could be written */
static void shown(const char *name)
{
	if (!fflush(stdout) && !ferror(stdout))
		exit(0);
	fprintf(stderr, "%s: cannot write to standard output: %m\n", name);
	exit(1);
}

/**
 * options_standard() - handle one of the options that every server has
 * @option: from getopt_long(); any other value is a wrong option
 * @name: of the server
 * @help: what --help prints
 *
 * Returns only for --foreground and --machine; that is in the environment from
 * then on, where libdemos finds it.
 */
void options_standard(int option, const char *name, const char *help)
{
	switch (option) {
	case 'f':
		return;
	case 'm':
		setenv(DEMOS_MACHINE_VARIABLE, optarg, 1);
		return;
	case 'h':
		fputs(help, stdout);
		shown(name);
		break;
	case 'V':
		printf("%s, version %d of the contract\n", name,
		       DEMOS_GENL_VERSION);
		shown(name);
		break;
	default:
		fprintf(stderr, "%s: see '%s --help'\n", name, name);
		exit(2);
	}
}

/**
 * options_none() - read the command line of a server without further options
 * @argc: of main()
 * @argv: of main()
 * @name: of the server
 * @help: what --help prints
 *
 * Does not return if the command line is wrong, or if only help or the version
 * is wanted.
 */
void options_none(int argc, char **argv, const char *name, const char *help)
{
	static const struct option options[] = {
		{ "machine", required_argument, NULL, 'm' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{},
	};
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_STANDARD_LETTERS,
				     options, NULL)) != -1)
		options_standard(option, name, help);
	if (optind == argc)
		return;
	fprintf(stderr, "%s: unexpected argument '%s'\n", name, argv[optind]);
	options_standard('?', name, help);
}
