// SPDX-License-Identifier: GPL-2.0
#include "format.h"

const char *__format_sign(const struct conversion *conversion, int minus)
{
	if (minus)
		return "-";
	if (conversion->flags & FORMAT_PLUS)
		return "+";
	return conversion->flags & FORMAT_SPACE ? " " : "";
}
