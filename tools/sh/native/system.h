/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system that the shell runs on: the process manager, the file system, and
 * Linux.
 */
#ifndef SH_SYSTEM_H
#define SH_SYSTEM_H

#include <limits.h>
#include <stdint.h>

#include "../../../daemon/lib/demos.h"
#include "../../../daemon/lib/demos_files.h"
#include "../../../daemon/lib/demos_groups.h"
#include "../../../daemon/lib/demos_streams.h"
#include "../lang/shell.h"

/* Before the path of a file of Linux */
#define LINUX_PREFIX	"linux:"

/* How long to look for system processes (ms) */
#define SYSTEM_PATIENCE	5000

struct guest;
struct inlet;

/**
 * struct system - what the shell knows of the system
 * @demos: attached handle
 * @sb: link to the switchboard
 * @pm: link to the process manager
 * @root: link to the root of the file system; 0: there is none
 * @folder: the working folder, as the user sees it
 * @poll: epoll: what is watched while calls wait
 * @apart: standard error of the shell is not standard output
 * @guests: of all jobs
 * @foreground: the job that may read the terminal, or NULL
 * @inlets: pipes that guests write and the shell reads
 * @next: number of the next one
 * @shell: the shell
 */
struct system {
	struct demos *demos;
	__u32 sb;
	__u32 pm;
	__u32 root;
	struct text folder;
	int poll;
	bool apart;
	struct guest *guests;
	struct job *foreground;
	struct inlet *inlets;
	__u32 next;
	struct shell *shell;
};

/**
 * struct place - a file
 * @foreign: it is a file of Linux
 * @path: of it, absolute
 */
struct place {
	bool foreign;
	char path[PATH_MAX];
};

/* system.c */
int system_begin(struct system *system, struct shell *shell);
void system_look(struct system *system);
void system_end(struct system *system);
int system_fail(struct system *system, const char *what);
extern const struct system_ops native_ops;

/* signals.c */
int signals_begin(struct system *system);
bool signals_interrupted(void);
bool signals_suspended(void);
void signals_clear(void);
void signals_waiting(bool waiting);
void signals_watch_input(struct system *system, bool on);

/* place.c */
bool place_find(const struct system *system, const char *path,
		struct place *place);

/* files.c */
const char *file_folder(struct shell *shell);
int file_change(struct shell *shell, const char *path);
int file_create(struct shell *shell, const char *path, bool append);
int file_append(struct shell *shell, const char *path, const char *bytes,
		size_t length);
int file_load(struct shell *shell, const char *path, struct text *text);
enum file_kind file_kind(struct shell *shell, const char *path,
			 unsigned long *size);
void file_list(struct shell *shell, const char *path, folder_fn fn, void *arg);
bool file_is_text(struct system *system, const struct place *place);
uint8_t *file_read(struct system *system, const struct place *place,
		   size_t *size, char *error, size_t room);

/* launch.c */
bool launch_script(struct shell *shell, const char *name, struct text *path);
size_t path_length(const char *path);
int launch(struct shell *shell, struct program_order *orders, int count,
	   struct job *job);

/* control.c */
void control_wait(struct shell *shell, struct job *job);
void control_look(struct shell *shell, struct job *job);
void control_drop(struct shell *shell, struct job *job);
int control_kill(struct shell *shell, const char *pid);
int control_kill_job(struct shell *shell, struct job *job);
int control_suspend(struct shell *shell, struct job *job);
int control_resume(struct shell *shell, struct job *job);
int control_migrate_job(struct shell *shell, struct job *job,
			const char *machine);
int control_migrate(struct shell *shell, const char *pid,
		    const char *machine);
const char *control_machine(struct shell *shell, const char *text);
int control_processes(struct shell *shell, char **argv);

/* foreign.c */
builtin_fn foreign_builtin(const char *name);

/* edit.c */
int edit_run(struct system *system);
void edit_printing(struct system *system);
int edit_history(struct shell *shell, char **argv);

#endif
