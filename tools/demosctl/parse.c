// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers and names from a command line.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "../../daemon/lib/demos.h"

#include "parse.h"

/**
 * parse_number - read a number
 * @text: decimal, or hexadecimal after 0x; no sign, no blanks
 * @min: least that is accepted
 * @max: most that is accepted
 * @number: the number
 *
 * Return: was it a number between @min and @max?
 */
bool parse_number(const char *text, __u64 min, __u64 max,
		  __u64 *number)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	unsigned long long value;
	char *end;

	if (!(hex ? isxdigit((unsigned char)*digits) :
		    isdigit((unsigned char)*digits)))
		return false;
	errno = 0;
	value = strtoull(digits, &end, hex ? 16 : 10);
	if (errno || *end || value < min || value > max)
		return false;
	*number = value;
	return true;
}

/**
 * parse_name - may this be the name of a process?
 * @text: the name
 *
 * A name is printable, has no blanks, fits, and does not look like a process
 * identifier.
 *
 * Return: may it?
 */
bool parse_name(const char *text)
{
	const char *at;
	__u64 pid;

	for (at = text; *at; at++)
		if (!isgraph((unsigned char)*at))
			return false;
	return at > text && at - text < DEMOS_NAME_MAX &&
	       demos_pid_parse(text, &pid);
}
