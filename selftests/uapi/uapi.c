// SPDX-License-Identifier: GPL-2.0
/*
 * Check that uapi/demos.yaml and uapi/linux/demos.h agree: every number, the
 * offset and size of every member, the size of every structure. The tables in
 * spec.h are generated from the specification (spec_to_c.py); this file
 * compiles them against the header. Needs no module.
 */
#include <linux/demos.h>
#include <stddef.h>
#include <string.h>

#include "kselftest_harness.h"

struct number {
	const char *name;
	long long spec;
	long long header;
};

struct member {
	const char *name;
	size_t spec_offset;
	size_t spec_size;
	size_t offset;
	size_t size;
};

#include "spec.h"

static int compare(const struct number *number)
{
	int wrong = 0;

	for (; number->name; number++) {
		if (number->spec == number->header)
			continue;
		ksft_print_msg("%s: %lld in demos.yaml, %lld in demos.h\n",
			       number->name, number->spec, number->header);
		wrong++;
	}
	return wrong;
}

static int list(const struct number *number, const char *what)
{
	int count = 0;

	for (; number->name; number++, count++)
		ksft_print_msg("%s: %s\n", number->name, what);
	return count;
}

TEST(numbers_agree)
{
	EXPECT_EQ(0, compare(numbers));
}

TEST(commands_agree)
{
	EXPECT_EQ(0, compare(commands));
	EXPECT_EQ(DEMOS_CMD_MAX, sizeof(commands) / sizeof(*commands) - 1);
}

TEST(attributes_agree)
{
	EXPECT_EQ(0, compare(attributes));
	EXPECT_EQ(DEMOS_A_MAX, sizeof(attributes) / sizeof(*attributes) - 1);
}

TEST(members_agree)
{
	const struct member *member;

	for (member = members; member->name; member++) {
		EXPECT_EQ(member->spec_offset, member->offset)
			TH_LOG("%s: wrong offset", member->name);
		EXPECT_EQ(member->spec_size, member->size)
			TH_LOG("%s: wrong size", member->name);
	}
}

TEST(sizes_agree)
{
	EXPECT_EQ(0, compare(sizes));
}

TEST(names_agree)
{
	EXPECT_STREQ(DEMOS_GENL_NAME, family);
	EXPECT_STREQ(DEMOS_MCGRP_EVENTS, group);
	EXPECT_EQ(sizeof(struct demos_header), fixed_header);
}

TEST(complete)
{
	EXPECT_EQ(0, list(missing, "in demos.h, not in demos.yaml"));
	EXPECT_EQ(0, list(dangling, "used in demos.yaml, not defined there"));
}

TEST_HARNESS_MAIN
