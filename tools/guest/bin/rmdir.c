// SPDX-License-Identifier: GPL-2.0
/* rmdir FOLDER...: remove empty folders */
#include <unistd.h>

#include "tool.h"

int main(int argc, char *argv[])
{
	const char *path;

	(void)argc;
	tool_begin(argv, "", "FOLDER...");
	while (tool_option())
		;
	if (!tool_count())
		tool_misused();
	while ((path = tool_operand())) {
		if (rmdir(path))
			tool_warn(path);
	}
	tool_end();
}
