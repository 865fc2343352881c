/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which rows of a table are shown, and in which order (--filter, --sort).
 */
#ifndef DEMOSCTL_ROWS_H
#define DEMOSCTL_ROWS_H

#include <stdbool.h>
#include <json-c/json.h>

#define ROWS_TERMS	8

struct field;

/**
 * struct rows - a choice of rows
 * @filters: all of them must hold
 * @nfilters: of @filters
 * @order: the first field by which two rows differ decides
 * @norder: of @order
 */
struct rows {
	struct rows_filter {
		const char *key;
		const char *pattern;
		bool not;
	} filters[ROWS_TERMS];
	int nfilters;
	struct rows_order {
		const char *key;
		bool down;
	} order[ROWS_TERMS];
	int norder;
};

int rows_filter(struct rows *rows, const struct field *fields,
		const char *text);
int rows_sort(struct rows *rows, const struct field *fields,
	      const char *names);
struct json_object *rows_choose(const struct rows *rows,
				struct json_object *records);

#endif
