/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a showing command shows. It is first made into records (JSON objects),
 * then printed: as JSON, whole, or as a table or list of chosen fields. So
 * both forms always tell the same.
 */
#ifndef DEMOSCTL_RECORD_H
#define DEMOSCTL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include <stdio.h>
#include <json-c/json.h>

/**
 * struct field - a field to be printed
 * @key: of the record
 * @title: over the column, or before the value
 *
 * A list of fields ends with one whose key is NULL. A field that a record
 * does not have, or that is null or empty, is "-" in a table and left out of a
 * list.
 */
struct field {
	const char *key;
	const char *title;
};

void record_text(struct json_object *record, const char *key,
		 const char *text);
void record_bytes(struct json_object *record, const char *key,
		  const char *text, size_t size);
void record_number(struct json_object *record, const char *key,
		   __u64 number);
void record_signed(struct json_object *record, const char *key,
		   int64_t number);
void record_pid(struct json_object *record, const char *key, __u64 pid);
void record_hex(struct json_object *record, const char *key, int digits,
		uint32_t number);
void record_address(struct json_object *record, const char *key,
		    uint32_t address);
void record_flag(struct json_object *record, const char *key, bool flag);
void record_append(struct json_object *list, const char *word);
void record_time(struct json_object *record, const char *key, __u64 ns);

int record_flush(FILE *to);
int record_print_table(FILE *to, struct json_object *records,
		       const struct field *fields, bool json);
int record_print_list(FILE *to, struct json_object *record,
		      const struct field *fields, bool json);
int record_print_line(FILE *to, struct json_object *record);

#endif
