// SPDX-License-Identifier: GPL-2.0
#include "scan.h"

/* Take the rest of a word, given as pairs of its letters. Returns 1 or 0. */
static int take_word(struct field *field, const char *letters)
{
	char set[3] = { 0 };

	for (; *letters; letters += 2) {
		set[0] = letters[0];
		set[1] = letters[1];
		if (!__field_take(field, set))
			return 0;
	}
	return 1;
}

static int take_digits(struct field *field, const char *digits)
{
	int found = 0;

	while (__field_take(field, digits))
		found = 1;
	return found;
}

static int take_number(struct field *field)
{
	const char *digits = "0123456789";
	const char *letter = "eE";
	int found = __field_take(field, "0");

	if (found && __field_take(field, "xX")) {
		digits = "0123456789abcdefABCDEF";
		letter = "pP";
		found = 0;
	}
	found |= take_digits(field, digits);
	if (__field_take(field, "."))
		found |= take_digits(field, digits);
	if (!found || !__field_take(field, letter))
		return found;
	__field_take(field, "+-");
	return take_digits(field, "0123456789");
}

int __field_real(struct field *field)
{
	unsigned int start;

	__field_take(field, "+-");
	start = field->length;
	if (__field_take(field, "nN"))
		return take_word(field, "aAnN");
	if (__field_take(field, "iI")) {
		if (!take_word(field, "nNfF"))
			return 0;
		return take_word(field, "iInNiItTyY") ||
		       field->length == start + 3;
	}
	return take_number(field);
}
