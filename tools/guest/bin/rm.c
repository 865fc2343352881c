// SPDX-License-Identifier: GPL-2.0
/*
 * rm [-fr] FILE...: remove files; -r: folders with all that is in them; -f:
 * those that are missing do not matter
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "path.h"
#include "tool.h"

static bool force, deep;
static char path[PATH_SIZE];

static bool remove_here(void);

/* The first name in the folder @path, added to it. False: it is empty */
static bool enter_first(void)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int length = strlen(path);

	if (!folder) {
		tool_warn(path);
		return false;
	}
	do
		entry = readdir(folder);
	while (entry && (!strcmp(entry->d_name, ".") ||
			 !strcmp(entry->d_name, "..")));
	if (entry && length + strlen(entry->d_name) + 1 < PATH_SIZE)
		sprintf(path + length, "/%s", entry->d_name);
	closedir(folder);
	return path[length] != '\0';
}

/* Only one folder is open at a time: each name is looked for anew */
static bool remove_folder(void)
{
	int length = strlen(path);

	while (enter_first()) {
		if (!remove_here())
			return false;
		path[length] = '\0';
	}
	if (!rmdir(path))
		return true;
	tool_warn(path);
	return false;
}

static bool remove_here(void)
{
	if (deep && path_is_folder(path))
		return remove_folder();
	if (!unlink(path))
		return true;
	if (force && errno == ENOENT)
		return true;
	tool_warn(path);
	return false;
}

int main(int argc, char *argv[])
{
	const char *name;
	int letter;

	(void)argc;
	tool_begin(argv, "frR", "[-fr] FILE...");
	while ((letter = tool_option())) {
		force |= letter == 'f';
		deep |= letter != 'f';
	}
	if (!tool_count() && !force)
		tool_misused();
	while ((name = tool_operand())) {
		if (strlen(name) >= PATH_SIZE) {
			tool_say(name, "the path is too long");
			continue;
		}
		strcpy(path, name);
		remove_here();
	}
	tool_end();
}
