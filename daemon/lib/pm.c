// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: create guests and control them.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "look.h"
#include "pm.h"

/* The request as a verb, for error texts */
static const char *verb(__u16 op)
{
	switch (op) {
	case DEMOS_PM_START:
		return "start";
	case DEMOS_PM_MIGRATE:
		return "migrate";
	case DEMOS_PM_SUSPEND:
		return "suspend";
	case DEMOS_PM_RESUME:
		return "resume";
	case DEMOS_PM_KILL:
		return "kill";
	case DEMOS_PM_STATUS:
		return "look at";
	case DEMOS_PM_LINKS:
		return "list the links of";
	case DEMOS_PM_FORGET:
		return "forget";
	case DEMOS_PM_OUTPUT:
		return "read the output of";
	case DEMOS_PM_ATTACH:
		return "attach to";
	case DEMOS_PM_NOTE:
		return "read or write the note about";
	case DEMOS_PM_INPUT:
		return "give input to";
	case DEMOS_PM_JOIN:
		return "group";
	case DEMOS_PM_GROUP:
		return "do so for the group";
	case DEMOS_PM_GIVE:
		return "give a link to";
	case DEMOS_PM_LINK:
		return "make a link to";
	default:
		return "wait for";
	}
}

/**
 * demos_pm_about() - say which request about a guest failed
 * @demos: handle
 * @err: 0 or a negative errno
 * @op: DEMOS_PM_* that failed
 * @pid: which guest
 *
 * Return: @err.
 */
int demos_pm_about(struct demos *demos, int err, __u16 op, __u64 pid)
{
	char text[DEMOS_PID_TEXT];

	if (err == -ESRCH)
		demos_handle_fail_result(demos, DEMOS_EDEAD, "no such guest");
	return demos_handle_about(demos, err, "%s %s", verb(op),
				  demos_pid_format(pid, text));
}

/**
 * demos_pm_make() - make a request about a guest
 * @op: DEMOS_PM_*
 * @pid: which guest
 * @machine: DEMOS_PM_MIGRATE: to where, else 0
 *
 * Return: the request.
 */
struct demos_pm_request demos_pm_make(__u16 op, __u64 pid, __u16 machine)
{
	return (struct demos_pm_request) {
		.op = __cpu_to_be16(op),
		.machine = __cpu_to_be16(machine),
		.pid = __cpu_to_be64(pid),
	};
}

/**
 * demos_pm_ask() - make a request and wait for the answer
 * @demos: attached handle
 * @pm: link to the process manager
 * @asked: the request
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @in: gets the answer
 * @size: bytes that the answer must have at least
 *
 * Return: 0 or a negative errno.
 */
int demos_pm_ask(struct demos *demos, __u32 pm,
		 const struct demos_pm_request *asked, int timeout_ms,
		 struct demos_incoming *in, size_t size)
{
	const struct demos_outgoing out = { .data = asked,
					    .length = sizeof(*asked) };
	__u16 op = __be16_to_cpu(asked->op);
	int err;

	in->error = 0;
	err = demos_call_control(demos, pm, &out, timeout_ms, in, size);
	if (err && in->error == -ESRCH)
		return demos_handle_fail_result(demos, DEMOS_EDEAD,
						"the process manager has ended");
	if (op == DEMOS_PM_LIST)
		return demos_handle_about(demos, err, "list the guests");
	if (op == DEMOS_PM_MACHINES)
		return demos_handle_about(demos, err, "list the machines");
	if (!asked->pid)
		return demos_handle_about(demos, err, "%s all guests",
					  verb(op));
	return demos_pm_about(demos, err, op, __be64_to_cpu(asked->pid));
}

static int simple(struct demos *demos, __u32 pm, __u16 op, __u64 pid)
{
	struct demos_pm_request asked = demos_pm_make(op, pid, 0);
	struct demos_incoming in;

	return demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			    sizeof(struct demos_answer));
}

/**
 * struct claim - keeps a guest alive that has not been started
 * @pid: which guest
 * @link: the claim
 */
struct claim {
	__u64 pid;
	__u32 link;
};

/* Without memory the link stays until this process ends, which is harmless */
static void keep_claim(struct demos *demos, __u64 pid, __u32 link)
{
	struct claim *claim;

	demos->claims.size = sizeof(*claim);
	claim = demos_list_add(&demos->claims);
	if (!claim)
		return;
	claim->pid = pid;
	claim->link = link;
}

/* The guest has been started, or will never be */
static void drop_claim(struct demos *demos, __u64 pid)
{
	struct claim *claims = demos->claims.items;
	size_t i;

	for (i = 0; i < demos->claims.count; i++) {
		if (claims[i].pid != pid)
			continue;
		demos_link_destroy(demos, claims[i].link);
		claims[i] = claims[--demos->claims.count];
		return;
	}
}

int demos_pm_start(struct demos *demos, __u32 pm, __u64 pid)
{
	int err = simple(demos, pm, DEMOS_PM_START, pid);

	if (!err)
		drop_claim(demos, pid);
	return err;
}

int demos_pm_suspend(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_SUSPEND, pid);
}

int demos_pm_resume(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_RESUME, pid);
}

int demos_pm_kill(struct demos *demos, __u32 pm, __u64 pid)
{
	int err = simple(demos, pm, DEMOS_PM_KILL, pid);

	if (!err)
		drop_claim(demos, pid);
	return err;
}

int demos_pm_forget(struct demos *demos, __u32 pm, __u64 pid)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_FORGET, pid, 0);
	struct demos_pm_forgotten said;
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			   sizeof(said));
	if (err)
		return err;
	memcpy(&said, in.data, sizeof(said));
	return __be32_to_cpu(said.count);
}

/**
 * struct create_request - DEMOS_PM_CREATE
 * @create: its fixed part
 * @segments: as many as it says (both consist of bytes: no gap)
 */
struct create_request {
	struct demos_pm_create create;
	struct demos_op_segment segments[DEMOS_SEGMENTS_MAX];
};

/* With @session in the foreground, else with a console, which may be 0 */
static int make_guest(struct demos *demos, __u32 pm, __u16 machine,
		      const struct demos_program *program, __u32 console,
		      __u64 *pid, __u32 *memory, __u32 *session)
{
	const unsigned int wanted = session ? 3 : 1;
	struct demos_created created;
	struct create_request asked;
	struct demos_outgoing out = { .data = &asked };
	struct demos_incoming in;
	int err;

	if (program->nsegments > DEMOS_SEGMENTS_MAX)
		return demos_handle_fail_result(demos, DEMOS_ECALL,
						"create a guest");
	asked.create.op = __cpu_to_be16(session ? DEMOS_PM_FOREGROUND :
						  DEMOS_PM_CREATE);
	asked.create.machine = __cpu_to_be16(machine);
	out.length = offsetof(struct create_request, segments) +
		     demos_program_put(program, &asked.create.create,
				       asked.segments);
	if (console)
		out.links[out.nlinks++] = console;
	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(created));
	if (!err && in.nlinks < wanted) {
		demos_links_drop(demos, &in);
		err = demos_handle_fail(demos, -EPROTO,
					"the answer encloses too few links");
	}
	if (err)
		return demos_handle_about(demos, err, "create %.*s",
					  DEMOS_NAME_MAX - 1, program->name);
	memcpy(&created, in.data, sizeof(created));
	*pid = __be64_to_cpu(created.pid);
	*memory = in.links[0];
	if (in.nlinks > 1)
		keep_claim(demos, *pid, in.links[1]);
	if (session)
		*session = in.links[2];
	return 0;
}

int demos_pm_create(struct demos *demos, __u32 pm, __u16 machine,
		    const struct demos_program *program, __u32 console,
		    __u64 *pid, __u32 *memory)
{
	return make_guest(demos, pm, machine, program, console, pid, memory,
			  NULL);
}

/* Without its memory the guest is of no use: the claim's end kills it */
static int write_arguments(struct demos *demos, __u64 pid, __u32 memory,
			   __u32 sp, const void *bytes, size_t length)
{
	int err = demos_move_write(demos, memory, sp, bytes, length);

	if (!err)
		return 0;
	demos_link_destroy(demos, memory);
	drop_claim(demos, pid);
	return demos_handle_about(demos, err, "write a guest's arguments");
}

/* The guest is of no use without its streams either */
static int give_streams(struct demos *demos, __u32 pm, __u64 pid,
			__u32 memory, demos_give_fn give,
			struct demos_streams *streams)
{
	int err = give ? give(demos, pm, pid, streams) : 0;

	if (!err)
		return 0;
	demos_link_destroy(demos, memory);
	drop_claim(demos, pid);
	return err;
}

/**
 * demos_pm_create_full() - create a guest with arguments and streams
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: where, 0: where the process manager is
 * @program: as for demos_pm_create_with()
 * @arguments: its arguments; those of a guest with streams say which they are
 * @give: gives it its streams before the arguments are written; or NULL
 * @streams: for @give
 * @console: as for demos_pm_create_with()
 * @pid: gets its identifier
 * @memory: as for demos_pm_create_with()
 * @session: the same
 *
 * Return: as demos_pm_create_with().
 */
int demos_pm_create_full(struct demos *demos, __u32 pm, __u16 machine,
			 const struct demos_program *program,
			 const struct demos_arguments *arguments,
			 demos_give_fn give, struct demos_streams *streams,
			 __u32 console, __u64 *pid, __u32 *memory,
			 __u32 *session)
{
	struct demos_program guest = *program, again = *program;
	__u8 bytes[DEMOS_ARGUMENTS_MAX];
	int length = demos_arguments_put(&guest, arguments, bytes);
	int err;

	if (length < 0)
		return demos_handle_fail(demos, length, "create %.*s: %s",
			DEMOS_NAME_MAX - 1, program->name, length == -E2BIG ?
			"more than 16 KiB of arguments and environment" :
			"no room for its arguments on its stack");
	err = make_guest(demos, pm, machine, &guest, console, pid, memory,
			 session);
	if (err)
		return err;
	err = give_streams(demos, pm, *pid, *memory, give, streams);
	if (err)
		return err;
	/* Now its environment has the links' names, in the same place */
	demos_arguments_put(&again, arguments, bytes);
	return write_arguments(demos, *pid, *memory, guest.sp, bytes, length);
}

int demos_pm_create_with(struct demos *demos, __u32 pm, __u16 machine,
			 const struct demos_program *program,
			 const struct demos_arguments *arguments,
			 __u32 console, __u64 *pid, __u32 *memory,
			 __u32 *session)
{
	return demos_pm_create_full(demos, pm, machine, program, arguments,
				    NULL, NULL, console, pid, memory,
				    session);
}
