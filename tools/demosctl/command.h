/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands: each says in a table what it takes, and gets it checked. Its help
 * is made of the same table.
 */
#ifndef DEMOSCTL_COMMAND_H
#define DEMOSCTL_COMMAND_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

#include "error.h"
#include "table.h"

#define OPERANDS_MAX	4

/**
 * struct choice - an option
 * @letter: its short form, and what it is asked for by
 * @name: its long form
 * @value: what its argument is called, NULL: it has none
 * @meaning: for the help
 */
struct choice {
	char letter;
	const char *name;
	const char *value;
	const char *meaning;
};

/**
 * struct arguments - what a command was given
 * @json: -j
 * @table: how to show records, if the command has fields
 * @values: by an option's letter: NULL: not given; its argument, or "" if it
 *          has none
 * @count: of @operands
 * @operands: the rest; NULL where none was given
 */
struct arguments {
	bool json;
	struct table table;
	const char *values[128];
	int count;
	const char *operands[OPERANDS_MAX];
};

/**
 * struct command - one command
 * @name: one word, or two
 * @operands: what they are called; "" if there are none
 * @least: how many it must get
 * @most: how many it may get
 * @summary: what it does, in a line
 * @details: more about that, or NULL
 * @options: ended by letter 0, or NULL; those of the next two not among them
 * @shows: it takes -j
 * @fields: what it can show in a table or list, and then it takes all options
 *	    of tables, -j too; or NULL
 * @columns: what of that it shows without -o; NULL: all
 * @run: do it; returns what demosctl is to exit with
 */
struct command {
	const char *name;
	const char *operands;
	int least;
	int most;
	const char *summary;
	const char *details;
	const struct choice *options;
	bool shows;
	const struct field *fields;
	const char *columns;
	int (*run)(const struct arguments *arguments);
};

extern const struct command command_machine_up, command_machine_down,
	command_machine_show, command_key_generate, command_peer_add,
	command_peer_del, command_peer_list, command_peer_refusals,
	command_peer_show, command_peer_reset, command_run, command_ps,
	command_show, command_links, command_migrate, command_suspend,
	command_resume, command_kill, command_wait, command_names,
	command_monitor, command_stats, command_limits,
	command_forwards;

const struct choice *command_choice(const struct command *command, int n);
int arguments_parse(const struct command *command, int argc, char **argv,
		    struct arguments *arguments);
int argument_machine(const char *text, uint16_t *machine);
int argument_number(const char *what, const char *text, __u64 min,
		    __u64 max, __u64 *number);

#endif
