// SPDX-License-Identifier: GPL-2.0
/*
 * Three machines over bad cables: packets are lost, late, doubled or out of
 * order, connections are reset again and again, a cable is pulled out. Each
 * message carries its number and a hash of itself: none may be lost, doubled,
 * changed or out of order. The memory needed for that is bounded.
 *
 * CABLES_MESSAGES and CABLES_RESETS in the environment: the least number of
 * each per variant; few by default. CABLES_ONLY: run only the variant of that
 * name.
 */
#include "harness.h"
#include "cable.h"

#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MACHINES	3
#define WINDOW		DEMOS_WINDOW_MESSAGES
#define STRETCH		100	/* messages after which the cable changes */
#define LOOK		16	/* messages after which to check all ends */
#define GLANCE		2000	/* ms to wait before the cable is checked */
#define GLANCES		60	/* TCP waits long when much is lost */
#define LONGEST		900

/*
 * A session keeps at most what flow control allows in flight. The kernel has
 * that at six ends, and in queues, and in packets, of which netem holds copies.
 */
#define KEPT_MOST	(WINDOW * 1024)
#define SLAB_MOST	4096	/* KiB more than before */
#define SLAB_AFTER	1024

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

/* Totals of all variants, each of which runs in a process of its own */
static struct totals {
	pid_t pid;
	uint32_t variants;
	uint32_t messages;
	uint32_t resets;
	uint32_t most;
	uint32_t seconds;
} *totals;

static void __attribute__((constructor)) totals_begin(void)
{
	totals = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	totals->pid = getpid();
}

static void __attribute__((destructor)) totals_show(void)
{
	if (!totals || getpid() != totals->pid || !totals->variants)
		return;
	printf("# %u kinds of cables: %u messages, %u resets, %u s\n",
	       totals->variants, totals->messages, totals->resets,
	       totals->seconds);
	printf("# at most %u bytes kept by a session\n", totals->most);
}

FIXTURE(cables)
{
	struct machine m[MACHINES];
	struct process p[MACHINES];
	uint32_t link[MACHINES][MACHINES];
	uint32_t sent[MACHINES][MACHINES];
	uint32_t taken[MACHINES][MACHINES];
	uint32_t window;	/* of these, the most in flight */
	uint32_t messages;	/* sent in all */
	uint32_t resets;	/* connections that the test reset */
	uint32_t fell;		/* connections that went down otherwise */
	uint32_t most;		/* bytes that a session kept */
	uint32_t slab;		/* KiB, at the beginning */
	uint32_t slab_most;
	unsigned int seed;
};

FIXTURE_VARIANT(cables)
{
	const char *name;
	const char *netem;
	uint32_t messages;	/* by default */
	uint32_t resets;
};

FIXTURE_VARIANT_ADD(cables, good)
{
	.name = "good",
	.netem = "",
	.messages = 2000,
	.resets = 6,
};

FIXTURE_VARIANT_ADD(cables, lossy)
{
	.name = "lossy",
	.netem = "loss 1% duplicate 1%",
	.messages = 2000,
	.resets = 6,
};

FIXTURE_VARIANT_ADD(cables, very_lossy)
{
	.name = "very_lossy",
	.netem = "loss 5% duplicate 1% delay 5ms 3ms",
	.messages = 2000,
	.resets = 6,
};

FIXTURE_VARIANT_ADD(cables, late)
{
	.name = "late",
	.netem = "delay 50ms reorder 25% 50%",
	.messages = 2000,
	.resets = 6,
};

/* Connecting over it takes many seconds */
FIXTURE_VARIANT_ADD(cables, hardly_a_cable)
{
	.name = "hardly_a_cable",
	.netem = "loss 20% duplicate 1%",
	.messages = 200,
	.resets = 1,
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

static uint32_t draw(FIXTURE_DATA(cables) * self, uint32_t below)
{
	return rand_r(&self->seed) % below;
}

/* Two different machines */
static void draw_pair(FIXTURE_DATA(cables) * self, int *a, int *b)
{
	*a = draw(self, MACHINES);
	*b = (*a + 1 + draw(self, MACHINES - 1)) % MACHINES;
}

/* KiB of the kernel's slab: messages, frames and sockets are allocated there */
static uint32_t slab(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	uint32_t kib = 0;
	char line[80];

	while (file && !kib && fgets(line, sizeof(line), file))
		sscanf(line, "Slab: %u", &kib);
	if (file)
		fclose(file);
	return kib;
}

static bool is_up(FIXTURE_DATA(cables) * self, int at, int to)
{
	struct demos_peer_info info;

	return !peer_info(&self->m[at], to + 1, &info) &&
	       info.state == DEMOS_PEER_UP;
}

static int join(FIXTURE_DATA(cables) * self, int a, int b)
{
	int tries = 10, error;

	/* Over a bad cable it may not come up in time */
	do {
		error = cable_join(&self->m[a], &self->m[b]);
	} while (error == -ETIMEDOUT && --tries);
	return error;
}

/* If many packets are lost, a machine now and then is silent for too long */
static int mend(FIXTURE_DATA(cables) * self, int a, int b)
{
	if (is_up(self, a, b) && is_up(self, b, a))
		return 0;
	self->fell++;
	return join(self, a, b);
}

static uint32_t on_its_way(FIXTURE_DATA(cables) * self, int from, int to)
{
	return self->sent[from][to] - self->taken[from][to];
}

/* Send the next message, if flow control permits it at once */
static int try_one(FIXTURE_DATA(cables) * self, int from, int to)
{
	struct parcel parcel = {
		.number = self->sent[from][to] + 1,
		.length = draw(self, LONGEST),
	};
	uint32_t i;
	int error;

	for (i = 0; i < parcel.length; i++)
		parcel.rest[i] = rand_r(&self->seed);
	parcel.hash = hash(parcel.rest, parcel.length, parcel.number);
	error = process_say(&self->p[from], self->link[from][to], &parcel,
			    offsetof(struct parcel, rest) + parcel.length);
	if (!error) {
		self->sent[from][to]++;
		self->messages++;
	}
	return error;
}

static int check(FIXTURE_DATA(cables) * self, int from, int to,
		 const struct message *message)
{
	uint32_t number = ++self->taken[from][to];
	struct parcel parcel;

	if (message->length < offsetof(struct parcel, rest) ||
	    message->length > sizeof(parcel))
		return -EBADMSG;
	memcpy(&parcel, message->data, message->length);
	if (parcel.number != number) {
		printf("# from %d to %d: message %u in place of %u\n",
		       from + 1, to + 1, parcel.number, number);
		return -EBADMSG;
	}
	if (offsetof(struct parcel, rest) + parcel.length != message->length ||
	    parcel.hash != hash(parcel.rest, parcel.length, parcel.number))
		return -EBADMSG;
	return 0;
}

/* Receive the next message from one to another: it must be the next one sent */
static int take_one(FIXTURE_DATA(cables) * self, int from, int to)
{
	struct message message;
	int glances = GLANCES;
	int mended = 0;
	int error;

	do {
		error = process_receive(&self->p[to], 1U << (8 + from), GLANCE,
					&message);
		if (error == DEMOS_ETIME)
			mended = mend(self, from, to);
	} while (error == DEMOS_ETIME && !mended && --glances);
	if (mended)
		return mended;
	return error ? error : check(self, from, to, &message);
}

/* Read the messages that arrived, and wait until the sender knows of it */
static int make_room(FIXTURE_DATA(cables) * self, int from, int to)
{
	int glances = GLANCES;
	uint32_t seq;
	int error, mended = 0;

	if (on_its_way(self, from, to))
		return take_one(self, from, to);
	error = process_ask_to_send(&self->p[from], self->link[from][to],
				    &seq);
	if (error)
		return error;
	do {
		error = process_may_send(&self->p[from], seq, GLANCE);
		if (error == -ETIMEDOUT)
			mended = mend(self, from, to);
	} while (error == -ETIMEDOUT && !mended && --glances);
	return mended ? mended : error;
}

static int send_one(FIXTURE_DATA(cables) * self, int from, int to)
{
	int error = try_one(self, from, to);

	while (error == refusal(DEMOS_EFULL)) {
		error = make_room(self, from, to);
		if (!error)
			error = try_one(self, from, to);
	}
	return error;
}

/* At times few messages are in flight, at times all that flow control allows */
static int exchange(FIXTURE_DATA(cables) * self)
{
	int error = 0;
	int from, to;

	if (!(self->messages % STRETCH))
		self->window = 1 + draw(self, WINDOW);
	draw_pair(self, &from, &to);
	while (!error && on_its_way(self, from, to) >= self->window)
		error = take_one(self, from, to);
	return error ? error : send_one(self, from, to);
}

static int take_rest(FIXTURE_DATA(cables) * self)
{
	int from, to, error = 0;

	for (from = 0; from < MACHINES; from++)
		for (to = 0; to < MACHINES && !error;)
			if (!on_its_way(self, from, to))
				to++;
			else
				error = take_one(self, from, to);
	return error;
}

/* Check how much all ends keep */
static int look(FIXTURE_DATA(cables) * self)
{
	struct demos_peer_info info;
	uint32_t kib = slab();
	int i, k, error = 0;

	if (kib > self->slab_most)
		self->slab_most = kib;
	for (i = 0; i < MACHINES; i++)
		for (k = 0; k < MACHINES && !error; k++) {
			if (i == k)
				continue;
			error = peer_info(&self->m[i], k + 1, &info);
			if (info.unacked_bytes > self->most)
				self->most = info.unacked_bytes;
		}
	return error;
}

/* Cut a connection from one of its ends, and wait until it is down */
static int cut(FIXTURE_DATA(cables) * self, int a, int b)
{
	struct demos_event event;
	struct watch watch;
	int error;

	error = watch_open(&watch, &self->m[a]);
	if (!error)
		error = peer_command(&self->m[a], DEMOS_CMD_PEER_RESET, b + 1);
	if (!error)
		error = watch_for(&watch, DEMOS_EVENT_PEER_DOWN, 0, b + 1,
				  &event);
	watch_close(&watch);
	if (!error)
		self->resets += event.value == ECONNABORTED;
	/* A bad one may be down already: this is not counted as a reset */
	return error == -ENOTCONN ? 0 : error;
}

/* Cut a connection, keep sending for a while, and make another */
static int reset(FIXTURE_DATA(cables) * self)
{
	int a, b, error;

	draw_pair(self, &a, &b);
	error = cut(self, a, b);
	while (!error && on_its_way(self, a, b) < self->window)
		error = try_one(self, a, b);
	if (!error || error == refusal(DEMOS_EFULL))
		error = look(self);
	return error ? error : join(self, b, a);
}

static uint32_t many(const char *name, uint32_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 0) : otherwise;
}

/* Continue until the wanted numbers of messages and resets are reached */
static int go_on(FIXTURE_DATA(cables) * self, uint64_t messages,
		 uint64_t resets)
{
	uint32_t looked = 0;
	int error = 0;

	while (!error &&
	       (self->messages < messages || self->resets < resets)) {
		error = exchange(self);
		if (!error && self->messages - looked >= LOOK) {
			looked = self->messages;
			error = look(self);
		}
		if (!error && self->resets * messages < self->messages * resets)
			error = reset(self);
		if (self->messages > 2 * messages + 1000)
			error = -EPROTO;	/* nothing can be cut */
	}
	return error ? error : take_rest(self);
}

/* Freed slab is returned after a while. Return: KiB more than initially */
static int32_t slab_after(FIXTURE_DATA(cables) * self)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	int tries = SOON / 100;
	int32_t more;

	do {
		nanosleep(&pause, NULL);
		more = slab() - self->slab;
	} while (more > SLAB_AFTER && --tries);
	return more;
}

/* Check that no process has another message */
static int nothing_more(FIXTURE_DATA(cables) * self)
{
	struct message message;
	int i, error = 0;

	for (i = 0; i < MACHINES && !error; i++) {
		error = process_receive(&self->p[i], ALL_CHANNELS, NEVER,
					&message);
		error = error == DEMOS_ETIME ? 0 : error ? error : -EEXIST;
	}
	return error;
}

/* Add up the counters of all ends; no frame may have been refused */
static int sum_up(FIXTURE_DATA(cables) * self, struct demos_peer_info *sum)
{
	struct demos_peer_info info;
	int i, k, error = 0;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; i < MACHINES; i++)
		for (k = 0; k < MACHINES && !error; k++) {
			if (i == k)
				continue;
			error = peer_info(&self->m[i], k + 1, &info);
			sum->resent += info.resent;
			sum->doubles += info.doubles;
			if (!error && info.refused)
				error = -EBADMSG;
		}
	return error;
}

static void add_to_totals(FIXTURE_DATA(cables) * self, uint32_t seconds)
{
	totals->variants++;
	totals->messages += self->messages;
	totals->resets += self->resets;
	totals->seconds += seconds;
	if (self->most > totals->most)
		totals->most = self->most;
}

TEST_F_TIMEOUT(cables, nothing_is_lost, 36000)
{
	uint32_t messages = many("CABLES_MESSAGES", variant->messages);
	uint32_t resets = many("CABLES_RESETS", variant->resets);
	const char *only = getenv("CABLES_ONLY");
	struct demos_peer_info sum;
	time_t began = time(NULL);
	int32_t after;

	if (only && strcmp(only, variant->name))
		SKIP(return, "only %s", only);
	self->slab = slab();
	ASSERT_OK(go_on(self, messages, resets));
	ASSERT_OK(nothing_more(self));
	ASSERT_OK(sum_up(self, &sum));
	after = slab_after(self);
	add_to_totals(self, time(NULL) - began);
	TH_LOG("%u messages, %u resets, %u s, cables: %s", self->messages,
	       self->resets, (uint32_t)(time(NULL) - began),
	       *variant->netem ? variant->netem : "good");
	TH_LOG("%u connections more went down by themselves", self->fell);
	TH_LOG("%llu frames re-sent, %llu doubles, at most %u bytes kept",
	       (unsigned long long)sum.resent, (unsigned long long)sum.doubles,
	       self->most);
	TH_LOG("slab: %u KiB before, %u at most, %u after", self->slab,
	       self->slab_most, self->slab + after);
	EXPECT_LE(resets, self->resets);
	EXPECT_GE(KEPT_MOST, self->most);
	EXPECT_GE(SLAB_MOST, (int32_t)(self->slab_most - self->slab));
	EXPECT_GE(SLAB_AFTER, after);
}

TEST_HARNESS_MAIN
