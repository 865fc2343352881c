// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that send random requests, and guests that make random kernel calls.
 * Everything else on these machines must keep working correctly, nothing may be
 * left behind, and the kernel must not warn (the test's runner checks the log).
 *
 * Short by default; ABUSE_REQUESTS=1000000 ABUSE_GUESTS=100000 make it longer.
 * The seed is printed; ABUSE_SEED=number repeats it.
 */
#include "abuser.h"
#include "harness.h"
#include "traffic.h"

#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#define VERY_LONG_TEST	20000	/* seconds */
#define REQUESTS	20000
#define GUESTS		200

#define MACHINES	3	/* abusers may do everything to the last one */
#define WORKERS		2	/* clients of the server, on machines 1 and 2 */
#define ABUSERS		4
#define PATIENCE	10	/* a worker waits for this many times SOON */
#define BROOD		16	/* random guests at a time */
#define RING		16	/* links that guests have sent */
#define TURNS		24	/* in a guest's life */
#define CALLS		400	/* most calls that a guest makes */

static unsigned long long setting(const char *name, unsigned long long normal)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : normal;
}

FIXTURE(abuse)
{
	struct machine m[MACHINES];
	struct process p;
	struct guest server;
	uint32_t to_server[SERVER_LINKS];
	struct caller workers[WORKERS];
	uint64_t random;
};

FIXTURE_SETUP(abuse)
{
	const struct program server = Z8001(server);
	int i;

	self->random = setting("ABUSE_SEED", time(NULL));
	TH_LOG("ABUSE_SEED=%llu", (unsigned long long)self->random);
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &server, &self->server));
	for (i = 0; i < SERVER_LINKS; i++)
		ASSERT_OK(guest_hello(&self->p, &self->to_server[i]));
	for (i = 0; i < WORKERS; i++)
		ASSERT_OK(caller_start(&self->workers[i], &self->m[i],
				       &self->p, self->to_server[i]));
}

FIXTURE_TEARDOWN(abuse)
{
	int i;

	for (i = 0; i < WORKERS; i++)
		caller_stop(&self->workers[i]);
	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

/* Totals over the processes of a machine, as they are shown one by one */
struct sums {
	uint64_t processes;
	uint64_t natives;
	uint64_t memory;
	uint64_t links;
	uint64_t queued;
};

static int add_up(const struct answer *answer, void *arg)
{
	struct demos_process_info info;
	struct sums *sums = arg;
	int error;

	error = answer_copy(answer, DEMOS_A_PROCESS, &info, sizeof(info));
	if (error || info.state == DEMOS_STATE_KERNEL)
		return error;
	sums->processes++;
	sums->natives += info.state == DEMOS_STATE_NATIVE;
	sums->memory += info.memory;
	sums->links += info.links;
	sums->queued += info.queued + info.held;
	return 0;
}

static int look(struct machine *machine, struct sums *sums, uint64_t *used)
{
	uint64_t limits[__DEMOS_LIMIT_MAX];
	int count;

	memset(sums, 0, sizeof(*sums));
	count = client_dump(&machine->admin,
			    client_request(&machine->admin,
					   DEMOS_CMD_PROCESS_GET, NLM_F_DUMP),
			    add_up, sums);
	return count < 0 ? count : machine_limits(machine, limits, used);
}

/* When all is quiet, a machine's usage must equal the sum over its processes.
 * Return: 0, or the number of the first sum that differs, from 1, or a negative
 * errno.
 */
static int books(struct machine *machine, struct process *process,
		 uint64_t natives)
{
	uint64_t used[__DEMOS_LIMIT_MAX];
	struct message message;
	struct sums sums;
	int wrong;
	int i;

	for (i = 0; i < SOON / 20; i++) {
		wrong = look(machine, &sums, used);
		if (wrong < 0)
			return wrong;
		if (sums.processes != used[DEMOS_LIMIT_PROCESSES] ||
		    sums.natives != natives)
			wrong = 1;
		else if (sums.memory != used[DEMOS_LIMIT_MEMORY])
			wrong = 2;
		else if (sums.links != used[DEMOS_LIMIT_LINKS])
			wrong = 3;
		else if (!sums.queued && used[DEMOS_LIMIT_QUEUES])
			wrong = 4;
		else if (used[DEMOS_LIMIT_ARRIVALS])
			wrong = 5;
		else
			return 0;
		/* A process may still be ending or arriving */
		process_receive(process, 1, 20, &message);
	}
	printf("# processes %llu %llu, natives %llu, memory %llu %llu, ",
	       (unsigned long long)sums.processes, (unsigned long long)used[0],
	       (unsigned long long)sums.natives,
	       (unsigned long long)sums.memory, (unsigned long long)used[1]);
	printf("links %llu %llu, queued %llu %llu, arriving %llu\n",
	       (unsigned long long)sums.links, (unsigned long long)used[2],
	       (unsigned long long)sums.queued, (unsigned long long)used[3],
	       (unsigned long long)used[4]);
	return wrong;
}

/* Let the workers call until the abusers are done. They may have to wait for
 * their turn. Return: how many abusers failed, or an error
 */
static int work_meanwhile(struct caller *workers, uint64_t *calls)
{
	int left = ABUSERS;
	int failed = 0;
	int idle = 0;
	int status;
	int busy;

	callers_go(workers, WORKERS, 1000000000);
	while (left) {
		busy = callers_turn(workers, WORKERS, NULL, 0);
		idle = busy == -ETIMEDOUT ? idle + 1 : 0;
		if ((busy < 0 && !idle) || idle == PATIENCE)
			return busy;
		if (waitpid(-1, &status, WNOHANG) <= 0)
			continue;
		left--;
		failed += !WIFEXITED(status) || WEXITSTATUS(status);
	}
	*calls = workers[0].answered;
	busy = callers_stop(workers, WORKERS);
	return busy ? busy : failed;
}

TEST_F_TIMEOUT(abuse, requests, VERY_LONG_TEST)
{
	const uint32_t requests = setting("ABUSE_REQUESTS", REQUESTS);
	struct abuser abuser[ABUSERS];
	uint64_t calls = 0;
	int fds[ABUSER_FDS];
	int i;

	abuser_fds(fds);
	/* Once the abusers are gone, nobody can end the guests they made */
	for (i = 0; i < MACHINES; i++) {
		ASSERT_OK(machine_set_limit(&self->m[i],
					    DEMOS_LIMIT_PROCESSES, 24));
		ASSERT_OK(machine_set_limit(&self->m[i], DEMOS_LIMIT_MEMORY,
					    8 << 20));
		ASSERT_OK(machine_set_limit(&self->m[i], DEMOS_LIMIT_QUEUES,
					    8 << 20));
	}
	for (i = 0; i < ABUSERS; i++) {
		abuser[i].machine = &self->m[i % MACHINES];
		abuser[i].everything = i % MACHINES == MACHINES - 1;
		/* Machines 1 and 2 must stay connected as they are */
		abuser[i].joins = i % MACHINES != 1;
		abuser[i].seed = random_next(&self->random);
		abuser[i].requests = requests / ABUSERS;
		abuser[i].fds = fds;
		ASSERT_LT(0, abuser_start(&abuser[i]));
	}
	EXPECT_EQ(0, work_meanwhile(self->workers, &calls));
	EXPECT_LT(0, calls);
	for (i = 0; i < ABUSER_FDS; i++)
		close(fds[i]);
	EXPECT_EQ(0, books(&self->m[0], &self->p, 2));
	EXPECT_EQ(0, books(&self->m[1], &self->p, 1));
	EXPECT_OK(callers_run(self->workers, WORKERS, 10));
	/* Anything left ends with the machines */
	for (i = 0; i < MACHINES; i++)
		machine_down(&self->m[i]);
}

/* Some random guests at a time, and the links that they have sent */
struct brood {
	struct process *p;
	uint64_t random;
	struct guest guests[BROOD];
	bool ended[BROOD];
	int living;
	uint32_t ring[RING];
};

static int guest_random(struct brood *brood, uint16_t machine,
			struct guest *guest)
{
	const struct program programs[2] = {
		Z8001(random, .entry = 8, .pages = 8),
		Z8002(random, .entry = 8, .pages = 8),
	};
	const struct program *program =
		&programs[random_below(&brood->random, 2)];
	uint16_t calls = htons(random_below(&brood->random, CALLS));
	uint32_t seed = random_next(&brood->random);
	uint8_t image[2048];
	int error;

	if (program->size > sizeof(image))
		return -E2BIG;
	memcpy(image, program->image, program->size);
	memcpy(image + 2, &calls, sizeof(calls));
	memcpy(image + 4, &seed, sizeof(seed));
	error = guest_create(brood->p, machine, program, guest);
	if (!error)
		error = process_write(brood->p, guest->control, guest->base,
				      image, program->size);
	if (!error)
		error = guest_control(brood->p, guest, DEMOS_OP_RESUME);
	return error;
}

/* Keep a link that a guest has sent; in return pass on or destroy another */
static void gossip(struct brood *brood, uint32_t link)
{
	uint32_t *place = &brood->ring[random_below(&brood->random, RING)];
	uint32_t old = *place;
	const struct letter letter = {
		.link = link,
		.data = &link,
		.length = sizeof(link),
		.links = &old,
		.nlinks = 1,
	};

	*place = link;
	if (old && (random_below(&brood->random, 2) ||
		    process_send(brood->p, &letter)))
		link_destroy(brood->p, old);
}

/* Give a guest control over another, or over itself */
static void lend_control(struct brood *brood)
{
	const struct guest *guest =
		&brood->guests[random_below(&brood->random, BROOD)];
	struct demos_link body;
	uint32_t copy;

	if (!link_inspect(brood->p, guest->control, &body) &&
	    !link_dup(brood->p, guest->control, body.flags, &copy))
		gossip(brood, copy);
}

static void hear_end(struct brood *brood, const struct message *message)
{
	const struct demos_ended *ended = (const void *)message->data;
	int i;

	if (message->length != sizeof(*ended) ||
	    ended->op != htons(DEMOS_OP_EXITED))
		return;
	for (i = 0; i < BROOD; i++) {
		if (htobe64(brood->guests[i].pid) != ended->pid)
			continue;
		/* A second report of the same end would spoil the count */
		brood->ended[i] = true;
		brood->living--;
	}
}

/* Take a message of a guest or a kernel, if one arrives in time */
static int hear(struct brood *brood, int ms)
{
	struct message message;
	unsigned int i;
	int error;

	error = process_receive(brood->p, ~(1U << CALL_CHANNEL), ms,
				&message);
	if (error)
		return error;
	if (message.head.channel == MANAGER_CHANNEL)
		hear_end(brood, &message);
	for (i = 0; i < message.nlinks; i++)
		gossip(brood, message.links[i]);
	return 0;
}

static void tell(struct brood *brood, int i, int op, uint16_t argument)
{
	const struct demos_op_migrate request = {
		.op = htons(op),
		.machine = htons(argument),
	};
	int tries = 100;

	while (process_say(brood->p, brood->guests[i].control, &request,
			   sizeof(request)) == -EAGAIN && --tries)
		hear(brood, 10);
}

static void interfere(struct brood *brood)
{
	int i = random_below(&brood->random, BROOD);

	switch (random_below(&brood->random, 8)) {
	case 0:
		tell(brood, i, DEMOS_OP_SUSPEND, 0);
		break;
	case 1:
	case 2:
		tell(brood, i, DEMOS_OP_RESUME, 0);
		break;
	case 3:
		tell(brood, i, DEMOS_OP_MIGRATE,
		     1 + random_below(&brood->random, MACHINES));
		break;
	case 4:
		tell(brood, i, DEMOS_OP_PRIORITY,
		     random_below(&brood->random, 8));
		break;
	case 5:
		lend_control(brood);
		break;
	}
}

/* Run a few guests from creation to end. Return: 0, or an error */
static int brood_live(struct brood *brood)
{
	int error;
	int i;

	memset(brood->ended, 0, sizeof(brood->ended));
	brood->living = 0;
	for (i = 0; i < BROOD; i++) {
		error = guest_random(brood, 1 + i % MACHINES,
				     &brood->guests[i]);
		/* Another guest may have killed it over a lent link */
		if (error)
			return error;
		brood->living++;
	}
	for (i = 0; i < TURNS && brood->living; i++) {
		interfere(brood);
		hear(brood, 4);
	}
	for (i = 0; i < BROOD; i++)
		if (!brood->ended[i])
			tell(brood, i, DEMOS_OP_KILL, 0);
	while (brood->living && !error)
		error = hear(brood, SOON);
	for (i = 0; i < BROOD; i++)
		link_destroy(brood->p, brood->guests[i].control);
	return error;
}

static void brood_end(struct brood *brood)
{
	int i;

	do {
		for (i = 0; i < RING; i++) {
			if (brood->ring[i])
				link_destroy(brood->p, brood->ring[i]);
			brood->ring[i] = 0;
		}
	} while (!hear(brood, NEVER));
}

TEST_F_TIMEOUT(abuse, guests, VERY_LONG_TEST)
{
	const uint32_t guests = setting("ABUSE_GUESTS", GUESTS);
	const uint64_t natives[MACHINES] = { 2, 1, 0 };
	struct brood brood = { .p = &self->p, .random = self->random };
	uint64_t used[__DEMOS_LIMIT_MAX];
	struct demos_process_info before;
	struct demos_process_info after;
	struct sums sums;
	uint32_t done;
	int i;

	ASSERT_OK(process_info(&self->m[0], self->p.pid, &before));
	for (done = 0; done < guests; done += BROOD) {
		callers_go(self->workers, WORKERS, 10);
		ASSERT_LE(0, callers_turn(self->workers, WORKERS, NULL, 0));
		ASSERT_OK(brood_live(&brood));
		ASSERT_OK(callers_stop(self->workers, WORKERS));
	}
	brood_end(&brood);
	for (i = 0; i < MACHINES; i++) {
		EXPECT_EQ(0, books(&self->m[i], &self->p, natives[i]));
		ASSERT_OK(look(&self->m[i], &sums, used));
		EXPECT_EQ(i ? 0 : 1, sums.processes - sums.natives);
		EXPECT_EQ(0, used[DEMOS_LIMIT_QUEUES]);
	}
	ASSERT_OK(process_info(&self->m[0], self->p.pid, &after));
	EXPECT_EQ(before.links, after.links);
	EXPECT_EQ(before.pairs, after.pairs);
}

TEST_HARNESS_MAIN
