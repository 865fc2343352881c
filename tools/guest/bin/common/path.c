// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "path.h"
#include "tool.h"

bool path_is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

void path_base(const char *path, char *name, int size)
{
	int length = strlen(path), begin;

	while (length > 1 && path[length - 1] == '/')
		length--;
	begin = length;
	while (begin && path[begin - 1] != '/')
		begin--;
	length -= begin;
	if (length >= size)
		length = size - 1;
	memcpy(name, path + begin, length);
	name[length] = '\0';
}

bool path_join(char *path, const char *folder, const char *name)
{
	int length = strlen(folder);
	const char *slash = length && folder[length - 1] == '/' ? "" : "/";

	if (length + 1 + strlen(name) >= PATH_SIZE) {
		tool_say(name, "the path is too long");
		return false;
	}
	sprintf(path, "%s%s%s", folder, slash, name);
	return true;
}

const char *path_target(const char *from, const char *to, char *room)
{
	char name[64];

	if (!path_is_folder(to))
		return to;
	path_base(from, name, sizeof(name));
	return path_join(room, to, name) ? room : NULL;
}
