// SPDX-License-Identifier: GPL-2.0
/*
 * ls [-adl] [FILE]...: names in folders, in order; -a: those with a point in
 * front, too; -l: with type, size and time; -d: folders themselves
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "path.h"
#include "tool.h"

#define NAMES	512

static char names[NAMES][32] __attribute__((section(".seg4")));
static unsigned int count;
static bool all, details, themselves;

static void show_mode(mode_t mode)
{
	static const char letters[] = "rwxrwxrwx";
	int i;

	putchar(S_ISDIR(mode) ? 'd' : '-');
	for (i = 0; i < 9; i++)
		putchar(mode & 0400 >> i ? letters[i] : '-');
}

static void show(const char *path, const char *name)
{
	struct stat status;
	char text[24];

	if (details) {
		if (stat(path, &status)) {
			tool_warn(path);
			return;
		}
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M",
			 gmtime(&status.st_mtime));
		show_mode(status.st_mode);
		printf(" %3u %9ld %s ", status.st_nlink, (long)status.st_size,
		       text);
	}
	puts(name);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void read_names(DIR *folder, const char *path)
{
	struct dirent *entry;

	count = 0;
	while ((entry = readdir(folder))) {
		if (*entry->d_name == '.' && !all)
			continue;
		if (count == NAMES) {
			tool_say(path, "only 512 of its names are shown");
			break;
		}
		strcpy(names[count++], entry->d_name);
	}
	qsort(names, count, sizeof(names[0]), compare);
}

static void list(const char *path)
{
	static char room[PATH_SIZE];
	DIR *folder = opendir(path);
	unsigned int i;

	if (!folder) {
		tool_warn(path);
		return;
	}
	read_names(folder, path);
	closedir(folder);
	for (i = 0; i < count; i++) {
		if (path_join(room, path, names[i]))
			show(room, names[i]);
	}
}

static void look(const char *path, bool several, bool first)
{
	struct stat status;

	if (stat(path, &status)) {
		tool_warn(path);
		return;
	}
	if (!S_ISDIR(status.st_mode) || themselves) {
		show(path, path);
		return;
	}
	if (several)
		printf("%s%s:\n", first ? "" : "\n", path);
	list(path);
}

int main(int argc, char *argv[])
{
	bool several, first = true;
	const char *path;
	int letter;

	(void)argc;
	tool_begin(argv, "adl1", "[-adl] [FILE]...");
	while ((letter = tool_option())) {
		all |= letter == 'a';
		details |= letter == 'l';
		themselves |= letter == 'd';
	}
	several = tool_count() > 1;
	if (!tool_count())
		look(".", false, true);
	while ((path = tool_operand())) {
		look(path, several, first);
		first = false;
	}
	tool_end();
}
