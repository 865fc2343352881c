// SPDX-License-Identifier: GPL-2.0
/*
 * Local numbers go on from one life of a machine to the next, and none is used
 * twice, whatever ends a life.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/life.h"
#include "test/check.h"

static char base[40];
static char folder[64];

/* Begin with @asked; the machine then has @incarnation */
static __u64 begin(__u64 asked, __u64 incarnation, __u64 *last)
{
	struct demos_life life;
	__u64 next = 0;

	CHECK(!demos_life_open(&life, folder));
	if (!demos_life_begin(&life, 7, asked)) {
		next = life.next;
		CHECK(!demos_life_began(&life, next, incarnation));
	}
	*last = life.kept.life;
	demos_life_close(&life);
	return next;
}

static void end(__u64 next, __u64 incarnation)
{
	struct demos_life life;

	CHECK(!demos_life_open(&life, folder));
	CHECK(!demos_life_end(&life, 7, next, incarnation));
	demos_life_close(&life);
}

static void numbers_go_on(void)
{
	__u64 last;

	CHECK(begin(100, 1000, &last) == 100 && !last);
	end(110, 1000);
	CHECK(begin(0, 2000, &last) == 110 + 1024 && last == 1000);
	/* A crash: what may have been used is skipped */
	CHECK(begin(0, 3000, &last) == 110 + 1024 + 0x10000000 &&
	      last == 2000);
	/* The machine of before had the same id: the file is not its own */
	end(5, 2000);
	CHECK(begin(0, 4000, &last) == 110 + 1024 + 2 * 0x10000000 &&
	      last == 3000);
	CHECK(!begin(5, 5000, &last));
	CHECK(begin(DEMOS_LIFE_CLOCK, 5000, &last) > 1ULL << 40 &&
	      last == 4000);
}

static bool read_kept(__u16 machine, struct demos_numbers *kept)
{
	int counter = demos_counter_open(folder);
	int err = demos_counter_read(counter, machine, kept);

	demos_counter_close(counter);
	return !err;
}

static void what_did_not_come_up_used_nothing(void)
{
	struct demos_numbers kept;
	struct demos_life life;
	__u64 before, last;

	CHECK(!demos_life_open(&life, folder));
	CHECK(!demos_life_begin(&life, 8, 50));
	demos_life_restore(&life);
	demos_life_close(&life);
	CHECK(!read_kept(8, &kept));
	last = begin(0, 6000, &before);
	CHECK(!demos_life_open(&life, folder));
	CHECK(!demos_life_begin(&life, 7, 0));
	demos_life_restore(&life);
	demos_life_close(&life);
	CHECK(read_kept(7, &kept) && kept.next == last + 0x10000000 &&
	      kept.life == 6000);
}

static void a_bad_file_is_named(void)
{
	char path[80];
	struct demos_life life;
	FILE *file;

	snprintf(path, sizeof(path), "%s/9.next", folder);
	file = fopen(path, "w");
	CHECK(file && fputs("x\n", file) >= 0 && !fclose(file));
	CHECK(!demos_life_open(&life, folder));
	CHECK(demos_life_begin(&life, 9, 0) == -EBADMSG);
	CHECK(strstr(life.error, path));
	/* A machine goes down all the same */
	CHECK(!demos_life_end(&life, 9, 3, 4));
	demos_life_close(&life);
	CHECK(!unlink(path));
	CHECK(demos_life_open(&life, "/nowhere/demos") == -ENOENT);
	CHECK(strstr(life.error, "cannot open /nowhere/demos"));
}

/* Rather than to use the last one in each life */
static void numbers_run_out(void)
{
	const __u64 most = 281474976710655ULL;
	struct demos_life life;
	__u64 last;

	end(most - 2000, 6000);
	CHECK(begin(0, 7000, &last) == most - 2000 + 1024);
	end(most, 7000);
	CHECK(!demos_life_open(&life, folder));
	CHECK(demos_life_begin(&life, 7, 0) == -EOVERFLOW);
	CHECK(strstr(life.error, "no local numbers left"));
	CHECK(demos_life_begin(&life, 7, most) == -EOVERFLOW);
	demos_life_close(&life);
}

static bool finds(const char *wanted)
{
	char found[DEMOS_LIFE_ROOM];

	return !demos_life_folder(found) && !strcmp(found, wanted);
}

/* In a child: root has a folder, other users have theirs */
static int find_folders(void)
{
	char found[DEMOS_LIFE_ROOM], home[80];

	if (!geteuid() && (!finds(DEMOS_LIFE_FOLDER) || setuid(65534)))
		return 1;
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	if (demos_life_folder(found) != -ENOENT)
		return 2;
	setenv("HOME", base, 1);
	snprintf(home, sizeof(home), "%s/.local/state/demos", base);
	if (!finds(home) || mkdir(home, 0700))
		return 3;
	setenv("XDG_STATE_HOME", base, 1);
	snprintf(home, sizeof(home), "%s/demos", base);
	return finds(home) ? 0 : 4;
}

static void a_user_has_a_folder(void)
{
	int status;
	pid_t child;

	CHECK(!chmod(base, 0777));
	child = fork();
	if (!child)
		_exit(find_folders());
	waitpid(child, &status, 0);
	CHECK(!status);
}

int main(void)
{
	char command[80];

	strcpy(base, "/tmp/demos-life-XXXXXX");
	CHECK(mkdtemp(base));
	snprintf(folder, sizeof(folder), "%s/numbers", base);
	numbers_go_on();
	what_did_not_come_up_used_nothing();
	a_bad_file_is_named();
	numbers_run_out();
	a_user_has_a_folder();
	snprintf(command, sizeof(command), "rm -r %s", base);
	CHECK(!system(command));
	return done();
}
