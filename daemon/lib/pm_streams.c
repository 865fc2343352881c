// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: the streams of a new guest, and pipes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "pm.h"

static char letter(const struct demos_stream *stream)
{
	static const char letters[] = {
		[DEMOS_STREAM_CONSOLE] = 'c',
		[DEMOS_STREAM_NONE] = 'n',
		[DEMOS_STREAM_PIPE] = 'p',
		[DEMOS_STREAM_FILE] = 'f',
		[DEMOS_STREAM_APPEND] = 'a',
	};

	return letters[stream->kind];
}

/* The numbers are names of links in the guest's table, or of writers */
static const char *put(struct demos_streams *streams, const __u32 numbers[4],
		       bool folder)
{
	const struct demos_stream *in = &streams->in, *out = &streams->out;
	const struct demos_stream *err = &streams->err;

	snprintf(streams->text, sizeof(streams->text),
		 "DEMOS_STREAMS=%c%08x+%08x %c%08x+%08x %c%08x+%08x %c%08x",
		 letter(in), numbers[0], in->offset,
		 letter(out), numbers[1], out->offset,
		 letter(err), numbers[2], err->offset,
		 folder ? 'd' : 'n', numbers[3]);
	return streams->text;
}

const char *demos_streams_variable(struct demos_streams *streams)
{
	static const __u32 none[4];

	return put(streams, none, streams->folder);
}

int demos_pm_give(struct demos *demos, __u32 pm, __u64 pid, __u32 link,
		  __u32 *name)
{
	const struct demos_pm_request asked = demos_pm_make(DEMOS_PM_GIVE, pid,
							    0);
	const struct demos_outgoing out = {
		.data = &asked, .length = sizeof(asked),
		.nlinks = 1, .links = { link },
	};
	struct demos_given given;
	struct demos_incoming in;
	int err;

	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(given));
	if (err)
		return demos_pm_about(demos, err, DEMOS_PM_GIVE, pid);
	memcpy(&given, in.data, sizeof(given));
	*name = __be32_to_cpu(given.links[0]);
	return 0;
}

int demos_pm_link(struct demos *demos, __u32 pm, __u64 pid,
		  const struct demos_link *wanted, __u32 *link)
{
	const struct demos_pm_link asked = {
		.op = __cpu_to_be16(DEMOS_PM_LINK),
		.flags = __cpu_to_be16(wanted->flags),
		.pid = __cpu_to_be64(pid),
		.code = __cpu_to_be32(wanted->code),
		.channel = __cpu_to_be16(wanted->channel),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	struct demos_incoming in;
	int err;

	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(struct demos_answer));
	if (!err && !in.nlinks)
		err = demos_handle_fail(demos, -EPROTO,
					"the answer encloses no link");
	if (err)
		return demos_pm_about(demos, err, DEMOS_PM_LINK, pid);
	*link = in.links[0];
	return 0;
}

/* The link leaves the table at once, even if the guest does not get it */
static int give(struct demos *demos, __u32 pm, __u64 pid, __u32 *link,
		__u32 *name)
{
	int err;

	if (!*link)
		return 0;
	err = demos_pm_give(demos, pm, pid, *link, name);
	if (!err)
		*link = 0;
	return err;
}

static int make_pipe(struct demos *demos, __u32 pm, __u64 pid,
		     struct demos_streams *streams, __u32 *writers)
{
	struct demos_link wanted = {
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = DEMOS_PIPE_CHANNEL,
	};
	int err = 0;

	if (streams->in.kind != DEMOS_STREAM_PIPE)
		return 0;
	for (; wanted.code < streams->writers && !err; wanted.code++)
		err = demos_pm_link(demos, pm, pid, &wanted,
				    &streams->pipe[wanted.code]);
	*writers = streams->writers;
	return err;
}

/* Links that are given become 0, and the variable gets their names */
static int give_all(struct demos *demos, __u32 pm, __u64 pid,
		    struct demos_streams *streams)
{
	__u32 *links[] = { &streams->in.link, &streams->out.link,
			   &streams->err.link, &streams->folder };
	__u32 names[4] = { 0 };
	bool folder = streams->folder;
	int i, err = 0;

	for (i = 0; i < 4 && !err; i++)
		err = give(demos, pm, pid, links[i], &names[i]);
	if (!err)
		err = make_pipe(demos, pm, pid, streams, &names[0]);
	put(streams, names, folder);
	return err;
}

/* Is there a link where one is needed, and none elsewhere? */
static bool is_sound(const struct demos_streams *streams)
{
	const struct demos_stream *each[] = { &streams->in, &streams->out,
					      &streams->err };
	bool pipe = streams->in.kind == DEMOS_STREAM_PIPE;
	bool wants;
	int i;

	for (i = 0; i < 3; i++) {
		if (each[i]->kind > DEMOS_STREAM_APPEND)
			return false;
		wants = each[i]->kind >= (i ? DEMOS_STREAM_PIPE :
					      DEMOS_STREAM_FILE);
		if (wants != !!each[i]->link)
			return false;
	}
	return !pipe || (streams->writers &&
			 streams->writers <= DEMOS_PIPE_WRITERS);
}

/* Those that the guest has got are 0 */
static void drop(struct demos *demos, __u32 *link)
{
	if (*link)
		demos_link_destroy(demos, *link);
	*link = 0;
}

/* After a failure: no link is left that leads nowhere, or to a dead guest */
static void drop_all(struct demos *demos, struct demos_streams *streams)
{
	unsigned int i;

	drop(demos, &streams->in.link);
	drop(demos, &streams->out.link);
	drop(demos, &streams->err.link);
	drop(demos, &streams->folder);
	for (i = 0; i < DEMOS_PIPE_WRITERS; i++)
		drop(demos, &streams->pipe[i]);
}

int demos_pm_create_streams(struct demos *demos, __u32 pm, __u16 machine,
			    const struct demos_program *program,
			    const struct demos_arguments *arguments,
			    struct demos_streams *streams, __u32 console,
			    __u64 *pid, __u32 *memory, __u32 *session)
{
	int err;

	memset(streams->pipe, 0, sizeof(streams->pipe));
	if (is_sound(streams))
		err = demos_pm_create_full(demos, pm, machine, program,
					   arguments, give_all, streams,
					   console, pid, memory, session);
	else
		err = demos_handle_fail_result(demos, DEMOS_ECALL,
					       "a guest's streams");
	if (err)
		drop_all(demos, streams);
	return err;
}
