// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl: shows and controls a DEMOS/MP machine.
 *
 * Every command is in the table below and in a file of its own.
 */
#include <stdio.h>
#include <string.h>

#include "../../version.h"
#include "colour.h"
#include "command.h"
#include "complete.h"
#include "help.h"
#include "watch.h"

static const struct command *const commands[] = {
	&command_status,
	&command_machine_up,
	&command_machine_down,
	&command_machine_show,
	&command_machine_list,
	&command_key_generate,
	&command_peer_add,
	&command_peer_del,
	&command_peer_list,
	&command_peer_refusals,
	&command_peer_show,
	&command_peer_reset,
	&command_run,
	&command_ps,
	&command_show,
	&command_links,
	&command_migrate,
	&command_evacuate,
	&command_balance_on,
	&command_balance_off,
	&command_balance_status,
	&command_balance_explain,
	&command_resolve,
	&command_suspend,
	&command_resume,
	&command_kill,
	&command_wait,
	&command_attach,
	&command_logs,
	&command_forget,
	&command_names,
	&command_monitor,
	&command_stats,
	&command_limits,
	&command_forwards,
	&command_fs_status,
	&command_fs_start,
	&command_fs_stop,
	&command_fs_ls,
	&command_fs_stat,
	&command_fs_cat,
	&command_fs_cp,
	&command_fs_put,
	&command_fs_get,
	&command_fs_mkdir,
	&command_fs_rmdir,
	&command_fs_rm,
	&command_fs_mv,
	&command_fs_ln,
	&command_fs_chmod,
	&command_fs_df,
	&command_fs_sync,
	NULL
};

static int print_version(void)
{
	printf("demosctl %s\n", DEMOS_VERSION);
	return DONE;
}

/* Run @command with what follows its name */
static int run(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	bool colour;
	int status = arguments_parse(command, argc, argv, &arguments);

	if (status)
		return status;
	if (arguments.version)
		return print_version();
	if (arguments.help) {
		status = colour_choose(arguments.values['c'], &colour);
		if (!status)
			help_command(command, colour);
		return status;
	}
	if (command == &command_help)
		return help_topic(commands, &arguments);
	return arguments.watch ? watch(command, &arguments) :
				 command->run(&arguments);
}

static int dispatch(int argc, char **argv);

/* With a command behind it, as if it stood there */
static int run_on_machine(int argc, char **argv)
{
	const char *path = machine_option(&argc, &argv);

	if (!path)
		return fail(MISUSED, "option '--machine' needs a value");
	if (!argc)
		return fail(MISUSED,
			    "a command is missing (see 'demosctl help')");
	choose_machine(path);
	return dispatch(argc, argv);
}

/* The first word is an option: only three stand before or without a command */
static int run_option(int argc, char **argv)
{
	if (!strcmp(argv[0], "--version") || !strcmp(argv[0], "-V"))
		return print_version();
	if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h"))
		return run(&command_help, argc, argv);
	if (is_machine_option(argv[0]))
		return run_on_machine(argc, argv);
	return fail(MISUSED,
		    "there is no option '%s' before a command (see 'demosctl help')",
		    argv[0]);
}

/* A group's name alone, or with --help */
static bool is_group(int argc, char **argv)
{
	bool colour;

	if (argc > 1 && strcmp(argv[1], "--help") && strcmp(argv[1], "-h"))
		return false;
	colour_choose("auto", &colour);
	return help_group(commands, argv[0], colour);
}

static int dispatch(int argc, char **argv)
{
	const struct command *const *command;
	int words;

	if (*argv[0] == '-')
		return run_option(argc, argv);
	if (!strcmp(argv[0], "__complete"))
		return complete(commands, argc - 1, argv + 1);
	if (command_words(&command_help, argc, argv))
		return run(&command_help, argc, argv);
	for (command = commands; *command; command++) {
		words = command_words(*command, argc, argv);
		if (words)
			return run(*command, argc - words + 1,
				   argv + words - 1);
	}
	if (is_group(argc, argv))
		return argc > 1 ? DONE : MISUSED;
	return help_unknown(commands, argc, argv);
}

int main(int argc, char **argv)
{
	bool colour;

	output_begin();
	if (argc > 1)
		return output_end(dispatch(argc - 1, argv + 1));
	colour_choose("auto", &colour);
	help_list(commands, colour);
	return output_end(MISUSED);
}
