// SPDX-License-Identifier: GPL-2.0
/*
 * Which rows of a table are shown, and in which order.
 *
 * A filter compares the text that the table would show with a pattern of the
 * shell. Numbers sort by value; so do the numbers in a text, so that 1.9 is
 * before 1.10 and server2 before server10.
 */
#define _GNU_SOURCE	/* strverscmp(), qsort_r(), FNM_EXTMATCH */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "field.h"
#include "rows.h"

/**
 * rows_filter - take a filter
 * @rows: gets it
 * @fields: those there are
 * @text: FIELD=PATTERN or FIELD!=PATTERN; is kept
 *
 * Return: DONE, or MISUSED after saying why.
 */
int rows_filter(struct rows *rows, const struct field *fields,
		const char *text)
{
	const char *equals = strchr(text, '=');
	bool not = equals && equals > text && equals[-1] == '!';
	const struct field *field;
	int status;

	if (!equals || equals - not == text)
		return fail(MISUSED,
			    "--filter '%s': it is FIELD=VALUE or FIELD!=VALUE",
			    text);
	if (rows->nfilters == ROWS_TERMS)
		return fail(MISUSED, "there are more than %d filters",
			    ROWS_TERMS);
	status = field_find(fields, text, equals - not - text, &field);
	if (!status)
		rows->filters[rows->nfilters++] = (struct rows_filter){
			.key = field->key, .pattern = equals + 1, .not = not,
		};
	return status;
}

/**
 * rows_sort - take an order
 * @rows: gets it
 * @fields: those there are
 * @names: keys or titles with commas between them; after a minus sign, greater
 *	   values come first
 *
 * Return: DONE, or MISUSED after saying why.
 */
int rows_sort(struct rows *rows, const struct field *fields,
	      const char *names)
{
	const struct field *field;
	size_t length;
	bool down;

	for (;; names += length + 1) {
		down = *names == '-';
		names += down;
		length = strcspn(names, ",");
		if (rows->norder == ROWS_TERMS)
			return fail(MISUSED, "--sort: more than %d columns",
				    ROWS_TERMS);
		if (field_find(fields, names, length, &field))
			return MISUSED;
		rows->order[rows->norder++] = (struct rows_order){
			.key = field->key, .down = down,
		};
		if (!names[length])
			return DONE;
	}
}

static bool fits(const char *pattern, const char *text)
{
	return !fnmatch(pattern, text, FNM_EXTMATCH | FNM_CASEFOLD);
}

/* The whole text, JSON's word for yes or no, or one of a list's words */
static bool holds(const struct rows_filter *filter, struct json_object *record)
{
	struct json_object *list = field_value(record, filter->key), *word;
	char text[FIELD_TEXT];
	size_t i;

	field_text(record, filter->key, text);
	if (fits(filter->pattern, text))
		return true;
	if (json_object_is_type(list, json_type_boolean))
		return fits(filter->pattern, json_object_get_string(list));
	if (!json_object_is_type(list, json_type_array))
		return false;
	for (i = 0; i < json_object_array_length(list); i++) {
		word = json_object_array_get_idx(list, i);
		if (fits(filter->pattern, json_object_get_string(word)))
			return true;
	}
	return false;
}

static bool is_chosen(const struct rows *rows, struct json_object *record)
{
	int i;

	for (i = 0; i < rows->nfilters; i++)
		if (holds(&rows->filters[i], record) == rows->filters[i].not)
			return false;
	return true;
}

static int compare_values(struct json_object *a, struct json_object *b)
{
	int64_t m, n;

	if (json_object_is_type(a, json_type_int) &&
	    json_object_is_type(b, json_type_int)) {
		m = json_object_get_int64(a);
		n = json_object_get_int64(b);
		return (m > n) - (m < n);
	}
	return strverscmp(json_object_get_string(a), json_object_get_string(b));
}

/* A row, and where it was: rows that are equal stay in their order */
struct place {
	struct json_object *record;
	size_t at;
};

/* A row without the value comes last, in either direction */
static int compare(const void *one, const void *other, void *arg)
{
	const struct place *a = one, *b = other;
	const struct rows *rows = arg;
	struct json_object *x, *y;
	int i, order;

	for (i = 0; i < rows->norder; i++) {
		x = field_value(a->record, rows->order[i].key);
		y = field_value(b->record, rows->order[i].key);
		if (!x || !y)
			order = !x - !y;
		else
			order = compare_values(x, y) *
				(rows->order[i].down ? -1 : 1);
		if (order)
			return order;
	}
	return (a->at > b->at) - (a->at < b->at);
}

/**
 * rows_choose - choose and sort rows
 * @rows: which, and in which order
 * @records: an array of records
 *
 * Return: a new array, whose reference the caller owns, of the same records.
 */
struct json_object *rows_choose(const struct rows *rows,
				struct json_object *records)
{
	size_t count = json_object_array_length(records), chosen = 0, i;
	struct json_object *result = json_object_new_array(), *record;
	struct place *places = calloc(count + 1, sizeof(*places));

	for (i = 0; places && i < count; i++) {
		record = json_object_array_get_idx(records, i);
		if (!is_chosen(rows, record))
			continue;
		places[chosen] = (struct place){ record, chosen };
		chosen++;
	}
	if (rows->norder)
		qsort_r(places, chosen, sizeof(*places), compare,
			(void *)rows);
	for (i = 0; i < chosen; i++) {
		record = places[i].record;
		json_object_array_add(result, json_object_get(record));
	}
	free(places);
	return result;
}
