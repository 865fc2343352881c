/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a command shows its records: as JSON, with every field, or as a table or
 * a list of chosen fields. The options of all tables (-j, -o, -n, -c) end up
 * here, so every command that shows something takes the same ones.
 */
#ifndef DEMOSCTL_TABLE_H
#define DEMOSCTL_TABLE_H

#include <stdbool.h>
#include <stdio.h>
#include <json-c/json.h>

#define TABLE_FIELDS	32

/**
 * struct field - a column of a table, or a line of a list
 * @key: of the record
 * @title: over the column, or before the value
 *
 * An array of fields ends with one whose key is NULL. A field that a record
 * lacks, or that is null or empty, is "-" in a table and left out of a list.
 */
struct field {
	const char *key;
	const char *title;
};

/**
 * struct table - how to show records
 * @json: as JSON, with all fields; then the other members do not apply
 * @chosen: the user has chosen the fields
 * @bare: without headings
 * @colour: with the escape sequences of a terminal
 * @fields: what to show, in this order, ended by a key that is NULL
 */
struct table {
	bool json;
	bool chosen;
	bool bare;
	bool colour;
	struct field fields[TABLE_FIELDS + 1];
};

int table_choose(struct table *table, const struct field *fields,
		 const char *names);
int table_colour(struct table *table, const char *when);
int table_print(FILE *to, struct json_object *records,
		const struct table *table);
int table_print_list(FILE *to, struct json_object *record,
		     const struct table *table);

#endif
