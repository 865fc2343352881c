/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the benchmarks. Any failure ends the program with a message: an
 * incomplete measurement is of no use.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <sys/types.h>
#include <demos.h>
#include <demos_admin.h>

#define __printf(at, first)	__attribute((format(printf, at, first)))
#ifndef __packed
#define __packed		__attribute((packed))
#endif
#ifndef __aligned
#define __aligned(x)		__attribute((aligned(x)))
#endif

/* The longest wait, ms */
#define BENCH_LIMIT	120000

/* Channels of a manager of guests */
#define BENCH_HELLO	1	/* first message of a guest: a link to it */
#define BENCH_ENDED	2	/* guests that have ended */

/**
 * struct machine - a network namespace that is a machine, or a process
 * @ns: file descriptor of the namespace
 * @pid: of the process; 0: it is a namespace
 * @ready: descriptor that the process writes to when it is ready
 * @id: machine id
 * @admin: a handle in it that is not a process
 */
struct machine {
	int ns;
	pid_t pid;
	int ready;
	uint16_t id;
	struct demos *admin;
};

/**
 * struct image - a program for a guest
 * @name: of the guests
 * @begin: its bytes, from address 0 on
 * @end: the end of its bytes
 * @blocks: units of 256 bytes of memory that it needs
 */
struct image {
	const char *name;
	const char *begin;
	const char *end;
	uint16_t blocks;
};

/* Programs of guests/ */
#define IMAGE(which) \
	extern const char _binary_##which##_start[]; \
	extern const char _binary_##which##_end[]; \
	extern const struct image image_##which

IMAGE(catcher);
IMAGE(pitcher);
IMAGE(idle);

/* The order for a pitcher, big-endian; its answer is ns, a __be64 */
struct pitch {
	uint16_t bursts;
	uint16_t messages;
	uint16_t bytes;
};

uint64_t bench_now(void);
double bench_quantile(double *samples, unsigned int count, double which);
void bench_check(int err, struct demos *demos, const char *what);
void bench_errno(int result, const char *what);
void bench_shell(const char *format, ...) __printf(1, 2);

/* The program demos-machine; NULL: machines are the module's */
extern const char *host_program;

void host_start(struct machine *machine, uint16_t id);
void host_await(struct machine *machine);
void host_enter(const struct machine *machine);

void machine_namespace(struct machine *machine);
void machine_make(struct machine *machine, uint16_t id);
void machine_enter(const struct machine *machine);
void machine_join(struct machine *a, int a_fd, struct machine *b, int b_fd);
void machine_drop(struct machine *machine);

struct demos *process_make(const struct machine *machine, const char *name);
uint32_t process_kernel(struct demos *process, uint16_t machine);
uint32_t process_link(struct demos *process, uint8_t channel);

uint32_t guest_start(struct demos *manager, uint32_t kernel,
		     const struct image *image, const uint32_t *links,
		     unsigned int nlinks);
uint32_t guest_greeting(struct demos *manager);
uint64_t guest_pitch(struct demos *manager, uint32_t pitcher,
		     const struct pitch *pitch);

#endif
