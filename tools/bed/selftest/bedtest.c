// SPDX-License-Identifier: GPL-2.0
/*
 * A module with one planted bug, for the beds' own test: each bug must make
 * the run fail.  Loading without a bug does nothing and must let it pass.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static char *bug = "none";
module_param(bug, charp, 0);
MODULE_PARM_DESC(bug, "none, warn, leak, bounds or order");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

static void bug_leak(void)
{
	void *lost;
	int i;

	/* Many, so that a stale pointer on a stack cannot hide them all. */
	for (i = 0; i < 16; i++) {
		lost = kmalloc(128, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(lost);
	}
}

static void bug_bounds(void)
{
	size_t size = 64;
	char *area;

	OPTIMIZER_HIDE_VAR(size);
	area = kmalloc(64, GFP_KERNEL);
	if (!area)
		return;
	OPTIMIZER_HIDE_VAR(area);
	area[size] = 1;
	kfree(area);
}

static void bug_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static int __init bedtest_init(void)
{
	if (!strcmp(bug, "warn"))
		WARN(1, "bedtest: a warning, as requested\n");
	else if (!strcmp(bug, "leak"))
		bug_leak();
	else if (!strcmp(bug, "bounds"))
		bug_bounds();
	else if (!strcmp(bug, "order"))
		bug_order();
	else if (strcmp(bug, "none"))
		return -EINVAL;
	return 0;
}

static void __exit bedtest_exit(void)
{
}

module_init(bedtest_init);
module_exit(bedtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Planted bugs for the test beds' own test");
