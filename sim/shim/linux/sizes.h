/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_SIZES_H
#define SHIM_SIZES_H

#define SZ_16K	0x00004000
#define SZ_64K	0x00010000
#define SZ_128K	0x00020000
#define SZ_512K	0x00080000
#define SZ_1M	0x00100000
#define SZ_4M	0x00400000
#define SZ_8M	0x00800000
#define SZ_16M	0x01000000
#define SZ_256M	0x10000000

#endif
