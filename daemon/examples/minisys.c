// SPDX-License-Identifier: GPL-2.0
/*
 * NAME
 *	minisys - run a program of a small foreign system as a guest
 *
 * SYNOPSIS
 *	minisys IMAGE [MACHINE...]
 *
 * DESCRIPTION
 *	IMAGE holds the memory of a Z8002, 64 KiB at most; the guest begins to
 *	run at address 0. This program is its personality, and serves its
 *	system calls:
 *
 *	SC #1	write: R3 address, R4 length; to standard output
 *	SC #2	read: R3 address, R4 length; from standard input
 *	SC #3	exit: R0 status
 *
 *	write and read return the number of bytes, or -1, in R0. Any other
 *	number is a fault. minisys exits with the status of the guest.
 *
 *	With MACHINEs, the guest is sent to one after the other, round and
 *	round, while its calls are being served: neither it nor this program
 *	notices.
 *
 * To build it: cc minisys.c $(pkg-config --cflags --libs demos)
 */
#include <arpa/inet.h>
#include <demos.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY		0x10000
#define CHANNEL_CALLS	1	/* system calls of the guest */
#define CHANNEL_ENDED	2	/* its end */
#define WAIT		10000	/* time limit for a kernel to answer, ms */
#define FAULTED		126	/* our status, if the guest has faulted */

/**
 * struct system - the guest and its world
 * @demos: our process
 * @control: DELIVERTOKERNEL link to the guest
 * @memory: link to its memory, 0: it has made no call yet
 * @machines: where to send it
 * @count: how many of these, 0: it stays
 * @next: the next one
 * @moving: a migration has not been answered yet
 * @status: its exit status, -1: it runs
 */
struct system {
	struct demos *demos;
	__u32 control;
	__u32 memory;
	char **machines;
	int count;
	int next;
	bool moving;
	int status;
};

static int complain(struct demos *demos, const char *what)
{
	fprintf(stderr, "minisys: %s: %s\n", what, demos_error(demos));
	return -1;
}

static int create_guest(struct system *sys)
{
	const struct demos_link manager = {
		.channel = CHANNEL_ENDED, .flags = DEMOS_LINK_PASS,
	};
	const struct demos_program program = {
		.model = 2, .name = "minisys", .nsegments = 1,
		.segments = { { .pages = MEMORY / 256 } },
	};
	__u32 kernel, link;

	if (demos_link_to_kernel(sys->demos, demos_here(sys->demos),
				 &kernel) ||
	    demos_link_create(sys->demos, &manager, &link) ||
	    demos_guest_create(sys->demos, kernel, &program, &link, 1, WAIT,
			       NULL, &sys->control))
		return complain(sys->demos, "cannot start");
	return 0;
}

static int load_image(struct system *sys, const char *path)
{
	static char image[MEMORY];
	int fd = open(path, O_RDONLY);
	ssize_t size = fd < 0 ? -1 : read(fd, image, sizeof(image));

	if (size < 0) {
		perror(path);
		return -1;
	}
	close(fd);
	if (demos_move_write(sys->demos, sys->control, 0, image, size))
		return complain(sys->demos, "cannot load the program");
	return 0;
}

static int serve_write(struct system *sys, __u16 address, __u16 length)
{
	static char bytes[MEMORY];

	if (demos_move_read(sys->demos, sys->memory, address, bytes, length))
		return -1;
	return write(STDOUT_FILENO, bytes, length);
}

static int serve_read(struct system *sys, __u16 address, __u16 length)
{
	static char bytes[MEMORY];
	ssize_t count = read(STDIN_FILENO, bytes, length);

	if (count > 0 && demos_move_write(sys->demos, sys->memory, address,
					  bytes, count))
		return -1;
	return count;
}

/* Serve one system call; its result goes to the guest's R0 */
static void serve(struct system *sys, const struct demos_foreign *call,
		  struct demos_foreign_answer *answer)
{
	__u16 address = ntohs(call->regs[3]);
	__u16 length = ntohs(call->regs[4]);

	answer->pc = call->pc;
	answer->fcw = call->fcw;
	memcpy(answer->regs, call->regs, sizeof(answer->regs));
	switch (ntohs(call->number)) {
	case 1:
		answer->regs[0] = htons(serve_write(sys, address, length));
		break;
	case 2:
		answer->regs[0] = htons(serve_read(sys, address, length));
		break;
	case 3:
		answer->action = htons(DEMOS_FOREIGN_EXIT);
		answer->status = call->regs[0];
		break;
	default:
		answer->action = htons(DEMOS_FOREIGN_FAULT);
	}
}

static void arrived(struct demos *demos, const struct demos_incoming *in,
		    void *arg)
{
	struct system *sys = arg;

	sys->moving = false;
	/* It may have ended before that */
	if (in->error != -ECANCELED && in->result != DEMOS_EDEAD &&
	    demos_answer_check(demos, in, DEMOS_OP_MIGRATE,
			       sizeof(struct demos_migrated)))
		complain(demos, "the guest has not moved");
}

/* Send the guest on, without waiting until it arrives */
static void move(struct system *sys)
{
	struct demos_op_migrate migrate = { .op = htons(DEMOS_OP_MIGRATE) };
	const struct demos_outgoing out = { .data = &migrate,
					    .length = sizeof(migrate) };

	if (!sys->count || sys->moving)
		return;
	migrate.machine = htons(atoi(sys->machines[sys->next]));
	sys->next = (sys->next + 1) % sys->count;
	sys->moving = !demos_call_post(sys->demos, sys->control, &out, arrived,
				       sys);
}

static void called(struct demos *demos, const struct demos_incoming *in,
		   void *arg)
{
	struct system *sys = arg;
	struct demos_foreign_answer answer = { 0 };
	const struct demos_outgoing out = { .data = &answer,
					    .length = sizeof(answer) };
	struct demos_foreign call;

	if (in->error || in->length < sizeof(call) || !in->nlinks)
		return;
	memcpy(&call, in->data, sizeof(call));
	/* The first call brings a link to its memory */
	if (in->nlinks > 1)
		sys->memory = in->links[1];
	move(sys);
	serve(sys, &call, &answer);
	if (demos_send_now(demos, in->links[0], &out))
		complain(demos, "cannot answer");
}

static void ended(struct demos *demos, const struct demos_incoming *in,
		  void *arg)
{
	struct system *sys = arg;
	struct demos_ended end;

	(void)demos;
	if (in->error == -ECANCELED || in->length < sizeof(end))
		return;
	memcpy(&end, in->data, sizeof(end));
	sys->status = ntohs(end.status);
	if (ntohs(end.op) == DEMOS_OP_FAULTED) {
		fprintf(stderr, "minisys: fault: %s, at %#x\n",
			demos_fault_name(sys->status), ntohl(end.address));
		sys->status = FAULTED;
	}
}

static int begin(struct system *sys, const char *image)
{
	const struct demos_link calls = { .channel = CHANNEL_CALLS,
					  .flags = DEMOS_LINK_PASS };
	__u32 link;

	if (demos_open(&sys->demos) || demos_attach(sys->demos, "minisys") ||
	    demos_listen(sys->demos, 1 << CHANNEL_CALLS, called, sys) ||
	    demos_listen(sys->demos, 1 << CHANNEL_ENDED, ended, sys) ||
	    demos_link_create(sys->demos, &calls, &link))
		return complain(sys->demos, "cannot start");
	if (create_guest(sys) || load_image(sys, image))
		return -1;
	if (demos_control_personality(sys->demos, sys->control, WAIT, link) ||
	    demos_control_resume(sys->demos, sys->control, WAIT))
		return complain(sys->demos, "cannot start");
	return 0;
}

int main(int argc, char **argv)
{
	struct system sys = { .machines = argv + 2, .count = argc - 2,
			      .status = -1 };

	if (argc < 2) {
		fputs("usage: minisys IMAGE [MACHINE...]\n", stderr);
		return 2;
	}
	if (begin(&sys, argv[1]))
		sys.status = 1;
	while (sys.status < 0) {
		if (demos_wait(sys.demos, DEMOS_NO_LIMIT) < 0) {
			complain(sys.demos, "cannot go on");
			sys.status = 1;
		}
	}
	if (sys.status == FAULTED)
		demos_control_kill(sys.demos, sys.control, WAIT);
	demos_close(sys.demos);
	return sys.status;
}
