// SPDX-License-Identifier: GPL-2.0
/*
 * From one life of a machine to the next; see life.h.
 *
 *	open, begin, (bring the machine up), began or restore, close
 *	open, (bring the machine down), end, close
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <linux/demos.h>

#include "life.h"

#define LOCAL_MAX	((1ULL << DEMOS_PID_LOCAL_BITS) - 1)
/* A machine never creates so many processes in one life */
#define RESERVED	0x10000000ULL
/* It never creates so many between the last look and the end */
#define MARGIN		1024

/* Return: the negative errno */
__attribute((format(printf, 2, 3)))
static int fail(struct demos_life *life, const char *format, ...)
{
	const int error = -errno;
	va_list args;

	va_start(args, format);
	vsnprintf(life->error, sizeof(life->error), format, args);
	va_end(args);
	return error;
}

static __u64 ahead(__u64 next, __u64 by)
{
	return next > LOCAL_MAX - by ? LOCAL_MAX : next + by;
}

/* Make the folders above the last one */
static int make_parents(const char *folder)
{
	char parent[DEMOS_LIFE_ROOM];
	const char *end = folder;

	while ((end = strchr(end + 1, '/'))) {
		snprintf(parent, sizeof(parent), "%.*s", (int)(end - folder),
			 folder);
		if (mkdir(parent, 0700) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

/**
 * demos_life_folder() - where this user's machines that are processes keep
 *			 their numbers
 * @folder: gets the path; the folders above it are made
 *
 * Root: DEMOS_LIFE_FOLDER; others: $XDG_STATE_HOME/demos, by default
 * ~/.local/state/demos.
 *
 * Return: 0 or a negative errno; -ENOENT: there is no home.
 */
int demos_life_folder(char folder[DEMOS_LIFE_ROOM])
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int length;

	if (!geteuid())
		length = snprintf(folder, DEMOS_LIFE_ROOM, "%s",
				  DEMOS_LIFE_FOLDER);
	else if (state && *state == '/')
		length = snprintf(folder, DEMOS_LIFE_ROOM, "%s/demos", state);
	else if (home && *home == '/')
		length = snprintf(folder, DEMOS_LIFE_ROOM,
				  "%s/.local/state/demos", home);
	else
		return -ENOENT;
	return length < DEMOS_LIFE_ROOM ? make_parents(folder) : -ENAMETOOLONG;
}

/**
 * demos_life_open() - lock the numbers of a user's machines
 * @life: for the functions below; on failure, @error has the reason
 * @folder: where they are kept; created if only the last folder is missing
 *
 * Waits while another process has them locked.
 *
 * Return: 0, to be undone by demos_life_close(), or a negative errno.
 */
int demos_life_open(struct demos_life *life, const char *folder)
{
	memset(life, 0, sizeof(*life));
	life->folder = folder;
	life->counter = demos_counter_open(folder);
	if (life->counter >= 0)
		return 0;
	return fail(life, "cannot open %s, where local numbers are kept: %m",
		    folder);
}

static int read_kept(struct demos_life *life, __u16 machine)
{
	life->machine = machine;
	if (!demos_counter_read(life->counter, machine, &life->kept) ||
	    errno == ENOENT)
		return 0;
	if (errno == EBADMSG)
		return fail(life,
			    "%s/%u.next does not hold a local number and an incarnation: correct it, or remove it and use --next clock",
			    life->folder, machine);
	return fail(life, "cannot read %s/%u.next: %m", life->folder, machine);
}

/* The clock as the kernel takes it (kmod/door/host.c): in units of 16 us */
static __u64 clock_number(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((__u64)now.tv_sec * 1000000000 + now.tv_nsec) >> 14;
}

static int choose(struct demos_life *life, __u64 next)
{
	/* It may have been used: the file cannot hold a later one */
	if (life->kept.next >= LOCAL_MAX) {
		errno = EOVERFLOW;
		return fail(life,
			    "machine %u has no local numbers left: it needs another id (%s/%u.next)",
			    life->machine, life->folder, life->machine);
	}
	if (!next) {
		life->next = life->kept.next;
		if (!life->next && demos_counter_lasts(life->counter))
			life->next = 1;
		return 0;
	}
	life->next = next == DEMOS_LIFE_CLOCK ? clock_number() : next;
	if (life->next >= life->kept.next)
		return 0;
	errno = EEXIST;
	return fail(life,
		    "--next %llu: process identifiers up to %u.%llu may have been used already (%s/%u.next); leave out --next",
		    life->next, life->machine, life->kept.next - 1,
		    life->folder, life->machine);
}

static int keep(struct demos_life *life, __u64 next, __u64 incarnation)
{
	const struct demos_numbers kept = { .next = next, .life = incarnation };

	if (!demos_counter_write(life->counter, life->machine, &kept))
		return 0;
	return fail(life, "cannot write %s/%u.next: %m", life->folder,
		    life->machine);
}

/**
 * demos_life_begin() - choose and reserve the numbers of a new life
 * @life: from demos_life_open(); @next and @kept.life are for the machine
 * @machine: its id
 * @next: local number to begin with, 0: where the last life ended, or
 *	  DEMOS_LIFE_CLOCK
 *
 * Return: 0 or a negative errno; -EEXIST: such numbers may have been used.
 */
int demos_life_begin(struct demos_life *life, __u16 machine, __u64 next)
{
	int err = read_kept(life, machine);

	if (!err)
		err = choose(life, next);
	if (err || !life->next)
		return err;
	return keep(life, ahead(life->next, RESERVED), life->kept.life);
}

/**
 * demos_life_began() - the machine is up: save its numbers for the next life
 * @life: from demos_life_begin()
 * @next: its local number to begin with
 * @incarnation: of this life
 *
 * Return: 0; or a negative errno: the machine must not stay up.
 */
int demos_life_began(struct demos_life *life, __u64 next, __u64 incarnation)
{
	return keep(life, ahead(life->next ? life->next : next, RESERVED),
		    incarnation);
}

/**
 * demos_life_restore() - the machine did not come up: restore its file
 * @life: from demos_life_begin()
 */
void demos_life_restore(struct demos_life *life)
{
	if (!life->next)
		return;
	if (life->kept.next)
		keep(life, life->kept.next, life->kept.life);
	else
		demos_counter_remove(life->counter, life->machine);
}

/**
 * demos_life_end() - the machine is down: give back its unused numbers
 * @life: from demos_life_open()
 * @machine: its id
 * @next: local number of the next process, had there been one
 * @incarnation: of the life that has ended
 *
 * If another machine has come up with this id meanwhile, the file is its own.
 *
 * Return: 0 or a negative errno: numbers are skipped.
 */
int demos_life_end(struct demos_life *life, __u16 machine, __u64 next,
		   __u64 incarnation)
{
	/* A file that cannot be read is replaced */
	if (!read_kept(life, machine) && life->kept.next &&
	    life->kept.life != incarnation)
		return 0;
	return keep(life, ahead(next, MARGIN), incarnation);
}

/**
 * demos_life_close() - unlock the numbers
 * @life: from demos_life_open()
 */
void demos_life_close(struct demos_life *life)
{
	demos_counter_close(life->counter);
	life->counter = -1;
}
