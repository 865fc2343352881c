// SPDX-License-Identifier: GPL-2.0
/*
 * Starts the programs of a job. All of them are read first; then guests are
 * created, the last one first, since the reader of a pipe must be there before
 * its writers. If one cannot be created, all are killed.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../demosctl/program.h"
#include "guest.h"

/* What PATH is without a value */
#define PATH_DEFAULT	"/bin"

/* Bytes of stack: more than a program asks for that calls itself */
#define STACK		16384

/**
 * struct starter - a program that is being started
 * @order: what the shell wants
 * @program: the program; its data is NULL before it is read
 * @name: of the guest
 * @told: its arguments and environment
 * @streams: its streams
 * @machine: where, 0: anywhere
 * @guest: the guest; NULL: not created yet
 * @taken: links of its pipe that its writers have
 */
struct starter {
	const struct program_order *order;
	struct program program;
	char name[DEMOS_NAME_MAX];
	struct demos_arguments told;
	struct demos_streams streams;
	__u16 machine;
	struct guest *guest;
	unsigned int taken;
};

/**
 * struct launching - a job that is being started
 * @system: the system
 * @shell: the shell
 * @job: the job
 * @count: of @starters
 * @starters: its programs
 */
struct launching {
	struct system *system;
	struct shell *shell;
	struct job *job;
	int count;
	struct starter starters[SH_PROCESSES_MAX];
};

/* ---- where programs are */

static bool is_regular(struct shell *shell, const char *path)
{
	unsigned long size;

	return file_kind(shell, path, &size) == FILE_REGULAR;
}

/* With the ending that compiled programs have, or without */
static bool try_path(struct shell *shell, struct text *path)
{
	size_t length = path->length;

	if (is_regular(shell, text_get(path)))
		return true;
	text_string(path, ".z8001");
	if (is_regular(shell, text_get(path)))
		return true;
	text_cut(path, length);
	return false;
}

/**
 * path_length - how long is the first folder in PATH?
 * @path: the value of PATH; the colon of linux: ends no folder
 *
 * Return: bytes.
 */
size_t path_length(const char *path)
{
	size_t prefix = strlen(LINUX_PREFIX);

	if (strncmp(path, LINUX_PREFIX, prefix))
		prefix = 0;
	return prefix + strcspn(path + prefix, ":");
}

/* Without a file system, /bin is not that of Linux */
static bool is_there(const struct system *system, const char *folder)
{
	return system->root ||
	       !strncmp(folder, LINUX_PREFIX, strlen(LINUX_PREFIX));
}

static bool search(struct shell *shell, const char *name, struct text *path)
{
	const char *at = variable_get(&shell->variables, "PATH", 4);
	size_t length;

	if (!at)
		at = PATH_DEFAULT;
	for (; *at; at += length + (at[length] == ':')) {
		length = path_length(at);
		text_cut(path, 0);
		text_add(path, at, length);
		text_char(path, '/');
		text_string(path, name);
		if (is_there(shell->system, at) && try_path(shell, path))
			return true;
	}
	return false;
}

static bool is_path(const char *name)
{
	return strchr(name, '/') ||
	       !strncmp(name, LINUX_PREFIX, strlen(LINUX_PREFIX));
}

static bool look_for(struct shell *shell, const char *name,
		     struct text *path)
{
	bool found;

	if (is_path(name)) {
		text_string(path, name);
		found = try_path(shell, path);
	} else {
		found = search(shell, name, path);
	}
	return found && !path->failed;
}

/**
 * launch_script - is a command a script?
 * @shell: the shell
 * @name: the command
 * @path: gets the path of its file
 *
 * Return: is it?
 */
bool launch_script(struct shell *shell, const char *name, struct text *path)
{
	struct place place;

	return look_for(shell, name, path) &&
	       place_find(shell->system, text_get(path), &place) &&
	       file_is_text(shell->system, &place);
}

/* 0 or an exit status */
static int find(struct shell *shell, const char *name, struct text *path)
{
	if (look_for(shell, name, path))
		return 0;
	return shell_fail(shell, STATUS_NOT_FOUND, name,
			  is_path(name) ? "there is no such file" :
			  "there is no such command (see help; PATH has the folders of programs)");
}

/* ---- programs are read */

static void take_name(struct starter *starter, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *point = strrchr(base, '.');
	size_t length = point && point > base ? (size_t)(point - base) :
						strlen(base), i;

	if (length >= sizeof(starter->name))
		length = sizeof(starter->name) - 1;
	memcpy(starter->name, base, length);
	for (i = 0; i < length; i++)
		if (!isgraph((unsigned char)base[i]))
			starter->name[i] = '?';
}

/* The environment, and where the streams are */
static bool take_environment(struct starter *starter)
{
	const struct program_order *order = starter->order;
	const char **all;
	size_t count = 0;

	while (order->environ[count])
		count++;
	all = calloc(count + 2, sizeof(*all));
	if (!all)
		return false;
	memcpy(all, order->environ, count * sizeof(*all));
	all[count] = demos_streams_variable(&starter->streams);
	starter->told.argv = (const char *const *)order->argv;
	starter->told.environ = all;
	return true;
}

static int parse(struct launching *launching, struct starter *starter,
		 const char *path)
{
	struct place place;
	char error[PROGRAM_ERROR];
	uint8_t *data;
	size_t size;

	if (!place_find(launching->system, path, &place))
		return shell_fail(launching->shell, STATUS_NOT_FOUND, path,
				  "the path is too long");
	data = file_read(launching->system, &place, &size, error,
			 sizeof(error));
	if (data && !program_parse(&starter->program, data, size,
				   STACK, &starter->told, error))
		return 0;
	return shell_fail(launching->shell, STATUS_NOT_PROGRAM, path, error);
}

static int read_one(struct launching *launching, struct starter *starter)
{
	const char *machine = starter->order->machine;
	struct text path = { 0 };
	int status = find(launching->shell, starter->order->argv[0], &path);

	if (machine)
		starter->machine = atoi(machine);
	if (!status) {
		take_name(starter, text_get(&path));
		if (!take_environment(starter))
			status = shell_fail(launching->shell, STATUS_FAILED,
					    "no memory", NULL);
	}
	if (!status)
		status = parse(launching, starter, text_get(&path));
	text_free(&path);
	return status;
}

/* ---- streams: their kinds first, their links when the guest is created */

static bool is_nothing(const struct place *place)
{
	return place->foreign && !strcmp(place->path, "/dev/null");
}

/* Is it one that the shell copies? */
static bool is_copied(const struct system *system, const struct stream *stream,
		      bool *nothing)
{
	struct place place;

	*nothing = false;
	if (stream->kind == STREAM_BUFFER)
		return true;
	if (stream->kind != STREAM_FILE ||
	    !place_find(system, stream->path, &place))
		return false;
	*nothing = is_nothing(&place);
	return place.foreign && !*nothing;
}

static void choose_input(struct launching *launching, int i)
{
	struct starter *starter = &launching->starters[i];
	const struct stream *in = &starter->order->streams[0];
	bool copied, nothing;
	int n;

	copied = is_copied(launching->system, in, &nothing);
	if (in->kind == STREAM_CONSOLE)
		return;
	starter->streams.in.kind = DEMOS_STREAM_FILE;
	if (in->kind == STREAM_PIPE)
		for (n = 1; n <= 2; n++)
			if (launching->starters[i - 1].order->streams[n].kind ==
			    STREAM_PIPE)
				starter->streams.writers++;
	if (copied)
		starter->streams.writers = 1;
	if (starter->streams.writers)
		starter->streams.in.kind = DEMOS_STREAM_PIPE;
	else if (nothing || in->kind == STREAM_PIPE)
		starter->streams.in.kind = DEMOS_STREAM_NONE;
}

static void choose_output(struct launching *launching,
			  const struct stream *stream, struct demos_stream *to)
{
	bool copied, nothing;

	copied = is_copied(launching->system, stream, &nothing);
	if (copied || stream->kind == STREAM_PIPE)
		to->kind = DEMOS_STREAM_PIPE;
	else if (nothing)
		to->kind = DEMOS_STREAM_NONE;
	else if (stream->kind == STREAM_FILE)
		to->kind = DEMOS_STREAM_APPEND;
	else if (stream->console == 2 && launching->system->apart)
		to->kind = DEMOS_STREAM_PIPE;
}

static void choose_streams(struct launching *launching, int i)
{
	struct starter *starter = &launching->starters[i];

	choose_input(launching, i);
	choose_output(launching, &starter->order->streams[1],
		      &starter->streams.out);
	choose_output(launching, &starter->order->streams[2],
		      &starter->streams.err);
}

static int open_file(struct system *system, const char *path, bool read,
		     __u32 *link)
{
	struct place place;

	if (!place_find(system, path, &place))
		return -ENAMETOOLONG;
	return demos_fs_open(system->demos, system->root, place.path,
			     read ? DEMOS_FS_FOR_READ : DEMOS_FS_FOR_WRITE |
			     DEMOS_FS_APPEND | DEMOS_FS_CREATE, 0644, link,
			     NULL);
}

static int open_output(struct launching *launching, int i,
		       const struct stream *stream, struct demos_stream *to)
{
	struct starter *reader = &launching->starters[i + 1];
	__u32 *link;

	switch (to->kind) {
	case DEMOS_STREAM_APPEND:
		return open_file(launching->system, stream->path, false,
				 &to->link);
	case DEMOS_STREAM_PIPE:
		if (stream->kind != STREAM_PIPE)
			return inlet_new(launching->system, launching->job,
					 stream, &to->link);
		link = &reader->streams.pipe[reader->taken++];
		to->link = *link;
		*link = 0;
		return 0;
	default:
		return 0;
	}
}

/* The guest's own link to the working folder */
static int open_folder(struct system *system, __u32 *link)
{
	const char *folder = text_get(&system->folder);

	if (!system->root)
		return 0;
	if (*folder != '/')
		folder = "/";
	return demos_fs_folder(system->demos, system->root, folder, 0, link);
}

static int open_streams(struct launching *launching, int i)
{
	struct starter *starter = &launching->starters[i];
	const struct stream *streams = starter->order->streams;
	int err = 0;

	if (starter->streams.in.kind == DEMOS_STREAM_FILE)
		err = open_file(launching->system, streams[0].path, true,
				&starter->streams.in.link);
	if (!err)
		err = open_output(launching, i, &streams[1],
				  &starter->streams.out);
	if (!err)
		err = open_output(launching, i, &streams[2],
				  &starter->streams.err);
	if (!err)
		err = open_folder(launching->system, &starter->streams.folder);
	return err;
}

/* ---- guests are created */

static int refuse(struct launching *launching, const struct starter *starter,
		  int err)
{
	const char *why = demos_error_why(launching->system->demos);
	char what[DEMOS_NAME_MAX + 64];

	if (starter->machine)
		snprintf(what, sizeof(what), "%s: cannot run it on machine %u",
			 starter->name, starter->machine);
	else
		snprintf(what, sizeof(what), "%s: cannot run it",
			 starter->name);
	return shell_fail(launching->shell, STATUS_NOT_PROGRAM, what,
			  *why ? why : strerror(-err));
}

/* The job is the group of the guest that was created first */
static __u64 group(const struct launching *launching)
{
	return launching->starters[launching->count - 1].guest->pid;
}

static int create(struct launching *launching, int i)
{
	struct starter *starter = &launching->starters[i];
	struct system *system = launching->system;
	struct z8k_coff_section section;
	struct demos_program guest;
	__u32 memory, session;
	__u64 pid = 0;
	int err;

	err = open_streams(launching, i);
	if (err)
		return err;
	program_describe(&starter->program, starter->name, &guest);
	err = demos_pm_create_streams(system->demos, system->pm,
				      starter->machine, &guest, &starter->told,
				      &starter->streams, 0, &pid, &memory,
				      &session);
	if (err)
		return err;
	starter->guest = guest_new(system, launching->job, pid, session);
	err = starter->guest ? program_write(&starter->program, system->demos,
					     memory, &section) : -ENOMEM;
	demos_link_destroy(system->demos, memory);
	if (!err && i < launching->count - 1)
		err = demos_pm_join(system->demos, system->pm, pid,
				    group(launching));
	if (!starter->guest)
		demos_pm_kill(system->demos, system->pm, pid);
	return err;
}

static int create_all(struct launching *launching)
{
	int i, err;

	for (i = launching->count - 1; i >= 0; i--) {
		err = create(launching, i);
		if (err)
			return refuse(launching, &launching->starters[i], err);
	}
	return 0;
}

/* From now on the job is in the shell's hands */
static int start_all(struct launching *launching)
{
	struct system *system = launching->system;
	struct job *job = launching->job;
	struct demos_grouped said;
	struct starter *starter;
	int i, err;

	for (i = 0; i < launching->count; i++) {
		starter = &launching->starters[i];
		guest_watch(starter->guest);
		demos_pid_format(starter->guest->pid, job->pids[i]);
		job->count++;
	}
	err = demos_pm_group(system->demos, system->pm, group(launching),
			     DEMOS_PM_START, 0, DEMOS_NO_LIMIT, &said);
	if (err)
		return refuse(launching, &launching->starters[0], err);
	for (i = 0; i < launching->count; i++) {
		starter = &launching->starters[i];
		if (starter->streams.writers && starter->streams.pipe[0])
			outlet_new(system, starter->streams.pipe[0],
				   &starter->order->streams[0], job);
	}
	job->handle = launching->starters[launching->count - 1].guest;
	return 0;
}

/* Links that no guest has got */
static void drop_links(struct system *system, struct demos_streams *streams)
{
	__u32 links[] = { streams->in.link, streams->out.link,
			  streams->err.link, streams->folder };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (links[i])
			demos_link_destroy(system->demos, links[i]);
}

static void free_all(struct launching *launching, bool failed)
{
	struct system *system = launching->system;
	struct starter *starter;
	int i;

	for (i = 0; i < launching->count; i++) {
		starter = &launching->starters[i];
		program_free(&starter->program);
		free((void *)starter->told.environ);
		if (!failed)
			continue;
		drop_links(system, &starter->streams);
		if (starter->guest)
			demos_pm_kill(system->demos, system->pm,
				      starter->guest->pid);
	}
}

/**
 * launch - start the programs of a job
 * @shell: the shell
 * @orders: the programs
 * @count: how many
 * @job: gets its processes
 *
 * Return: 0 or an exit status: none of them runs.
 */
int launch(struct shell *shell, struct program_order *orders, int count,
	   struct job *job)
{
	struct launching *launching = calloc(1, sizeof(*launching));
	int i, status = 0;

	if (!launching)
		return shell_fail(shell, STATUS_FAILED, "no memory", NULL);
	launching->system = shell->system;
	launching->shell = shell;
	launching->job = job;
	launching->count = count;
	for (i = 0; i < count; i++)
		launching->starters[i].order = &orders[i];
	for (i = 0; i < count && !status; i++) {
		choose_streams(launching, i);
		status = read_one(launching, &launching->starters[i]);
	}
	if (!status)
		status = create_all(launching);
	if (!status)
		status = start_all(launching);
	free_all(launching, status);
	free(launching);
	return status;
}
