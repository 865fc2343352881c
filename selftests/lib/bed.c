// SPDX-License-Identifier: GPL-2.0
/*
 * Choosing the bed of the tests, and skipping the tests that it cannot run
 * (bed.h).
 */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beside the test programs */
#define LIST	"needs-kernel"

/**
 * bed() - the bed that the environment chooses
 *
 * Return: the bed.
 */
const struct bed *bed(void)
{
	const char *name = getenv("DEMOS_BED");

	return name && !strcmp(name, "unix") ? &bed_of_processes :
					       &bed_of_namespaces;
}

/**
 * bed_kib() - read an amount of memory from a file of /proc
 * @path: of the file
 * @name: at the beginning of its line, with the colon
 *
 * Return: KiB, or a negative errno.
 */
long bed_kib(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	long kib = -ENOENT;
	char line[128];

	if (!file)
		return -errno;
	while (kib < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			kib = strtol(line + strlen(name), NULL, 10);
	fclose(file);
	return kib;
}

static FILE *open_list(void)
{
	char path[4096];
	ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *name;

	if (size < 0)
		return NULL;
	path[size] = '\0';
	name = strrchr(path, '/') + 1;
	if (name + sizeof(LIST) > path + sizeof(path))
		return NULL;
	strcpy(name, LIST);
	return fopen(path, "re");
}

/* Is a line of the list about this program, @test and this user? */
static bool is_meant(const char *program, const char *name, const char *when,
		     const char *test)
{
	return !strcmp(program, program_invocation_short_name) &&
	       !strcmp(name, test) &&
	       (strcmp(when, "user") || geteuid());
}

/**
 * bed_lacks() - is a test impossible on this bed?
 * @test: name of a test of this program; "*": all of them
 * @reason: gets the reason
 * @size: bytes of @reason
 *
 * Return: true if the test should be skipped.
 */
bool bed_lacks(const char *test, char *reason, size_t size)
{
	char program[64], name[96], when[16], why[128], line[256];
	bool found = false;
	FILE *list;

	if (bed() != &bed_of_processes)
		return false;
	list = open_list();
	while (list && !found && fgets(line, sizeof(line), list))
		found = sscanf(line, "%63s %95s %15s %127[^\n]", program, name,
			       when, why) == 4 &&
			is_meant(program, name, when, test);
	if (list)
		fclose(list);
	if (found)
		snprintf(reason, size, "%s", why);
	return found;
}
