// SPDX-License-Identifier: GPL-2.0
/*
 * Names at a switchboard: those that are waited for, and those that are shared.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "test/check.h"
#include "test/library.h"

static __u32 make_link(struct demos *demos, __u32 code)
{
	const struct demos_link wanted = { .code = code, .flags = FREE };
	__u32 link = 0;

	CHECK(!demos_link_create(demos, &wanted, &link));
	return link;
}

/* Send a look-up, without waiting for its answer */
static void ask(struct demos *demos, __u32 sb, const char *name, __u16 wait,
		demos_receive_fn fn, void *arg)
{
	struct demos_sb_request asked = {
		.op = __cpu_to_be16(DEMOS_SB_LOOKUP),
		.wait = __cpu_to_be16(wait),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };

	strcpy(asked.name, name);
	CHECK(!demos_call_post(demos, sb, &out, fn, arg));
}

static void note(struct demos *demos, const struct demos_incoming *in,
		 void *arg)
{
	int *result = arg;

	*result = demos_answer_check(demos, in, DEMOS_SB_LOOKUP,
				     sizeof(struct demos_answer)) ? -1 :
		  (int)in->nlinks;
}

void a_name_is_waited_for(void)
{
	struct demos *owner = library_process("owner");
	struct demos *asker = library_process("asker");
	int answered = 0, refused = 0;
	__u32 sb, mine, link, token;

	CHECK(!demos_boot_find(asker, SOON, &sb));
	CHECK(!demos_boot_find(owner, SOON, &mine));
	CHECK(demos_sb_lookup(asker, sb, "late", &link) == -ENOENT);
	/* One whose time runs out, and one that is answered by REGISTER */
	ask(asker, sb, "never", 1, note, &refused);
	ask(asker, sb, "late", DEMOS_SB_WAIT_MAX, note, &answered);
	while (!refused && demos_wait(asker, SOON) > 0)
		;
	CHECK(refused == -1 && !answered);
	link = make_link(owner, 7);
	CHECK(!demos_sb_register(owner, mine, "late", link, &token));
	CHECK(demos_wait(asker, SOON) == 1);
	CHECK(answered == 1);
	CHECK(!demos_sb_await(asker, sb, "late", 100, &link));
	demos_close(asker);
	demos_close(owner);
}

void a_name_is_shared(void)
{
	struct demos *one = library_process("one");
	struct demos *two = library_process("two");
	__u32 sb, other, link, token;
	struct demos_link body;

	CHECK(!demos_boot_find(one, SOON, &sb));
	CHECK(!demos_boot_find(two, SOON, &other));
	CHECK(!demos_sb_share(one, sb, "clock", make_link(one, 1), &token));
	CHECK(demos_sb_register(two, other, "clock", make_link(two, 2),
				&token) == -EBUSY);
	CHECK(!demos_sb_share(two, other, "clock", make_link(two, 2), &token));
	CHECK(!demos_sb_lookup(two, other, "clock", &link));
	CHECK(!demos_link_inspect(two, link, &body));
	CHECK(body.to.pid == demos_self(one));
	demos_close(one);
	/* The switchboard hears of its end, and finds the other */
	while (!demos_sb_lookup(two, other, "clock", &link) &&
	       !demos_link_inspect(two, link, &body) &&
	       body.to.pid != demos_self(two))
		;
	CHECK(body.to.pid == demos_self(two));
	demos_close(two);
}
