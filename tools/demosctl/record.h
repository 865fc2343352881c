/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a command shows. It is first made into records (JSON objects), then
 * printed: as JSON here, or as a table or list of chosen fields (table.h). So
 * both forms always agree.
 */
#ifndef DEMOSCTL_RECORD_H
#define DEMOSCTL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include <stdio.h>
#include <json-c/json.h>

#define RECORD_TEXT	160	/* bytes of a text, with its NUL */

void record_text(struct json_object *record, const char *key,
		 const char *text);
void record_bytes(struct json_object *record, const char *key,
		  const char *text, size_t size);
void record_number(struct json_object *record, const char *key,
		   __u64 number);
void record_decimal(struct json_object *record, const char *key,
		    double number, int digits);
void record_pid(struct json_object *record, const char *key, __u64 pid);
void record_hex(struct json_object *record, const char *key, int digits,
		uint32_t number);
void record_address(struct json_object *record, const char *key,
		    uint32_t address);
void record_flag(struct json_object *record, const char *key, bool flag);
void record_append(struct json_object *list, const char *word);

int record_print_json(FILE *to, struct json_object *object);
int record_print_line(FILE *to, struct json_object *record);

#endif
