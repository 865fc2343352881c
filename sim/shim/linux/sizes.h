/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_SIZES_H
#define SHIM_SIZES_H

#define SZ_64K	0x00010000
#define SZ_8M	0x00800000

#endif
