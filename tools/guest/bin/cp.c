// SPDX-License-Identifier: GPL-2.0
/* cp SOURCE... TARGET: copy files, to a file or into a folder */
#include <string.h>

#include "path.h"
#include "tool.h"

static void copy(const char *from, const char *to)
{
	static char bytes[4096];
	FILE *in, *out;
	size_t length;

	if (!strcmp(from, to)) {
		tool_say(from, "it is the same file");
		return;
	}
	if (path_is_folder(from)) {
		tool_say(from, "it is a folder");
		return;
	}
	in = fopen(from, "r");
	if (!in) {
		tool_warn(from);
		return;
	}
	out = fopen(to, "w");
	if (!out) {
		tool_warn(to);
		fclose(in);
		return;
	}
	while ((length = fread(bytes, 1, sizeof(bytes), in)) > 0) {
		if (fwrite(bytes, 1, length, out) != length)
			break;
	}
	if (ferror(in))
		tool_warn(from);
	if (ferror(out) | fclose(out))
		tool_warn(to);
	fclose(in);
}

int main(int argc, char *argv[])
{
	static char room[PATH_SIZE];
	const char *from, *target;

	tool_begin(argv, "", "SOURCE... TARGET");
	while (tool_option())
		;
	target = argv[argc - 1];
	if (tool_count() < 2)
		tool_misused();
	if (tool_count() > 2 && !path_is_folder(target)) {
		tool_say(target, "not a folder");
		tool_end();
	}
	while (tool_count() > 1) {
		from = tool_operand();
		target = path_target(from, argv[argc - 1], room);
		if (target)
			copy(from, target);
	}
	tool_end();
}
