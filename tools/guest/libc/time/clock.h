/* SPDX-License-Identifier: GPL-2.0 */
/* The seam of <time.h> to the system */
#ifndef _LIBC_CLOCK_H
#define _LIBC_CLOCK_H

#include <stdint.h>
#include <time.h>

/* The machine's clock: ns since 1970 */
uint64_t __clock_ns(void);

/* Days from 1970-01-01 to the first of a month; @month: 0 to 11 */
long __days_before(long year, int month);

#endif
