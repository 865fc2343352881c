/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of tests that need two honest processes (honest.h) and no more.
 */
#ifndef SELFTEST_HONEST_FIXTURE_H
#define SELFTEST_HONEST_FIXTURE_H

#include "harness.h"
#include "honest.h"

FIXTURE(honest)
{
	struct machine m[2];
	struct process p[2];
	uint32_t there;
};

FIXTURE_SETUP(honest)
{
	ASSERT_OK(honest_begin(self->m, self->p, &self->there));
}

FIXTURE_TEARDOWN(honest)
{
	honest_end(self->m, self->p);
}

#endif
