/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands. An entry says what a command takes; the command line is checked
 * against it, and the help is printed from it.
 */
#ifndef DEMOSCTL_COMMAND_H
#define DEMOSCTL_COMMAND_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

#include "error.h"
#include "table.h"

/* As many as there are */
#define OPERANDS_MAX	INT_MAX

/* The letter of an option without a short form */
#define LONG(letter)	((letter) & 0x1f)

#define REPEATED_MAX	256

/**
 * struct choice - an option
 * @letter: its short form, or LONG(); and its index in struct arguments
 * @name: its long form
 * @value: name of its argument, in brackets if it may be left out; NULL: it
 *	   takes none
 * @meaning: for the help
 */
struct choice {
	char letter;
	const char *name;
	const char *value;
	const char *meaning;
};

/**
 * struct arguments - what the user gave a command
 * @help: --help; then nothing else was checked
 * @version: --version; likewise
 * @json: -j
 * @watch: run again after so many ms; 0: run once
 * @table: how to show records, if the command has fields
 * @values: by an option's letter; NULL: not given; else its argument, or "" if
 *	    it takes none
 * @repeated: all values of the option that may be given many times; NULL
 *	      after the last
 * @count: of @operands
 * @operands: the rest; NULL after the last
 */
struct arguments {
	bool help;
	bool version;
	bool json;
	int watch;
	struct table table;
	const char *values[128];
	const char *repeated[REPEATED_MAX + 1];
	int count;
	const char *const *operands;
};

/**
 * struct command - one command
 * @name: one word, or two
 * @operands: their names; "" if it takes none
 * @least: fewest operands
 * @most: most operands
 * @passes: its options stand before the first operand; all that follows is for
 *	    another program
 * @summary: what it does, in a line
 * @details: more about that, or NULL
 * @repeats: letter of the option that may be given many times, 0: none
 * @options: its own options, ended by letter 0, or NULL
 * @shows: it takes -j
 * @waits: for other processes, so it takes --timeout
 * @fields: what it can show in a table or list, or NULL; with fields it takes
 *	    -j and the other options of tables
 * @single: it shows one record, as a list, so there are no rows to choose
 * @columns: the fields that it shows without -o; NULL: all
 * @run: does it; returns the exit status of demosctl
 */
struct command {
	const char *name;
	const char *operands;
	int least;
	int most;
	bool passes;
	const char *summary;
	const char *details;
	char repeats;
	const struct choice *options;
	bool shows;
	bool waits;
	const struct field *fields;
	bool single;
	const char *columns;
	int (*run)(const struct arguments *arguments);
};

extern const struct command command_status;
extern const struct command command_machine_up, command_machine_down,
	command_machine_show, command_key_generate, command_peer_add,
	command_peer_del, command_peer_list, command_peer_refusals,
	command_peer_show, command_peer_reset, command_run, command_ps,
	command_show, command_links, command_migrate, command_resolve,
	command_suspend, command_resume, command_kill, command_wait,
	command_logs, command_forget, command_names, command_attach,
	command_monitor, command_stats, command_limits,
	command_forwards, command_evacuate, command_machine_list,
	command_balance_on, command_balance_off, command_balance_status,
	command_balance_explain,
	command_fs_start, command_fs_stop, command_fs_status, command_fs_ls,
	command_fs_stat, command_fs_cat, command_fs_cp, command_fs_put,
	command_fs_get, command_fs_mkdir, command_fs_rmdir, command_fs_rm,
	command_fs_mv, command_fs_ln, command_fs_chmod, command_fs_df,
	command_fs_sync;

void choose_machine(const char *path);
bool is_machine_option(const char *word);
const char *machine_option(int *argc, char ***argv);
const struct choice *command_choice(const struct command *command, int n);
int arguments_parse(const struct command *command, int argc, char **argv,
		    struct arguments *arguments);
int argument_machine(const char *text, uint16_t *machine);
int argument_number(const char *what, const char *text, __u64 min,
		    __u64 max, __u64 *number);

#endif
