// SPDX-License-Identifier: GPL-2.0
/*
 * Tables, lists and JSON, and the sentences in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../process.h"
#include "../record.h"
#include "../text.h"
#include "tap.h"

static const struct field fields[] = {
	{ "pid", "PID" },
	{ "name", "NAME" },
	{ "sent", "SENT" },
	{ "flags", "FLAGS" },
	{ 0 }
};

/* Print to memory, and compare */
static bool prints(const char *expected,
		   int (*print)(FILE *to, struct json_object *object,
				const struct field *fields, bool json),
		   struct json_object *object, bool json)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool same;

	print(to, object, fields, json);
	fclose(to);
	same = !strcmp(text, expected);
	if (!same)
		printf("# expected:\n%s# got:\n%s", expected, text);
	free(text);
	return same;
}

static struct json_object *make(__u64 pid, const char *name, __u64 sent)
{
	struct json_object *record = json_object_new_object();

	record_pid(record, "pid", pid);
	record_text(record, "name", name);
	record_number(record, "sent", sent);
	return record;
}

static void test_table(void)
{
	struct json_object *rows = json_object_new_array();
	struct json_object *flags = json_object_new_array();
	struct json_object *row = make(DEMOS_PID(1, 17), "server", 5);

	ok(prints("PID  NAME  SENT  FLAGS\n", record_print_table, rows, false),
	   "a table without rows");
	json_object_array_add(flags, json_object_new_string("dup"));
	json_object_array_add(flags, json_object_new_string("pass"));
	json_object_object_add(row, "flags", flags);
	json_object_array_add(rows, row);
	json_object_array_add(rows, make(0, "a", 123456));
	ok(prints("PID   NAME      SENT  FLAGS\n"
		  "1.17  server       5  dup,pass\n"
		  "-     a       123456  -\n", record_print_table, rows, false),
	   "a table");
	json_object_put(rows);
}

static void test_list(void)
{
	struct json_object *record = make(DEMOS_PID(65534, 1), "x", 7);

	ok(prints("PID   65534.1\nNAME  x\nSENT  7\n", record_print_list,
		  record, false), "a list");
	ok(prints("{\n"
		  "  \"pid\":\"65534.1\",\n"
		  "  \"name\":\"x\",\n"
		  "  \"sent\":7\n"
		  "}\n", record_print_list, record, true), "a list as JSON");
	json_object_put(record);
}

static void test_hostile(void)
{
	struct json_object *record = json_object_new_object();
	char long_name[400];

	record_bytes(record, "name", "a\"\\\n\033[1m\377b", 10);
	ok(prints("NAME  a\"\\??[1m?b\n", record_print_list, record, false),
	   "a name with control characters");
	ok(prints("{\n  \"name\":\"a\\\"\\\\??[1m?b\"\n}\n", record_print_list,
		  record, true), "the same as JSON");
	memset(long_name, 'x', sizeof(long_name));
	record_bytes(record, "name", long_name, sizeof(long_name));
	ok(json_object_get_string_len(json_object_object_get(record, "name"))
	   < 200, "a name without an end");
	json_object_put(record);
}

static void test_numbers(void)
{
	struct json_object *record = json_object_new_object();

	record_number(record, "sent", UINT64_MAX);
	ok(prints("SENT  18446744073709551615\n", record_print_list, record,
		  false), "the largest number");
	json_object_put(record);
}

static const char *text_of(struct json_object *record, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(record, key, &value) || !value)
		return "";
	return json_object_get_string(value);
}

static void test_process(void)
{
	struct demos_process_info info = {
		.pid = DEMOS_PID(3, 17),
		.state = DEMOS_STATE_FAULTED,
		.model = 1,
		.fcw = 0x8000,
		.fault = DEMOS_FAULT_HALT,
		.fault_word = 0x7a00,
		.fault_address = 0x01000c,
		.name = "crash",
	};
	struct json_object *record = process_record(&info, 2);

	ok(!strcmp(text_of(record, "state"), "faulted") &&
	   !strcmp(text_of(record, "fault"), "halt") &&
	   !strcmp(text_of(record, "fault_address"), "01:000c") &&
	   !strcmp(text_of(record, "fault_word"), "7a00") &&
	   !strcmp(text_of(record, "model"), "Z8001"), "a faulted guest");
	ok(!strcmp(text_of(record, "instruction"), "halt"),
	   "its instruction: '%s'", text_of(record, "instruction"));
	json_object_put(record);

	info.fault_word = 0x2101;	/* ld r1,#n, but n is not known */
	record = process_record(&info, 2);
	ok(!*text_of(record, "instruction"), "half an instruction");
	json_object_put(record);

	info.state = 200;
	info.fault = 200;
	info.flags = DEMOS_PROCESS_SUSPENDED;
	record = process_record(&info, 2);
	ok(!strcmp(text_of(record, "state"), "suspended") &&
	   !strcmp(text_of(record, "fault_meaning"), "?"),
	   "numbers of a newer module");
	json_object_put(record);
}

static void test_events(void)
{
	struct demos_event event = {
		.pid = DEMOS_PID(1, 2), .peer = 3, .value = 8, .value2 = 3,
		.value3 = 12345678, .kind = DEMOS_EVENT_MIGRATED,
	};
	char text[TEXT_EVENT];
	unsigned int kind;

	text_event(&event, text);
	ok(strstr(text, "1.2 has come from machine 3: 8 control messages") &&
	   strstr(text, "3 data moves, 12.345 ms"), "an event: %s", text);
	for (kind = 0; kind <= __DEMOS_EVENT_MAX; kind++) {
		event.kind = kind;
		event.value = UINT64_MAX;
		text_event(&event, text);
		ok(*text, "event %u: %s", kind, text);
	}
}

int main(void)
{
	test_table();
	test_list();
	test_hostile();
	test_numbers();
	test_process();
	test_events();
	return tap_end();
}
