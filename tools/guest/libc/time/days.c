// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

static const short before_month[12] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
};

long __days_before(long year, int month)
{
	/* January and February belong to the leap days before their year. */
	long leap = year - (month < 2);
	long eras;

	/* Whole eras of 400 years, so that nothing below is negative */
	eras = leap / 400 - (leap < 0);
	leap -= 400 * eras;
	return 365 * (year - 1970) + before_month[month] +
	       97 * eras + leap / 4 - leap / 100 + leap / 400 - 477;
}
