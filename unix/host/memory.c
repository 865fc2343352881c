// SPDX-License-Identifier: GPL-2.0
/* What this computer has: memory, processors. */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <sched.h>
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

/**
 * num_online_cpus() - how many processors this process may use
 *
 * Return: at least 1.
 */
unsigned int num_online_cpus(void)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return get_nprocs();
	return CPU_COUNT(&allowed);
}
