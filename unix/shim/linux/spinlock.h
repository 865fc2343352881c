/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread that holds a lock may lose the processor, so others sleep instead
 * of spinning.
 */
#ifndef UNIX_SPINLOCK_H
#define UNIX_SPINLOCK_H

#include <linux/mutex.h>
#include <linux/printk.h>

typedef struct mutex spinlock_t;

#define DEFINE_SPINLOCK(name)	DEFINE_MUTEX(name)
#define spin_lock_init(lock)	mutex_init(lock)
#define spin_lock(lock)		mutex_lock(lock)
#define spin_unlock(lock)	mutex_unlock(lock)
#define spin_lock_bh(lock)	mutex_lock(lock)
#define spin_unlock_bh(lock)	mutex_unlock(lock)
#define spin_trylock(lock)	mutex_trylock(lock)

#endif
