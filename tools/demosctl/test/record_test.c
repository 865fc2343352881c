// SPDX-License-Identifier: GPL-2.0
/*
 * Tables, lists and JSON, and the phrases in them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../colour.h"
#include "../error.h"
#include "../process.h"
#include "../record.h"
#include "../table.h"
#include "../text.h"
#include "tap.h"

static const struct field fields[] = {
	{ "pid", "PID" },
	{ "name", "NAME" },
	{ "sent", "SENT" },
	{ "flags", "FLAGS" },
	{ 0 }
};

static struct table plain;	/* all fields; see main() */
static const struct table json = { .json = true };

/* Print to memory, and compare */
static bool prints(const char *expected,
		   int (*print)(FILE *to, struct json_object *object,
				const struct table *table),
		   struct json_object *object, const struct table *table)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool same;

	print(to, object, table);
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
	struct json_object *bare_row = json_object_new_array();
	struct table bare = { .bare = true }, gaps = { 0 };

	json_object_array_add(bare_row, make(0, "a", 1));
	ok(prints("PID  NAME  SENT  FLAGS\n", table_print, rows, &plain),
	   "a table without rows");
	json_object_array_add(flags, json_object_new_string("dup"));
	json_object_array_add(flags, json_object_new_string("pass"));
	json_object_object_add(row, "flags", flags);
	json_object_array_add(rows, row);
	json_object_array_add(rows, make(0, "a", 123456));
	ok(prints("PID   NAME      SENT  FLAGS\n"
		  "1.17  server       5  dup,pass\n"
		  "-     a       123456  -\n", table_print, rows, &plain),
	   "a table");
	table_choose(&gaps, fields, "flags,pid");
	ok(prints("FLAGS  PID\n"
		  "-      -\n", table_print, bare_row, &gaps),
	   "a column without values is not one of numbers");
	table_choose(&bare, fields, "sent,PID");
	ok(prints("     5  1.17\n"
		  "123456  -\n", table_print, rows, &bare),
	   "chosen columns without headings");
	json_object_put(bare_row);
	json_object_put(rows);
}

static void test_list(void)
{
	struct json_object *record = make(DEMOS_PID(65534, 1), "x", 7);
	struct table bare = { .bare = true };

	ok(prints("PID   65534.1\nNAME  x\nSENT  7\n", table_print_list,
		  record, &plain), "a list");
	table_choose(&bare, fields, "name");
	ok(prints("x\n", table_print_list, record, &bare),
	   "one value of a list");
	ok(prints("{\n"
		  "  \"pid\":\"65534.1\",\n"
		  "  \"name\":\"x\",\n"
		  "  \"sent\":7\n"
		  "}\n", table_print_list, record, &json), "a list as JSON");
	json_object_put(record);
}

static void test_columns(void)
{
	struct table table = { 0 };
	char many[5 * TABLE_FIELDS + 8] = "pid";
	int i;

	ok(table_choose(&table, fields, "pid,nothing") == MISUSED,
	   "a column that does not exist");
	ok(table_choose(&table, fields, "") == MISUSED, "no column at all");
	ok(table_choose(&table, fields, "pid,") == MISUSED,
	   "a comma with no column after it");
	for (i = 1; i < TABLE_FIELDS; i++)
		strcat(many, ",name");
	ok(!table_choose(&table, fields, many) &&
	   !table.fields[TABLE_FIELDS].key, "as many columns as can be");
	strcat(many, ",sent");
	ok(table_choose(&table, fields, many) == MISUSED, "one column more");
}

static void test_colour(void)
{
	static const struct field states[] = {
		{ "state", "STATE" }, { "moves", "MOVES" }, { 0 }
	};
	struct json_object *rows = json_object_new_array();
	struct json_object *record = json_object_new_object();
	struct table table = { .colour = true };

	table_choose(&table, states, NULL);
	record_text(record, "state", "gone");
	record_number(record, "moves", 2);
	json_object_array_add(rows, record);
	ok(prints("\033[1mSTATE\033[m  \033[1mMOVES\033[m\n"
		  "\033[31mgone\033[m       2\n", table_print, rows, &table),
	   "a table in colour");
	ok(prints("\033[1mSTATE\033[m  \033[31mgone\033[m\n"
		  "\033[1mMOVES\033[m  2\n", table_print_list, record,
		  &table), "a list in colour");
	json_object_put(rows);
}

/* Make standard output a terminal. Return: what it was, for dup2() */
static int set_terminal(void)
{
	int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	int saved = dup(STDOUT_FILENO);

	fflush(stdout);
	dup2(terminal, STDOUT_FILENO);
	close(terminal);
	return saved;
}

/* Is there colour on a terminal of this kind? */
static bool has_colour(const char *kind, const char *no_color)
{
	bool colour;
	int saved = set_terminal();

	setenv("TERM", kind, 1);
	setenv("NO_COLOR", no_color, 1);
	colour_choose(NULL, &colour);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	return colour;
}

static void test_when(void)
{
	bool colour;

	ok(has_colour("linux", ""), "colour on a terminal");
	ok(!has_colour("dumb", ""), "no colour on a dumb terminal");
	ok(!has_colour("linux", "1"), "no colour with NO_COLOR");
	ok(!colour_choose("always", &colour) && colour, "always");
	ok(!colour_choose("never", &colour) && !colour, "never");
	ok(colour_choose("often", &colour) == MISUSED, "often");
}

static void test_hostile(void)
{
	struct json_object *record = json_object_new_object();
	char long_name[400];

	record_bytes(record, "name", "a\"\\\n\033[1m\377b", 10);
	ok(prints("NAME  a\"\\??[1m?b\n", table_print_list, record, &plain),
	   "a name with control characters");
	ok(prints("{\n  \"name\":\"a\\\"\\\\??[1m?b\"\n}\n", table_print_list,
		  record, &json), "the same as JSON");
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
	ok(prints("SENT  18446744073709551615\n", table_print_list, record,
		  &plain), "the largest number");
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
	ok(strstr(text, "1.2 has arrived from machine 3: 8 control messages") &&
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
	/* Refusals go to standard error, where they would only distract */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	table_choose(&plain, fields, NULL);
	test_table();
	test_list();
	test_columns();
	test_colour();
	test_when();
	test_hostile();
	test_numbers();
	test_process();
	test_events();
	return tap_end();
}
