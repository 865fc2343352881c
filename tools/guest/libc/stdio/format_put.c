// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "format.h"

void __format_put(struct output *output, const char *text, size_t length)
{
	output->count += length;
	if (length && !output->failed && output->put(output, text, length))
		output->failed = 1;
}

void __format_repeat(struct output *output, int c, size_t count)
{
	char text[16];
	size_t part;

	memset(text, c, sizeof(text));
	for (; count; count -= part) {
		part = count < sizeof(text) ? count : sizeof(text);
		__format_put(output, text, part);
	}
}

void __format_begin(struct output *output, struct conversion *conversion,
		    const char *prefix, size_t length)
{
	size_t before = strlen(prefix);
	size_t fill = 0;

	if (conversion->width > before && conversion->width - before > length)
		fill = conversion->width - before - length;
	conversion->behind = 0;
	if (conversion->flags & FORMAT_LEFT)
		conversion->behind = fill;
	else if (!(conversion->flags & FORMAT_ZERO))
		__format_repeat(output, ' ', fill);
	__format_put(output, prefix, before);
	if ((conversion->flags & (FORMAT_LEFT | FORMAT_ZERO)) == FORMAT_ZERO)
		__format_repeat(output, '0', fill);
}

void __format_end(struct output *output, const struct conversion *conversion)
{
	__format_repeat(output, ' ', conversion->behind);
}
