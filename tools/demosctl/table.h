/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a command shows its records: as JSON, with every field, or as a table or
 * a list of chosen fields. The options of all tables end up here, so every
 * command that shows something takes the same ones.
 */
#ifndef DEMOSCTL_TABLE_H
#define DEMOSCTL_TABLE_H

#include <stdbool.h>
#include <stdio.h>
#include <json-c/json.h>

#include "field.h"
#include "rows.h"

#define TABLE_FIELDS	32

/**
 * struct table - how to show records
 * @json: as JSON, with all fields; of the other members only @rows applies
 * @chosen: the user has chosen the fields
 * @bare: without headings
 * @colour: with the escape sequences of a terminal
 * @rows: which rows to show, and in which order
 * @fields: what to show, in this order, ended by a key that is NULL
 */
struct table {
	bool json;
	bool chosen;
	bool bare;
	bool colour;
	struct rows rows;
	struct field fields[TABLE_FIELDS + 1];
};

int table_choose(struct table *table, const struct field *fields,
		 const char *names);
int table_print(FILE *to, struct json_object *records,
		const struct table *table);
int table_print_list(FILE *to, struct json_object *record,
		     const struct table *table);

#endif
