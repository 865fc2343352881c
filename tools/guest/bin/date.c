// SPDX-License-Identifier: GPL-2.0
/* date [+FORMAT]: the time, UTC; FORMAT as for strftime() */
#include <time.h>

#include "tool.h"

int main(int argc, char *argv[])
{
	const char *format = "+%a %b %e %H:%M:%S UTC %Y";
	static char text[256];
	time_t now = time(NULL);

	(void)argc;
	tool_begin(argv, "u", "[+FORMAT]");
	while (tool_option())
		;
	if (tool_count() > 1)
		tool_misused();
	if (tool_count())
		format = tool_operand();
	if (*format != '+')
		tool_misused();
	if (!strftime(text, sizeof(text), format + 1, gmtime(&now)) &&
	    format[1]) {
		tool_say(format, "no such format, or too long");
		tool_end();
	}
	puts(text);
	tool_end();
}
