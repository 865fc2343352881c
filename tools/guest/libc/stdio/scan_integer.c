// SPDX-License-Identifier: GPL-2.0
#include "scan.h"

int __field_integer(struct field *field, int base)
{
	const char *digits = "0123456789";
	int found;

	__field_take(field, "+-");
	found = __field_take(field, "0");
	if (found && (base == 16 || !base) && __field_take(field, "xX")) {
		base = 16;
		found = 0;
	}
	if (base == 16)
		digits = "0123456789abcdefABCDEF";
	else if (base == 8 || (!base && found))
		digits = "01234567";
	while (__field_take(field, digits))
		found = 1;
	return found;
}
