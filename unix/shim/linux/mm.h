/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_MM_H
#define UNIX_MM_H

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/types.h>

/* Only for the module's arithmetic; the processor's pages may be larger */
#define PAGE_SHIFT	12
#define PAGE_SIZE	BIT(PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(n)	(((n) + PAGE_SIZE - 1) & PAGE_MASK)
#define offset_in_page(n)	((unsigned long)(n) & ~PAGE_MASK)

/* Pages of this computer's memory */
unsigned long totalram_pages(void);

#endif
