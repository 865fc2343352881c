/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shell: what it remembers, and the table of operations by which it knows
 * the system. The language (this folder) is the same for a Linux program and
 * for a guest.
 *
 * Invariant: a function that fails has said why on the shell's standard error,
 * and returns an exit status that is not 0.
 */
#ifndef SH_SHELL_H
#define SH_SHELL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "text.h"
#include "tree.h"
#include "vars.h"

/* Exit statuses that mean something */
enum {
	STATUS_FAILED = 1,
	STATUS_MISUSED = 2,
	STATUS_NOT_PROGRAM = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128,	/* and the number of a fault or signal */
	STATUS_INTERRUPTED = 130,
	STATUS_KILLED = 137,
	STATUS_SUSPENDED = 148,
};

/* Processes of a job, and so commands of a pipe */
#define SH_PROCESSES_MAX	16
#define SH_PID_TEXT		24

enum stream_kind {
	STREAM_CONSOLE,
	STREAM_FILE,	/* read from its beginning, written at its end */
	STREAM_BUFFER,	/* text that the shell has, or wants to have */
	STREAM_PIPE,	/* the next or the former program of a pipe */
};

/**
 * struct stream - where a command reads or writes
 * @kind: what it is
 * @console: STREAM_CONSOLE: 1: as output, 2: as error
 * @path: STREAM_FILE: the file; it exists
 * @buffer: STREAM_BUFFER: the text
 * @at: STREAM_BUFFER that is read: so much has been read
 */
struct stream {
	enum stream_kind kind;
	int console;
	const char *path;
	struct text *buffer;
	size_t *at;
};

/**
 * struct program_order - a program that is to be started
 * @argv: its arguments, NULL after the last
 * @environ: its environment, NULL after the last
 * @machine: where, as the user says it; NULL: anywhere
 * @streams: standard input, output, error
 */
struct program_order {
	char **argv;
	char **environ;
	const char *machine;
	struct stream streams[3];
};

enum job_state { JOB_RUNS, JOB_SUSPENDED, JOB_ENDED };

/**
 * struct job - programs that were started together
 * @next: an older one
 * @number: as in %1; 0: only in the foreground
 * @state: as it was last seen
 * @status: if it has ended: exit status of the last program
 * @count: of @pids
 * @pids: process identifiers of its programs
 * @handle: the system's
 * @text: the command
 */
struct job {
	struct job *next;
	int number;
	enum job_state state;
	int status;
	int count;
	char pids[SH_PROCESSES_MAX][SH_PID_TEXT];
	void *handle;
	char *text;
};

enum file_kind { FILE_NONE, FILE_REGULAR, FILE_FOLDER, FILE_OTHER };

struct shell;

/* A builtin: its arguments, and its exit status */
typedef int (*builtin_fn)(struct shell *shell, char **argv);

/* Gets a name in a folder */
typedef void (*folder_fn)(void *arg, const char *name);

/**
 * struct system_ops - what the shell needs of the system
 * @machine: is this a machine's number? NULL, or why not
 * @folder: the working folder
 * @write: write to the console; @stream is 1 or 2
 * @read_line: read a line from the console, with its end; without: the input
 *	       has ended
 * @start: start programs as a job. Fills in its pids and handle; an exit
 *	   status: nothing runs
 * @wait: until a job has ended or is suspended, in the foreground: the user
 *	  may suspend or interrupt it. Sets its state, and the shell's
 *	  @interrupted
 * @look: set the state of a job
 * @drop: the job is not needed any more
 * @kill: kill a process
 * @kill_job: kill all processes of a job
 * @suspend: the same
 * @resume: the same
 * @migrate: move a process to a machine
 * @migrate_job: move all processes of a job
 * @change: change it; an exit status
 * @create: make a file, or empty it unless @append; an exit status
 * @append: write at a file's end; an exit status
 * @load: read a whole file; an exit status
 * @kind: what a path leads to, and its size
 * @list: all names in a folder, if it can be read
 * @script: is a command a script? Then @path gets its file; NULL: there are no
 *	    such commands
 * @processes: print a list of them; an exit status
 * @interrupted: has the user pressed Ctrl-C? Asked in loops
 * @builtin: a further builtin, or NULL: there is none of that name
 */
struct system_ops {
	const char *(*machine)(struct shell *shell, const char *text);
	const char *(*folder)(struct shell *shell);
	void (*write)(struct shell *shell, int stream, const char *bytes,
		      size_t length);
	void (*read_line)(struct shell *shell, struct text *text);
	int (*start)(struct shell *shell, struct program_order *orders,
		     int count, struct job *job);
	void (*wait)(struct shell *shell, struct job *job);
	void (*look)(struct shell *shell, struct job *job);
	void (*drop)(struct shell *shell, struct job *job);
	int (*kill)(struct shell *shell, const char *pid);
	int (*kill_job)(struct shell *shell, struct job *job);
	int (*suspend)(struct shell *shell, struct job *job);
	int (*resume)(struct shell *shell, struct job *job);
	int (*migrate)(struct shell *shell, const char *pid,
		       const char *machine);
	int (*migrate_job)(struct shell *shell, struct job *job,
			   const char *machine);
	int (*change)(struct shell *shell, const char *path);
	int (*create)(struct shell *shell, const char *path, bool append);
	int (*append)(struct shell *shell, const char *path,
		      const char *bytes, size_t length);
	int (*load)(struct shell *shell, const char *path, struct text *text);
	enum file_kind (*kind)(struct shell *shell, const char *path,
			       unsigned long *size);
	void (*list)(struct shell *shell, const char *path, folder_fn fn,
		     void *arg);
	bool (*script)(struct shell *shell, const char *name,
		       struct text *path);
	int (*processes)(struct shell *shell, char **argv);
	bool (*interrupted)(struct shell *shell);
	builtin_fn (*builtin)(const char *name);
};

/* What the commands that are running come to an end for */
enum leaving { LEAVE_NOT, LEAVE_BREAK, LEAVE_CONTINUE, LEAVE_SHELL };

/**
 * struct shell - a shell
 * @ops: the system
 * @system: its data
 * @name: $0
 * @params: $1 and so on, NULL after the last; each from malloc(), as is the
 *	    array
 * @count: of @params
 * @variables: all variables
 * @jobs: the newest first
 * @status: of the last command
 * @last: $!
 * @streams: standard input, output, error
 * @leaving: commands are being left
 * @levels: break, continue: so many loops
 * @loops: commands run in so many loops
 * @depth: of scripts and $( ) in scripts
 * @interrupted: the user has; nothing more is carried out
 * @interactive: a person types
 * @testing: the status of the command is asked for: set -e means nothing
 * @exit_on_failure: set -e
 * @trace: set -x
 * @strict: set -u
 */
struct shell {
	const struct system_ops *ops;
	void *system;
	const char *name;
	char **params;
	int count;
	struct variables variables;
	struct job *jobs;
	int status;
	char last[SH_PID_TEXT];
	struct stream streams[3];
	enum leaving leaving;
	int levels;
	int loops;
	int depth;
	bool interrupted;
	bool interactive;
	int testing;
	bool exit_on_failure;
	bool trace;
	bool strict;
};

/* shell.c */
void shell_begin(struct shell *shell, const struct system_ops *ops,
		 void *system);
void shell_end(struct shell *shell);
bool shell_params(struct shell *shell, char **params, int count);
void shell_write(struct shell *shell, int stream, const char *bytes,
		 size_t length);
void shell_print(struct shell *shell, const char *text);
int shell_fail(struct shell *shell, int status, const char *what,
	       const char *why);
int shell_run(struct shell *shell, const char *source);
int shell_script(struct shell *shell, const char *path);
int shell_capture(struct shell *shell, const char *source, struct text *text);
int shell_apart(struct shell *shell, void (*fn)(struct shell *shell, void *arg),
		void *arg);
char **params_copy(char *const *params, int count);
void params_free(char **params);

#endif
