// SPDX-License-Identifier: GPL-2.0
/* mv SOURCE... TARGET: rename files or folders, or move them into a folder */
#include "path.h"
#include "tool.h"

int main(int argc, char *argv[])
{
	static char room[PATH_SIZE];
	const char *from, *target;

	tool_begin(argv, "f", "[-f] SOURCE... TARGET");
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
		if (target && rename(from, target))
			tool_warn(from);
	}
	tool_end();
}
