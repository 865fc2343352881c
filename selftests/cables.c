// SPDX-License-Identifier: GPL-2.0
/*
 * Three machines over bad cables: packets lost, late, doubled, out of turn,
 * connections reset again and again, a cable pulled out. Each message carries
 * its number and a hash of itself: none may be lost, doubled, changed or come
 * out of its turn.
 *
 * CABLES_MESSAGES and CABLES_RESETS in the environment: how many, of each
 * variant; few by default.
 */
#include "harness.h"
#include "cable.h"

#include <stdio.h>

#define MACHINES	3
#define WINDOW		8	/* messages on their way from one to another */
#define PATIENCE	120000	/* ms: TCP waits long when much is lost */
#define LONGEST		900

/* The stack of its idle task is too small for netem, veth and TCP */
static void __attribute__((constructor)) skip_user_mode_linux(void)
{
	const char *bed = getenv("BED");

	if (bed && !strcmp(bed, "uml"))
		ksft_exit_skip("not in User Mode Linux\n");
}

struct parcel {
	uint32_t number;
	uint32_t length;
	uint32_t hash;
	uint8_t rest[LONGEST];
};

FIXTURE(cables)
{
	struct machine m[MACHINES];
	struct process p[MACHINES];
	uint32_t link[MACHINES][MACHINES];
	uint32_t sent[MACHINES][MACHINES];
	uint32_t taken[MACHINES][MACHINES];
	uint32_t most;		/* bytes that a session kept */
	unsigned int seed;
};

FIXTURE_VARIANT(cables)
{
	const char *netem;
};

FIXTURE_VARIANT_ADD(cables, good)
{
	.netem = "",
};

FIXTURE_VARIANT_ADD(cables, lossy)
{
	.netem = "loss 1% duplicate 1%",
};

FIXTURE_VARIANT_ADD(cables, very_lossy)
{
	.netem = "loss 5% duplicate 1% delay 5ms 3ms",
};

FIXTURE_VARIANT_ADD(cables, late)
{
	.netem = "delay 50ms reorder 25% 50%",
};

FIXTURE_VARIANT_ADD(cables, hardly_a_cable)
{
	.netem = "loss 20% duplicate 1%",
};

static int connect_both(struct process *from, struct process *to,
			uint8_t channel, uint32_t *link)
{
	uint32_t mine;
	int error = link_create(to, channel, channel,
				DEMOS_LINK_DUP | DEMOS_LINK_PASS, &mine);

	return error ? error : link_exchange(to, from, mine, link);
}

FIXTURE_SETUP(cables)
{
	int i, k;

	self->seed = 1;
	for (i = 0; i < MACHINES; i++) {
		ASSERT_OK(machine_make(&self->m[i], i + 1));
		ASSERT_OK(process_attach(&self->p[i], &self->m[i], "end"));
	}
	for (i = 0; i < MACHINES; i++)
		for (k = i + 1; k < MACHINES; k++) {
			ASSERT_OK(cable_lay(&self->m[i], &self->m[k]));
			ASSERT_OK(cable_join(&self->m[i], &self->m[k]));
		}
	for (i = 0; i < MACHINES; i++)
		for (k = 0; k < MACHINES; k++)
			if (i != k)
				ASSERT_OK(connect_both(&self->p[i],
						       &self->p[k], 8 + i,
						       &self->link[i][k]));
	for (i = 0; i < MACHINES; i++)
		for (k = i + 1; k < MACHINES; k++)
			ASSERT_OK(cable_spoil(&self->m[i], &self->m[k],
					      variant->netem));
}

FIXTURE_TEARDOWN(cables)
{
	int i;

	for (i = 0; i < MACHINES; i++) {
		process_close(&self->p[i]);
		machine_leave(&self->m[i]);
	}
}

static uint32_t hash(const uint8_t *bytes, uint32_t length, uint32_t number)
{
	uint32_t sum = 2166136261U ^ number;

	while (length--)
		sum = (sum ^ *bytes++) * 16777619;
	return sum;
}

static int send_one(FIXTURE_DATA(cables) * self, int from, int to)
{
	struct parcel parcel = {
		.number = ++self->sent[from][to],
		.length = rand_r(&self->seed) % LONGEST,
	};
	uint32_t i;

	for (i = 0; i < parcel.length; i++)
		parcel.rest[i] = rand_r(&self->seed);
	parcel.hash = hash(parcel.rest, parcel.length, parcel.number);
	return process_say(&self->p[from], self->link[from][to], &parcel,
			   offsetof(struct parcel, rest) + parcel.length);
}

/* The next that comes from one to another is the next that was sent */
static int take_one(FIXTURE_DATA(cables) * self, int from, int to)
{
	struct parcel parcel;
	struct message message;
	int error;

	error = process_receive(&self->p[to], 1U << (8 + from), PATIENCE,
				&message);
	if (error)
		return error;
	if (message.length < offsetof(struct parcel, rest) ||
	    message.length > sizeof(parcel))
		return -EBADMSG;
	memcpy(&parcel, message.data, message.length);
	if (parcel.number != ++self->taken[from][to] ||
	    offsetof(struct parcel, rest) + parcel.length != message.length ||
	    parcel.hash != hash(parcel.rest, parcel.length, parcel.number))
		return -EBADMSG;
	return 0;
}

static int exchange(FIXTURE_DATA(cables) * self)
{
	int from = rand_r(&self->seed) % MACHINES;
	int to = (from + 1 + rand_r(&self->seed) % (MACHINES - 1)) % MACHINES;
	int error = send_one(self, from, to);

	if (!error && self->sent[from][to] - self->taken[from][to] >= WINDOW)
		error = take_one(self, from, to);
	return error;
}

static int take_rest(FIXTURE_DATA(cables) * self)
{
	int from, to, error = 0;

	for (from = 0; from < MACHINES; from++)
		for (to = 0; to < MACHINES && !error;)
			if (self->taken[from][to] == self->sent[from][to])
				to++;
			else
				error = take_one(self, from, to);
	return error;
}

static void look(FIXTURE_DATA(cables) * self, int at, int to)
{
	struct demos_peer_info info;

	if (!peer_info(&self->m[at], to + 1, &info) &&
	    info.unacked_bytes > self->most)
		self->most = info.unacked_bytes;
}

/* Cut a connection from one of its ends, and make another */
static int reset(FIXTURE_DATA(cables) * self)
{
	int a = rand_r(&self->seed) % MACHINES;
	int b = (a + 1 + rand_r(&self->seed) % (MACHINES - 1)) % MACHINES;
	int tries = 10, error;

	look(self, a, b);
	/* Over a bad cable it may be down already, or not come up in time */
	peer_command(&self->m[a], DEMOS_CMD_PEER_RESET, b + 1);
	do {
		error = cable_join(&self->m[b], &self->m[a]);
	} while (error == -ETIMEDOUT && --tries);
	return error;
}

static uint32_t many(const char *name, uint32_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 0) : otherwise;
}

TEST_F_TIMEOUT(cables, nothing_is_lost, 36000)
{
	uint32_t messages = many("CABLES_MESSAGES", 300);
	uint32_t resets = many("CABLES_RESETS", 6);
	struct demos_peer_info info;
	uint64_t resent = 0, doubles = 0;
	uint32_t i, k;

	for (i = 0; i < messages; i++) {
		ASSERT_OK(exchange(self));
		if (resets && i % (messages / resets + 1) == 20)
			ASSERT_OK(reset(self));
	}
	ASSERT_OK(take_rest(self));
	for (i = 0; i < MACHINES; i++)
		for (k = 0; k < MACHINES; k++)
			if (i != k &&
			    !peer_info(&self->m[i], k + 1, &info)) {
				resent += info.resent;
				doubles += info.doubles;
				EXPECT_EQ(0, info.refused);
			}
	TH_LOG("%u messages, %u resets, cables: %s", messages, resets,
	       *variant->netem ? variant->netem : "good");
	TH_LOG("%llu frames re-sent, %llu doubles, at most %u bytes kept",
	       (unsigned long long)resent, (unsigned long long)doubles,
	       self->most);
	EXPECT_GT(1 << 20, self->most);
}

TEST_HARNESS_MAIN
