// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <sys/sysinfo.h>

/**
 * totalram_pages() - how much memory this computer has
 *
 * Return: in pages of PAGE_SIZE.
 */
unsigned long totalram_pages(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		return 0;
	return (u64)info.totalram * info.mem_unit >> PAGE_SHIFT;
}
