// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "scan.h"

int __scan_get(struct input *input)
{
	int c = input->get(input);

	if (c == EOF)
		input->ended = 1;
	else
		input->count++;
	return c;
}

void __scan_unget(struct input *input, int c)
{
	if (c == EOF)
		return;
	input->unget(input, c);
	input->count--;
}

int __field_take(struct field *field, const char *set)
{
	int c;

	if (!field->left)
		return 0;
	c = __scan_get(field->input);
	if (c <= 0 || !strchr(set, c)) {
		__scan_unget(field->input, c);
		return 0;
	}
	field->text[field->length++] = c;
	field->text[field->length] = '\0';
	field->left--;
	return 1;
}
