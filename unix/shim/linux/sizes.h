/* SPDX-License-Identifier: GPL-2.0 */
#include_next <linux/sizes.h>

#ifndef UNIX_SIZES_H
#define UNIX_SIZES_H

#define SZ_1K	0x00000400
#define SZ_4K	0x00001000

#endif
