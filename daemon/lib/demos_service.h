/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: clients of the system processes: switchboard, process manager,
 * network daemon. Included by demos.h.
 *
 * A process finds the switchboard by demos_boot_find() and everything else
 * by its name at the switchboard. A link that is handed to a server leaves the
 * caller's table if the request was sent, even if the server then refuses.
 */
#ifndef DEMOS_SERVICE_H
#define DEMOS_SERVICE_H

#include "demos.h"

/* The name of the process manager at the switchboard */
#define DEMOS_PM_NAME		"pm"

/*
 * The default path of the control socket of a network namespace's network
 * daemon. For a machine with a door, the default is PATH.netd
 */
#define DEMOS_NETD_SOCKET	"/run/demos/netd.sock"

/* ---- Switchboard */

/**
 * struct demos_sb_name - a name at the switchboard
 * @text: the name, with NUL
 */
struct demos_sb_name {
	char text[DEMOS_SB_NAME_MAX];
};

/**
 * demos_sb_register() - publish a link under a name
 * @demos: attached handle
 * @sb: link to the switchboard
 * @name: 1 to 63 printable characters, no blanks; must not be taken
 * @link: the link, with DEMOS_LINK_DUP and DEMOS_LINK_PASS
 * @token: gets a link; the name goes when it is destroyed, by
 *	   demos_link_destroy() or with this process
 *
 * Return: 0; -EBUSY: the name is taken; another negative errno.
 */
int demos_sb_register(struct demos *demos, __u32 sb, const char *name,
		      __u32 link, __u32 *token);

/**
 * demos_sb_share() - publish a link under a name that others may share
 * @demos: attached handle
 * @sb: link to the switchboard
 * @name: as for demos_sb_register(); all who have it must share it
 * @link: as for demos_sb_register()
 * @token: as for demos_sb_register()
 *
 * A look-up finds the link of a process on the asker's machine, if there is
 * one, or else the first that was published.
 *
 * Return: as demos_sb_register().
 */
int demos_sb_share(struct demos *demos, __u32 sb, const char *name,
		   __u32 link, __u32 *token);

/**
 * demos_sb_await() - get a link by its name, and wait for the name if need be
 * @demos: attached handle
 * @sb: link to the switchboard
 * @name: the name
 * @wait_ms: how long to wait at most; more than a minute, and DEMOS_NO_LIMIT,
 *	     are a minute
 * @link: gets the name of the link
 *
 * Return: as demos_sb_lookup().
 */
int demos_sb_await(struct demos *demos, __u32 sb, const char *name, int wait_ms,
		   __u32 *link);

/**
 * demos_sb_lookup() - get a link by its name
 * @demos: attached handle
 * @sb: link to the switchboard
 * @name: the name
 * @link: gets the name of the link
 *
 * Return: 0; -ENOENT: there is no such name; another negative errno.
 */
int demos_sb_lookup(struct demos *demos, __u32 sb, const char *name,
		    __u32 *link);

/**
 * demos_sb_remove() - remove a name
 * @demos: attached handle
 * @sb: link to the switchboard
 * @name: the name
 *
 * Return: 0; -ENOENT: there is no such name; another negative errno.
 */
int demos_sb_remove(struct demos *demos, __u32 sb, const char *name);

/**
 * demos_sb_list() - all names, in order
 * @demos: attached handle
 * @sb: link to the switchboard
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_sb_list(struct demos *demos, __u32 sb,
		  struct demos_sb_name **list);

/**
 * demos_find() - find a server by its name, wherever the switchboard is
 * @demos: attached handle
 * @name: the name
 * @timeout_ms: how long to go on looking, or DEMOS_NO_LIMIT
 * @link: gets the name of the link to it
 *
 * demos_boot_find() and demos_sb_await() in one.
 *
 * Return: 0; -ENOENT: no switchboard, or no such name; another negative errno.
 */
int demos_find(struct demos *demos, const char *name, int timeout_ms,
	       __u32 *link);

/* ---- Process manager */

/* Exit status of a guest that was killed */
#define DEMOS_STATUS_KILLED	137

/* Status of a guest that is gone because its machine is */
#define DEMOS_STATUS_LOST	0xffff

/**
 * struct demos_program - a guest to be created, without its program
 * @model: 1: Z8001, 2: Z8002
 * @pc: entry, segment << 16 | offset
 * @sp: initial stack pointer, the same
 * @name: of the process
 * @nsegments: how many segments
 * @segments: each with its number (0 to 127), attributes (DEMOS_SEG_*) and
 *	      size in units of 256 bytes (here in host byte order), 1 to 256
 */
struct demos_program {
	__u8 model;
	__u32 pc;
	__u32 sp;
	char name[DEMOS_NAME_MAX];
	unsigned int nsegments;
	struct demos_program_segment {
		__u8 number;
		__u8 attributes;
		__u16 pages;
	} segments[DEMOS_SEGMENTS_MAX];
};

/**
 * struct demos_arguments - arguments and environment of a guest
 * @argv: its arguments, NULL after the last; the first is its program's name
 * @environ: its environment, each NAME=VALUE, NULL after the last
 */
struct demos_arguments {
	const char *const *argv;
	const char *const *environ;
};

/**
 * struct demos_migration - the cost of a migration
 * @pid: the guest
 * @machine: where it is now
 * @control: control messages
 * @moves: data moves
 * @pending: messages re-sent in step 6
 * @bytes: moved by the data moves
 * @packets: of move data
 * @ns: how long the guest did not run
 */
struct demos_migration {
	__u64 pid;
	__u16 machine;
	__u16 control;
	__u16 moves;
	__u16 pending;
	__u32 bytes;
	__u32 packets;
	__u64 ns;
};

/**
 * struct demos_end - how a guest ended
 * @pid: the guest
 * @faulted: a fault stopped it (it still exists, to be looked at or killed);
 *	     else it exited
 * @status: exit status (137: killed), or enum demos_fault
 * @address: of the instruction that faulted, segment << 16 | offset
 * @word: its first word
 * @machine: where it was
 */
struct demos_end {
	__u64 pid;
	bool faulted;
	__u16 status;
	__u32 address;
	__u16 word;
	__u16 machine;
};

/**
 * struct demos_managed - a guest, as the process manager knows it
 * @pid: the guest
 * @machine: where it was last known to be
 * @status: if it ended: exit status, DEMOS_STATUS_LOST, or enum demos_fault
 * @model: 1: Z8001, 2: Z8002
 * @ended: 0: lives, 1: exited or lost, 2: faulted
 * @name: its name
 * @why: why it ended
 * @by: DEMOS_PM_KILLED: the process that asked the process manager for it
 * @address: DEMOS_PM_FAULTED: of the instruction, segment << 16 | offset
 * @word: DEMOS_PM_FAULTED: its first word
 * @age: how long ago it ended, seconds
 * @output: bytes of its output that demos_pm_output() can read
 * @group: its group (demos_groups.h)
 */
struct demos_managed {
	__u64 pid;
	__u16 machine;
	__u16 status;
	__u8 model;
	__u8 ended;
	char name[DEMOS_NAME_MAX];
	enum demos_pm_why why;
	__u64 by;
	__u32 address;
	__u16 word;
	__u32 age;
	__u32 output;
	__u64 group;
};

/**
 * struct demos_output - a part of what a guest has written to its console
 * @offset: of the first byte here, in all that it has written; bytes between
 *	    the offset asked for and this one are not kept any more
 * @end: how many bytes it has written so far
 * @ended: the guest is gone, and nobody can write any more
 * @complete: the guest has ended (or faulted), and all that it had written by
 *	      then is here or was
 * @attached: this process is attached to the guest
 * @length: of @bytes; 0: there are none from @offset on
 * @bytes: the part
 */
struct demos_output {
	__u64 offset;
	__u64 end;
	bool ended;
	bool complete;
	bool attached;
	size_t length;
	__u8 bytes[DEMOS_DATA_MAX];
};

/**
 * demos_pm_create() - create a guest; it begins suspended
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: where, 0: where the process manager is
 * @program: what to create
 * @console: link for its output, with DEMOS_LINK_PASS; 0: the process manager
 *	     keeps its output, see demos_pm_output()
 * @pid: gets its identifier
 * @memory: gets a link with its memory as data area, to write the program by
 *	    demos_move_write() (offset: segment << 16 | offset), to be
 *	    destroyed then
 *
 * It has no arguments, not even room for their number: see
 * demos_pm_create_with().
 *
 * If this process ends before the guest has been started (demos_pm_start()) or
 * resumed, the guest is killed.
 *
 * Return: 0 or a negative errno.
 */
int demos_pm_create(struct demos *demos, __u32 pm, __u16 machine,
		    const struct demos_program *program, __u32 console,
		    __u64 *pid, __u32 *memory);

/**
 * demos_arguments_size() - the room that arguments take at the end of a stack
 * @model: of the guest, 1: Z8001, 2: Z8002
 * @arguments: the arguments
 *
 * Return: bytes, an even number; -E2BIG: more than DEMOS_ARGUMENTS_MAX.
 */
int demos_arguments_size(__u8 model, const struct demos_arguments *arguments);

/**
 * demos_arguments_put() - lay arguments out for a guest that is to be created
 * @program: the guest; its stack pointer becomes that of the arguments, which
 *	     take the end of its stack
 * @arguments: the arguments
 * @bytes: gets them, at most DEMOS_ARGUMENTS_MAX; they are to be written to
 *	   @program->sp in its memory
 *
 * demos_pm_create_with() does all of that.
 *
 * Return: how many bytes; -E2BIG: more than DEMOS_ARGUMENTS_MAX; -ENOSPC: the
 * stack pointer is odd, or there is no room below it in its segment.
 */
int demos_arguments_put(struct demos_program *program,
			const struct demos_arguments *arguments, void *bytes);

/**
 * demos_pm_create_with() - create a guest with arguments
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: where, 0: where the process manager is
 * @program: the guest to create; the end of its stack needs as much room as
 *	     demos_arguments_size() says
 * @arguments: its arguments and environment
 * @console: as for demos_pm_create(); 0 with @session
 * @pid: gets its identifier
 * @memory: as for demos_pm_create(); the arguments are in it already
 * @session: NULL, or the guest begins in the foreground: this process is
 *	     attached to it, and the guest waits while this process does not
 *	     read its output; gets a link as demos_pm_attach() does
 *
 * Return: 0 or a negative errno, also those of demos_arguments_put(); then
 * there is no such guest, or it is killed.
 */
int demos_pm_create_with(struct demos *demos, __u32 pm, __u16 machine,
			 const struct demos_program *program,
			 const struct demos_arguments *arguments,
			 __u32 console, __u64 *pid, __u32 *memory,
			 __u32 *session);

/**
 * demos_pm_start() - start a guest that was created
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_start(struct demos *demos, __u32 pm, __u64 pid);

/**
 * demos_pm_suspend() - stop a guest, until it is resumed
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_suspend(struct demos *demos, __u32 pm, __u64 pid);

/**
 * demos_pm_resume() - let a suspended guest go on
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_resume(struct demos *demos, __u32 pm, __u64 pid);

/**
 * demos_pm_kill() - end a guest
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_kill(struct demos *demos, __u32 pm, __u64 pid);

/**
 * demos_pm_migrate() - move a guest to another machine
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @machine: to where
 * @report: gets the cost, or NULL
 *
 * Return: 0: it has arrived; a negative errno: it stays where it was.
 */
int demos_pm_migrate(struct demos *demos, __u32 pm, __u64 pid, __u16 machine,
		     struct demos_migration *report);

/**
 * demos_pm_migrate_post() - be called when a guest has moved, or could not
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @machine: to where
 * @fn: called once, by demos_dispatch(); reads the message by
 *	demos_pm_migrate_result()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_pm_migrate_post(struct demos *demos, __u32 pm, __u64 pid,
			  __u16 machine, demos_receive_fn fn, void *arg);

/**
 * demos_pm_migrate_result() - read the answer to demos_pm_migrate_post()
 * @demos: handle
 * @in: the answer
 * @report: gets the cost
 *
 * Return: as demos_pm_migrate().
 */
int demos_pm_migrate_result(struct demos *demos,
			    const struct demos_incoming *in,
			    struct demos_migration *report);

/**
 * demos_pm_status() - look at a guest, wherever it is
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @info: gets its status
 * @machine: gets where it is
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_status(struct demos *demos, __u32 pm, __u64 pid,
		    struct demos_process_info *info, __u16 *machine);

/**
 * struct demos_surveyed - the status of one of many guests
 * @pid: which guest
 * @machine: where it was last known to be, 0: unknown; gets where it is
 * @error: gets 0; -ETIME: no answer; -ESRCH: no such guest; another negative
 *	   errno
 * @info: gets its status, if there is no error
 */
struct demos_surveyed {
	__u64 pid;
	__u16 machine;
	int error;
	struct demos_process_info info;
};

/**
 * demos_pm_survey() - look at many guests, wherever they are
 * @demos: attached handle
 * @pm: link to the process manager
 * @guests: array, with the identifiers and machines of these guests
 * @count: of @guests
 * @patience_ms: give up this long after the last answer, or DEMOS_NO_LIMIT
 *
 * Asks for a few guests of each machine at a time, and repeats a request that
 * was refused because of too many others. So a machine that does not answer
 * delays only its own guests.
 *
 * Return: 0; a negative errno: it ended early, with what was learned so far.
 */
int demos_pm_survey(struct demos *demos, __u32 pm,
		    struct demos_surveyed *guests, int count, int patience_ms);

/**
 * demos_pm_find() - what the process manager itself knows about a guest
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @managed: gets it
 *
 * No other machine is asked.
 *
 * Return: 0; -ESRCH: no such guest, nor one that ended not long ago; -EPIPE:
 * the process manager has ended; another negative errno.
 */
int demos_pm_find(struct demos *demos, __u32 pm, __u64 pid, int timeout_ms,
		  struct demos_managed *managed);

/**
 * demos_pm_links() - the link table of a guest, wherever it is
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_pm_links(struct demos *demos, __u32 pm, __u64 pid,
		   struct demos_named_link **list);

/**
 * demos_pm_list() - all guests, and those that ended not long ago
 * @demos: attached handle
 * @pm: link to the process manager
 * @list: gets an array, by process identifier, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_pm_list(struct demos *demos, __u32 pm, struct demos_managed **list);

/**
 * demos_pm_wait() - wait until a guest has exited or faulted
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended already
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @end: gets how it ended
 *
 * Return: 0; -ESRCH: no such guest; -ECONNRESET: it is lost: its machine was
 * restarted, went down or is no peer any more, as demos_pm_list() tells;
 * -ETIME; another negative errno.
 */
int demos_pm_wait(struct demos *demos, __u32 pm, __u64 pid, int timeout_ms,
		  struct demos_end *end);

/**
 * demos_pm_wait_post() - be called when a guest has exited or faulted
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended already
 * @fn: called once, by demos_dispatch(); reads the message by
 *	demos_pm_wait_result()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_pm_wait_post(struct demos *demos, __u32 pm, __u64 pid,
		       demos_receive_fn fn, void *arg);

/**
 * demos_pm_wait_result() - read the answer to demos_pm_wait_post()
 * @demos: handle
 * @in: the answer
 * @end: gets how it ended
 *
 * Return: as demos_pm_wait().
 */
int demos_pm_wait_result(struct demos *demos, const struct demos_incoming *in,
			 struct demos_end *end);

/**
 * demos_pm_note() - have the process manager keep a note with a guest
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended
 * @text: the note, up to DEMOS_PM_NOTE_MAX bytes; it replaces an earlier one
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_note(struct demos *demos, __u32 pm, __u64 pid, const char *text);

/**
 * demos_pm_note_get() - read the note that is kept with a guest
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @text: gets the note; "" if there is none
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_note_get(struct demos *demos, __u32 pm, __u64 pid,
		      int timeout_ms, char text[DEMOS_PM_NOTE_MAX + 1]);

/**
 * demos_pm_output() - read what a guest has written to its console
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended
 * @offset: of the first byte wanted, in all that it has written
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @output: gets a part of it
 *
 * The process manager keeps the last 64 KiB of each guest that was created
 * without a console.
 *
 * Return: 0; -ESRCH: no such guest; -EINVAL with the result DEMOS_ESTATE: it
 * was created with a console; another negative errno.
 */
int demos_pm_output(struct demos *demos, __u32 pm, __u64 pid, __u64 offset,
		    int timeout_ms, struct demos_output *output);

/**
 * demos_pm_output_post() - be called when a guest has written more or ended
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; it may have ended
 * @offset: of the first byte wanted
 * @fn: called once, by demos_dispatch(); reads the message by
 *	demos_pm_output_result()
 * @arg: for @fn
 *
 * If this process is attached to the guest, that says that it has read all
 * before @offset. @fn is called too when another process attaches itself.
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_pm_output_post(struct demos *demos, __u32 pm, __u64 pid,
			 __u64 offset, demos_receive_fn fn, void *arg);

/**
 * demos_pm_output_result() - read the answer to demos_pm_output_post()
 * @demos: handle
 * @in: the answer
 * @output: gets a part of the output; without bytes, if the guest has ended
 *
 * Return: as demos_pm_output(); -EBUSY: post it again.
 */
int demos_pm_output_result(struct demos *demos,
			   const struct demos_incoming *in,
			   struct demos_output *output);

/**
 * demos_pm_attach() - attach this process to a guest
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @session: gets a link; when it is destroyed, this process is detached
 * @offset: gets how much the guest has written by now
 *
 * A process that was attached before is not any more.
 *
 * Return: 0; -ESRCH: no such guest, or it has exited; -EBADFD: it was created
 * with a console; another negative errno.
 */
int demos_pm_attach(struct demos *demos, __u32 pm, __u64 pid, __u32 *session,
		    __u64 *offset);

/**
 * demos_pm_input_post() - be called when a guest reads its console
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; this process must be attached to it
 * @fn: called once, by demos_dispatch(); reads the message by
 *	demos_pm_input_result()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_pm_input_post(struct demos *demos, __u32 pm, __u64 pid,
			demos_receive_fn fn, void *arg);

/**
 * demos_pm_input_result() - read the answer to demos_pm_input_post()
 * @demos: handle
 * @in: the answer
 *
 * Return: how many bytes the guest reads at most; -ESRCH: it has ended;
 * -EBADFD: another process is attached to it now; another negative errno.
 */
int demos_pm_input_result(struct demos *demos,
			  const struct demos_incoming *in);

/**
 * demos_pm_input() - give input to a guest that reads
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; this process must be attached to it
 * @bytes: the input
 * @length: of @bytes, at most the result of demos_pm_input_result(); 0: the
 *	    end of input
 *
 * Return: 0; -EBUSY: it does not read (any more); -ESRCH: it has ended;
 * -EBADFD: another process is attached to it now; another negative errno.
 */
int demos_pm_input(struct demos *demos, __u32 pm, __u64 pid, const void *bytes,
		   size_t length);

/**
 * demos_pm_forget() - forget a guest that has ended, and its output
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest, 0: all that have ended
 *
 * Return: how many were forgotten; -ESRCH: no such guest; a negative errno with
 * the result DEMOS_ESTATE: it has not ended; another negative errno.
 */
int demos_pm_forget(struct demos *demos, __u32 pm, __u64 pid);

/* ---- Network daemon */

/**
 * demos_netd_request() - ask the network daemon for something
 * @path: its socket, NULL: that of the machine at demos_machine_path()
 * @machine: the machine whose daemon it must be
 * @line: request, without newline:
 *	  "add ID ADDRESS [KEY-FILE]"	connect with a machine; ADDRESS is an
 *					address or name, with a port or
 *					without, or "-": it will dial
 *	  "del ID"			forget a machine
 *	  "list"			a line for each machine: ID STATE
 *					ADDRESS KEY ATTEMPTS [LAST-ERROR...]
 *	  "refusals"			a line for each reason: REASON COUNT
 *					MEANING...
 * @answer: gets the lines, or why there are none; to be freed; NULL: no memory
 *
 * Needs no handle. Waits at most two seconds for the daemon.
 *
 * Return: 0: it is done; -EREMOTEIO: the daemon refuses; -ENOENT,
 * -ECONNREFUSED: there is none; another negative errno: it cannot be asked.
 */
int demos_netd_request(const char *path, __u16 machine, const char *line,
		       char **answer);

/**
 * demos_netd_post() - begin to ask the network daemon for something
 * @path: its socket, NULL: that of the machine at demos_machine_path()
 * @machine: the machine whose daemon it must be
 * @line: as for demos_netd_request()
 * @timeout_ms: time limit
 * @why: gets the reason if this fails, to be freed; NULL: no memory
 *
 * Return: the connection, for demos_netd_answer(), or a negative errno.
 */
int demos_netd_post(const char *path, __u16 machine, const char *line,
		    int timeout_ms, char **why);

/**
 * demos_netd_answer() - wait for the answer of the network daemon
 * @fd: from demos_netd_post(); is closed
 * @path: as there
 * @timeout_ms: time limit
 * @answer: as for demos_netd_request()
 *
 * Return: as demos_netd_request(); -ETIMEDOUT: it does not answer.
 */
int demos_netd_answer(int fd, const char *path, int timeout_ms, char **answer);

#endif
