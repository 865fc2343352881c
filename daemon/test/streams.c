// SPDX-License-Identifier: GPL-2.0
/*
 * library: guests get their streams from the process manager. They do not run:
 * their memory and their link tables show what they would find.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <asm/byteorder.h>

#include "test/check.h"
#include "test/library.h"

#define PAGE	256

static const struct demos_program program = {
	.model = 2, .name = "guest", .sp = 2 * PAGE, .nsegments = 1,
	.segments = { { .pages = 2 } },
};

static int create(struct demos *demos, __u32 pm, struct demos_streams *streams,
		  __u64 *pid, __u32 *memory)
{
	const char *const argv[] = { "name", NULL };
	const char *const variables[] = { demos_streams_variable(streams),
					  NULL };
	const struct demos_arguments arguments = { .argv = argv,
						   .environ = variables };

	return demos_pm_create_streams(demos, pm, 0, &program, &arguments,
				       streams, 0, pid, memory, NULL);
}

static bool remembers(struct demos *demos, __u32 memory, const char *text)
{
	char bytes[2 * PAGE] = "";

	CHECK(!demos_move_read(demos, memory, 0, bytes, sizeof(bytes)));
	return memmem(bytes, sizeof(bytes), text, strlen(text));
}

/* Is there a link of that name, which leads to that process? */
static bool has_link(struct demos *demos, __u32 pm, __u64 guest, __u32 name,
		     __u64 pid)
{
	struct demos_named_link *links;
	int i, count = demos_pm_links(demos, pm, guest, &links);
	bool found = false;

	for (i = 0; i < count; i++)
		found |= links[i].name == name && links[i].link.to.pid == pid;
	if (count > 0)
		free(links);
	return found;
}

static __u32 own_link(struct demos *demos, __u16 flags)
{
	const struct demos_link wanted = { .flags = flags, .channel = 3 };
	__u32 link = 0;

	CHECK(!demos_link_create(demos, &wanted, &link));
	return link;
}

static void requests_are_refused(struct demos *demos, __u32 pm, __u64 pid)
{
	struct demos_link wanted = { .flags = DEMOS_LINK_KERNEL };
	__u32 kept = own_link(demos, DEMOS_LINK_DUP), name;

	CHECK(demos_pm_link(demos, pm, pid, &wanted, &name) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ECALL);
	CHECK(demos_pm_give(demos, pm, pid, kept, &name) == -EACCES);
	CHECK(!demos_link_destroy(demos, kept));
	kept = own_link(demos, DEMOS_LINK_PASS);
	CHECK(demos_pm_give(demos, pm, pid + 99, kept, &name) == -ESRCH);
	/* A guest that runs does not look for more */
	CHECK(!demos_pm_start(demos, pm, pid));
	wanted.flags = DEMOS_LINK_PASS;
	CHECK(demos_pm_link(demos, pm, pid, &wanted, &name) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ESTATE);
	kept = own_link(demos, DEMOS_LINK_PASS);
	CHECK(demos_pm_give(demos, pm, pid, kept, &name) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ESTATE);
}

static void wrong_streams_are_refused(struct demos *demos, __u32 pm)
{
	struct demos_streams streams = {
		.in.kind = DEMOS_STREAM_PIPE, .writers = 33,
		.out = { .kind = DEMOS_STREAM_APPEND },
	};
	struct demos_link body;
	__u32 memory, link = own_link(demos, DEMOS_LINK_PASS);
	__u64 pid;

	streams.out.link = link;
	CHECK(create(demos, pm, &streams, &pid, &memory) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ECALL);
	/* Its links are gone in any case */
	CHECK(!streams.out.link);
	CHECK(demos_link_inspect(demos, link, &body) < 0);
	streams.writers = 1;
	CHECK(create(demos, pm, &streams, &pid, &memory) < 0);
}

void streams_are_given(void)
{
	struct demos *demos = library_process("creator");
	struct demos_streams reader = { .in.kind = DEMOS_STREAM_PIPE,
					.writers = 2 };
	struct demos_streams writer = {
		.out.kind = DEMOS_STREAM_PIPE,
		.err = { .kind = DEMOS_STREAM_FILE, .offset = 0x20 },
	};
	struct demos_end end;
	__u64 reads, writes;
	__u32 pm, memory;

	CHECK(!demos_find(demos, DEMOS_PM_NAME, SOON, &pm));
	CHECK(!create(demos, pm, &reader, &reads, &memory));
	CHECK(remembers(demos, memory, "DEMOS_STREAMS=p00000002+00000000 c"));
	CHECK(reader.pipe[0] && reader.pipe[1] && !reader.pipe[2]);
	writer.out.link = reader.pipe[0];
	writer.err.link = own_link(demos, DEMOS_LINK_PASS);
	writer.folder = own_link(demos, DEMOS_LINK_PASS);
	CHECK(!create(demos, pm, &writer, &writes, &memory));
	CHECK(remembers(demos, memory,
			" p00000003+00000000 f00000004+00000020 d00000005"));
	CHECK(!writer.out.link && !writer.err.link && !writer.folder);
	CHECK(has_link(demos, pm, writes, 3, reads));
	CHECK(has_link(demos, pm, writes, 4, demos_self(demos)));
	CHECK(has_link(demos, pm, writes, 5, demos_self(demos)));
	requests_are_refused(demos, pm, writes);
	wrong_streams_are_refused(demos, pm);
	CHECK(!demos_pm_kill(demos, pm, reads));
	CHECK(!demos_pm_wait(demos, pm, reads, SOON, &end));
	CHECK(!demos_pm_kill(demos, pm, writes));
	demos_close(demos);
}
