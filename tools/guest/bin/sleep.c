// SPDX-License-Identifier: GPL-2.0
/* sleep SECONDS: wait; a fraction may follow a point */
#include <ctype.h>
#include <demos.h>
#include <stdlib.h>

#include "tool.h"

static uint32_t read_time(const char *text)
{
	uint32_t ms = 0, unit = 100;
	const char *at = text;

	for (; isdigit((unsigned char)*at) && ms < 4000000000UL / 10; at++)
		ms = ms * 10 + (*at - '0') * 1000UL;
	if (*at == '.') {
		for (at++; isdigit((unsigned char)*at); at++, unit /= 10)
			ms += (*at - '0') * unit;
	}
	if (at == text || *at) {
		tool_say(text, "not a time in seconds");
		exit(2);
	}
	return ms;
}

int main(int argc, char *argv[])
{
	(void)argc;
	tool_begin(argv, "", "SECONDS");
	while (tool_option())
		;
	if (tool_count() != 1)
		tool_misused();
	pause_ms(read_time(tool_operand()));
	tool_end();
}
