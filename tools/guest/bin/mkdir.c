// SPDX-License-Identifier: GPL-2.0
/* mkdir [-p] FOLDER...: make folders; -p: with those above, if need be */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "path.h"
#include "tool.h"

/* Those above, from the first one on. One that is there already is all right */
static void make_above(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		if (!path_is_folder(path) && mkdir(path, 0777))
			tool_warn(path);
		*slash = '/';
	}
}

int main(int argc, char *argv[])
{
	bool above = false;
	char *path;

	(void)argc;
	tool_begin(argv, "p", "[-p] FOLDER...");
	while (tool_option())
		above = true;
	if (!tool_count())
		tool_misused();
	while ((path = tool_operand())) {
		if (above)
			make_above(path);
		if (above && path_is_folder(path))
			continue;
		if (mkdir(path, 0777))
			tool_warn(path);
	}
	tool_end();
}
