// SPDX-License-Identifier: GPL-2.0
/*
 * A server named "echo", which sends each caller's message back. To build it:
 * cc echo.c $(pkg-config --cflags --libs demos)
 */
#include <demos.h>
#include <stdio.h>

/* Called for each message; the answer goes over its first link */
static void echo(struct demos *demos, const struct demos_incoming *in,
		 void *ended)
{
	const struct demos_outgoing out = { .data = in->data,
					    .length = in->length };

	if (in->error)
		*(bool *)ended = true;	/* for instance: we were killed */
	else if (in->nlinks)
		demos_send_now(demos, in->links[0], &out);
}

int main(void)
{
	const struct demos_link self = { .flags = DEMOS_LINK_DUP |
						  DEMOS_LINK_PASS };
	__u32 switchboard, link, token;
	struct demos *demos;
	bool ended = false;

	if (!demos_open(&demos) && !demos_attach(demos, "echo") &&
	    !demos_boot_find(demos, 5000, &switchboard) &&
	    !demos_link_create(demos, &self, &link) &&
	    !demos_sb_register(demos, switchboard, "echo", link, &token) &&
	    !demos_listen(demos, 1, echo, &ended))
		while (!ended && demos_wait(demos, DEMOS_NO_LIMIT) >= 0)
			;
	fprintf(stderr, "echo: %s\n", demos_error(demos));
	demos_close(demos);
	return 1;
}
