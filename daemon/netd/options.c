// SPDX-License-Identifier: GPL-2.0
/*
 * The command line, and the configuration file that it names. A mistake is
 * reported, and ends the daemon with status 2.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/options.h"
#include "lib/place.h"
#include "netd/netd.h"

static const char help[] =
"Usage: demos-netd [OPTION]...\n"
"Connects this DEMOS machine with others. Needs a machine that is up\n"
"(demosctl machine up), CAP_NET_ADMIN, and a key (demosctl key generate).\n\n"
"  -C, --config FILE         read this configuration (default, if it exists:\n"
"                            " CONFIG_FILE "; for a machine that is\n"
"                            a process: PATH.netd.conf)\n"
"  -k, --key FILE            the key that all machines share\n"
"  -i, --insecure            connect without authentication and encryption:\n"
"                            anyone who reaches the port can pose as any\n"
"                            machine and do anything to processes here\n"
"  -l, --listen ADDR[:PORT]  where to listen (default: everywhere, port\n"
"                            " ADDRESS_PORT ", if there is a key); may be\n"
"                            repeated\n"
"  -p, --peer ID[=ADDR[:PORT]]\n"
"                            a machine to connect with; may be repeated; the\n"
"                            id of this machine is ignored, so that all\n"
"                            machines can be given the same list\n"
"  -t, --tls WHO             who encrypts: kernel, relay (this daemon; its\n"
"                            connections end with it), or auto (default): the\n"
"                            kernel if it can, else relay\n"
"  -c, --control PATH        control socket (default:\n"
"                            " DEMOS_NETD_SOCKET "; for a machine that is\n"
"                            a process: PATH.netd)\n"
OPTIONS_STANDARD_HELP
"\nADDR is an address or a name; with a port: 10.0.0.3:1983, [fd00::3]:1983,\n"
"host3.example:1983. Or it is unix:/path, a socket for machines of this host\n"
"and user, which needs no key. Of two machines, the one with the higher id\n"
"dials.\n";

static const struct option options[] = {
	{ "config", required_argument, NULL, 'C' },
	{ "key", required_argument, NULL, 'k' },
	{ "insecure", no_argument, NULL, 'i' },
	{ "listen", required_argument, NULL, 'l' },
	{ "peer", required_argument, NULL, 'p' },
	{ "tls", required_argument, NULL, 't' },
	{ "control", required_argument, NULL, 'c' },
	{ "machine", required_argument, NULL, 'm' },
	{ "foreground", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{},
};

static const char letters[] = "C:k:il:p:t:c:" OPTIONS_STANDARD_LETTERS;

/* As main() got it */
static int count;
static char **words;

static int take(struct config *config, int option)
{
	switch (option) {
	case 'C':
		break;		/* find_file() has found it */
	case 'k':
		return config_set(config, "netd", "key", optarg);
	case 'i':
		config->insecure = true;
		break;
	case 'l':
		return config_set(config, "netd", "listen", optarg);
	case 'p':
		return config_peer(config, optarg);
	case 't':
		return config_set(config, "netd", "tls", optarg);
	case 'c':
		return config_set(config, "netd", "control", optarg);
	default:
		options_standard(option, "demos-netd", help);
	}
	return 0;
}

static int next_option(void)
{
	return getopt_long(count, words, letters, options, NULL);
}

/*
 * Before other options, find the file and the machine, wherever they stand on
 * the command line: the machine's door decides where files are. Return: the
 * file's path; NULL: there is none
 */
static const char *find_file(char beside[DEMOS_PLACE_PATH])
{
	const char *path = NULL;
	int option;

	opterr = 0;
	optind = 0;
	while ((option = next_option()) != -1) {
		if (option == 'C')
			path = optarg;
		/* Help is most needed when the file has a mistake */
		if (option == 'h' || option == 'V' || option == 'm')
			options_standard(option, "demos-netd", help);
	}
	optind = 0;
	opterr = 1;
	if (path)
		return path;
	path = demos_place_beside(".netd.conf", CONFIG_FILE, beside);
	return access(path, F_OK) ? NULL : path;
}

/**
 * options_again() - read the configuration file and the command line again
 * @config: gets both; the caller clears it in any case; @error says why not
 *
 * Return: 0 or a negative errno.
 */
int options_again(struct config *config)
{
	char beside[DEMOS_PLACE_PATH];
	const char *path = find_file(beside);
	int option, err;

	config_init(config);
	err = path ? config_read(config, path) : 0;
	while (!err && (option = next_option()) != -1)
		err = take(config, option);
	if (!err && optind < count) {
		log_line("unexpected argument '%s'", words[optind]);
		options_standard('?', "demos-netd", help);
	}
	return err ? err : config_check(config);
}

/**
 * options_read() - read the configuration file and the command line
 * @config: gets both
 * @argc: of main()
 * @argv: of main(); stays the caller's
 *
 * Does not return if there is a mistake, or if only help or the version is
 * wanted.
 */
void options_read(struct config *config, int argc, char **argv)
{
	count = argc;
	words = argv;
	if (!options_again(config))
		return;
	log_line("cannot start: %s", config->error);
	exit(2);
}
