/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Macros of the kernel's headers that user space's lack.
 */
#ifndef SELFTEST_COMPILER_H
#define SELFTEST_COMPILER_H

#ifndef __packed
#define __packed	__attribute((packed))
#endif
#ifndef __aligned
#define __aligned(x)	__attribute((aligned(x)))
#endif
#ifndef __printf
#define __printf(a, b)	__attribute((format(printf, a, b)))
#endif

#endif
