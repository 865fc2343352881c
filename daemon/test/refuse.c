// SPDX-License-Identifier: GPL-2.0
/*
 * All refusals are counted; some of them are logged, as are some successes.
 */
#include <stdio.h>
#include <string.h>

#include "netd/ration.h"
#include "netd/refuse.h"
#include "test/check.h"
#include "test/logged.h"

/* Two peers come and go: each has lines of its own */
static void each_peer_has_its_ration(void)
{
	struct ration two = {}, three = {};
	int i;

	logged_lines = 0;
	for (i = 0; i < 10000; i++)
		ration_line(&two, 5000, "machine %u is connected", 2);
	CHECK(logged_lines == RATION_BURST);
	CHECK(!strcmp(logged, "machine 2 is connected"));
	ration_line(&three, 5000, "machine %u is connected", 3);
	CHECK(logged_lines == RATION_BURST + 1);
	CHECK(!strcmp(logged, "machine 3 is connected"));
	ration_line(&two, 5000 + RATION_EACH, "machine %u is connected", 2);
	CHECK(logged_lines == RATION_BURST + 2 && strstr(logged, "9990 lines"));
	ration_line(&two, 1000000, "machine %u is connected", 2);
	CHECK(!strcmp(logged, "machine 2 is connected"));
}

int main(void)
{
	__u64 now = 1000000;
	int i;

	refuse(REFUSED_KEY, now, "192.0.2.9:5", 4, NULL);
	CHECK(logged_lines == 1 && strstr(logged, "192.0.2.9:5 as machine 4"));
	for (i = 0; i < 100000; i++)
		refuse(REFUSED_SLOW, now, "192.0.2.9:5", 0, "so");
	CHECK(logged_lines == RATION_BURST);
	CHECK(refuse_count(REFUSED_SLOW) == 100000);
	CHECK(refuse_count(REFUSED_KEY) == 1);
	CHECK(!refuse_count(REFUSED_CROWD));
	/* A minute of it: a line a second, and how many were left out */
	for (i = 0; i < 60000; i++)
		refuse(REFUSED_SLOW, now + i, "192.0.2.9:5", 0, NULL);
	CHECK(logged_lines <= RATION_BURST + 61);
	CHECK(strstr(logged, "refused ") && strstr(logged, " lines left out"));
	logged_lines = 0;
	for (i = 0; i < 100; i++)
		refuse(REFUSED_SLOW, now + 1000000, "192.0.2.9:5", 0, NULL);
	CHECK(logged_lines == RATION_BURST);
	for (i = 0; i < REFUSALS; i++)
		CHECK(*refuse_name(i) && *refuse_meaning(i));
	each_peer_has_its_ration();
	return done();
}
