// SPDX-License-Identifier: GPL-2.0
/*
 * Machines that drain, and machines that take their guests.
 */
#include <asm/byteorder.h>

#include "pm/drain.h"
#include "pm/place.h"
#include "test/check.h"

#define HOLDER	0x100000011ULL
#define OTHER	0x200000022ULL

static void a_machine_drains_once(void)
{
	struct drains drains = {};
	struct drain *drain;
	__u32 code;

	CHECK(!drains_find(&drains, 3));
	drain = drains_begin(&drains, 3, HOLDER);
	CHECK(drain && drain->machine == 3 && drain->holder == HOLDER);
	CHECK(drains_find(&drains, 3) == drain && !drains_find(&drains, 2));
	code = drain->code;
	CHECK(code && drains_find_code(&drains, code) == drain);
	drain->kept = true;
	drain = drains_begin(&drains, 3, OTHER);
	CHECK(drains.count == 1 && drain->holder == OTHER && !drain->kept);
	CHECK(!drains_find_code(&drains, code));
	drains_end(&drains, drain);
	CHECK(!drains.count && !drains_find(&drains, 3));
	drains_clear(&drains);
}

static void codes_are_never_used_again(void)
{
	struct drains drains = {};
	__u32 code = drains_begin(&drains, 1, HOLDER)->code;

	drains_end(&drains, drains_find(&drains, 1));
	CHECK(drains_begin(&drains, 1, HOLDER)->code != code);
	code = drains_find(&drains, 1)->code;
	drains_clear(&drains);
	CHECK(drains_begin(&drains, 1, HOLDER)->code != code);
	drains_clear(&drains);
}

static void the_others_stay(void)
{
	struct drains drains = {};
	__u16 machine;

	for (machine = 1; machine <= 100; machine++)
		drains_begin(&drains, machine, HOLDER);
	for (machine = 1; machine <= 100; machine += 3)
		drains_end(&drains, drains_find(&drains, machine));
	for (machine = 1; machine <= 100; machine++)
		CHECK(!drains_find(&drains, machine) == (machine % 3 == 1));
	drains_clear(&drains);
}

static void the_emptiest_comes_first(void)
{
	struct place places[] = { { 2, 5 }, { 3, 0 }, { 7, 1 } };
	const __u16 expected[] = { 3, 3, 7, 3, 7, 3, 7, 3, 7, 2, 3, 7, 2 };
	__be16 machines[13] = {};
	int i;

	CHECK(!places_fill(places, 0, 0, machines, 1));
	CHECK(places_fill(places, 3, 0, machines, 13) == 13);
	for (i = 0; i < 13; i++)
		CHECK(machines[i] == __cpu_to_be16(expected[i]));
}

static void pages_go_on_where_the_last_ended(void)
{
	const struct place places[] = { { 2, 5 }, { 3, 0 }, { 7, 1 } };
	struct place copy[3];
	__be16 all[40], page[10];
	int i, at;

	for (i = 0; i < 3; i++)
		copy[i] = places[i];
	places_fill(copy, 3, 0, all, 40);
	for (at = 0; at < 40; at += 10) {
		for (i = 0; i < 3; i++)
			copy[i] = places[i];
		CHECK(places_fill(copy, 3, at, page, 10) == 10);
		for (i = 0; i < 10; i++)
			CHECK(page[i] == all[at + i]);
	}
}

int main(void)
{
	a_machine_drains_once();
	codes_are_never_used_again();
	the_others_stay();
	the_emptiest_comes_first();
	pages_go_on_where_the_last_ended();
	return done();
}
