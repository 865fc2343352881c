// SPDX-License-Identifier: GPL-2.0
/*
 * The guests of a machine that is evacuated, and the progress bar.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../evacuee.h"
#include "../progress.h"
#include "tap.h"

static void test_states(void)
{
	struct evacuees guests = {};
	struct evacuee *one = evacuees_add(&guests, 11, "one");
	struct evacuee *two = evacuees_add(&guests, 12, "two");

	ok(evacuees_find(&guests, 12) == two && !evacuees_find(&guests, 13),
	   "guests are found");
	ok(guests.in[EVACUEE_WAITING] == 2, "all wait at first");
	ok(evacuees_next(&guests, 0) == one && !evacuees_due(&guests),
	   "the first is to be tried first, at once");
	evacuees_turn(&guests, one, EVACUEE_LEAVING);
	ok(evacuees_next(&guests, 0) == two, "then the second");
	two->when = 500;
	ok(!evacuees_next(&guests, 499) && evacuees_due(&guests) == 500 &&
	   evacuees_next(&guests, 500) == two, "not before its time");
	evacuees_turn(&guests, one, EVACUEE_MOVED);
	evacuees_turn(&guests, two, EVACUEE_STAYS);
	ok(evacuees_due(&guests) == UINT64_MAX && !guests.in[EVACUEE_WAITING] &&
	   guests.in[EVACUEE_MOVED] == 1 && guests.in[EVACUEE_STAYS] == 1,
	   "none is left");
	evacuees_clear(&guests);
}

static void test_tried(void)
{
	struct evacuees guests = {};
	struct evacuee *guest = evacuees_add(&guests, 11, "one");
	__u16 machine;
	bool right = true;

	guest->first = 7;
	for (machine = 2; machine < 300; machine += 2)
		right &= !evacuee_try_no_more(guest, machine);
	for (machine = 2; machine < 300; machine++)
		right &= evacuee_tried(guest, machine) == !(machine % 2);
	ok(right && !guest->first, "machines that refuse are remembered");
	evacuees_clear(&guests);
}

static void test_bar(void)
{
	struct progress progress = { .title = "m 3", .began = 1000 };
	char line[PROGRESS_LINE];

	progress_line(&progress, 0, 0, "", 1000, 80, line);
	ok(!strcmp(line, "m 3 [........................] 0/0"),
	   "nothing to do");
	progress_line(&progress, 6, 24, "2 go", 4000, 80, line);
	ok(!strcmp(line,
		   "m 3 [######..................] 6/24, 2 go, 0:09 left"),
	   "a quarter in three seconds");
	progress_line(&progress, 24, 24, "", 4000, 80, line);
	ok(!strcmp(line, "m 3 [########################] 24/24"),
	   "all");
	progress_line(&progress, 6, 24, "2 on their way", 4000, 20, line);
	ok(strlen(line) == 19, "a narrow terminal");
	progress_line(&progress, 1, 10000, "", 1500, 80, line);
	ok(!strstr(line, "left"), "too early to tell");
}

int main(void)
{
	test_states();
	test_tried();
	test_bar();
	return tap_end();
}
