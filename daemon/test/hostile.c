// SPDX-License-Identifier: GPL-2.0
/*
 * hostile [SEED [COUNT]]: send COUNT random and nearly right messages, with
 * random links of our own, to the switchboard and the process manager. Needs
 * the module, and both servers. Every call must be answered, or end in a
 * notice; and afterwards both must serve as before.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "lib/demos.h"
#include "test/check.h"

#define IN_FLIGHT	50
#define PATIENCE	20000	/* ms */
#define GUEST		"hostile"

static struct demos *demos;
static __u32 servers[2];
static unsigned int waiting;
static unsigned int answers;

static void answered(struct demos *handle, const struct demos_incoming *in,
		     void *arg)
{
	(void)arg;
	waiting--;
	answers += !in->error;
	demos_links_drop(handle, in);
}

static void ignored(struct demos *handle, const struct demos_incoming *in,
		    void *arg)
{
	(void)arg;
	demos_links_drop(handle, in);
}

static __u16 random_op(void)
{
	switch (rand() % 8) {
	case 0:
		return rand();
	case 1:
		return rand() % 130;
	case 2:
	case 3:
	case 4:
		return DEMOS_SB_REGISTER + rand() % 4;
	default:
		/* Not WAIT: that may rightly take for ever */
		return DEMOS_PM_CREATE + rand() % 9;
	}
}

static size_t random_length(void)
{
	static const size_t sizes[] = {
		0, 2, 4, sizeof(struct demos_sb_request),
		sizeof(struct demos_pm_request),
		sizeof(struct demos_pm_create),
		sizeof(struct demos_pm_create) + 4, DEMOS_DATA_MAX,
	};

	if (rand() % 4)
		return sizes[rand() % 8];
	return rand() % DEMOS_DATA_MAX;
}

/* A guest that can be created, of one segment without a program */
static void fill_create(__u8 *data)
{
	const struct demos_pm_create create = {
		.op = __cpu_to_be16(DEMOS_PM_CREATE),
		.create.model = 1 + rand() % 2,
		.create.segments = 1,
		.create.name = GUEST,
	};
	const struct demos_op_segment segment = {
		.pages = __cpu_to_be16(1 + rand() % 256),
	};

	memcpy(data, &create, sizeof(create));
	memcpy(data + sizeof(create), &segment, sizeof(segment));
}

static void fill(__u8 *data, size_t length)
{
	__be16 op = __cpu_to_be16(random_op());
	int style = rand() % 3;
	size_t i;

	for (i = 0; i < length; i++)
		data[i] = !style ? rand() : style == 1 ? rand() % 3 : 'a';
	/* A name or a number that ends somewhere */
	if (length > 10)
		data[4 + rand() % (length - 4)] = 0;
	if (length >= sizeof(op))
		memcpy(data, &op, sizeof(op));
	if (length == sizeof(struct demos_sb_request))
		snprintf((char *)data + 4, 8, "n%d", rand() % 200);
	if (length == sizeof(struct demos_pm_create) + 4 && rand() % 2)
		fill_create(data);
}

static void add_links(struct demos_outgoing *out, unsigned int most)
{
	unsigned int count = rand() % (most + 1);

	while (count--) {
		const struct demos_link wanted = {
			.code = rand(),
			.channel = rand() % 8,
			.flags = DEMOS_LINK_PASS |
				 (rand() & (DEMOS_LINK_DUP |
					    DEMOS_LINK_NOTIFY)),
		};

		if (!demos_link_create(demos, &wanted,
				       &out->links[out->nlinks]))
			out->nlinks++;
	}
}

static void attack(void)
{
	__u8 data[DEMOS_DATA_MAX];
	struct demos_outgoing out = { .data = data };
	__u32 link = servers[rand() % 2];

	out.length = random_length();
	fill(data, out.length);
	if (rand() % 8) {
		add_links(&out, DEMOS_LINKS_MAX - 1);
		if (!demos_call_post(demos, link, &out, answered, NULL))
			waiting++;
	} else {
		add_links(&out, DEMOS_LINKS_MAX);
		demos_send(demos, link, &out);
	}
}

static void wait_until(unsigned int most)
{
	while (waiting > most) {
		if (demos_wait(demos, PATIENCE) <= 0) {
			CHECK(!"every call is answered");
			break;
		}
	}
}

static void servers_still_serve(void)
{
	struct demos_managed *guests = NULL;
	struct demos_sb_name *names = NULL;

	int count;
	int err;

	CHECK(demos_sb_list(demos, servers[0], &names) > 0);
	count = demos_pm_list(demos, servers[1], &guests);
	CHECK(count >= 0);
	/* Leave nothing behind; other runs of this test may do the same */
	while (count-- > 0) {
		if (strcmp(guests[count].name, GUEST) || guests[count].ended)
			continue;
		err = demos_pm_kill(demos, servers[1], guests[count].pid);
		CHECK(!err || err == -ESRCH);
	}
	free(names);
	free(guests);
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[2]) : 5000;
	unsigned int seed = argc > 1 ? atoi(argv[1]) : 1;

	srand(seed);
	if (demos_open(&demos) || demos_attach(demos, "hostile") ||
	    demos_boot_find(demos, PATIENCE, &servers[0]) ||
	    demos_sb_lookup(demos, servers[0], DEMOS_PM_NAME, &servers[1]) ||
	    demos_listen(demos, 0xff, ignored, NULL)) {
		printf("# %s\n", demos_error(demos));
		return 1;
	}
	while (count--) {
		attack();
		wait_until(IN_FLIGHT);
	}
	wait_until(0);
	servers_still_serve();
	printf("# seed %u: %u calls were answered\n", seed, answers);
	demos_close(demos);
	return done();
}
