/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arrays of pointers with few entries at wide-spread indices: see
 * host/xarray.c. Functions that read need no lock; the caller's own lock or RCU
 * must keep the entry alive that they return.
 */
#ifndef UNIX_XARRAY_H
#define UNIX_XARRAY_H

#include <limits.h>
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

struct unix_xa_node;

/**
 * struct xarray - an array
 * @lock: of writers
 * @root: the top of the tree, NULL: empty (read under RCU)
 */
struct xarray {
	spinlock_t lock;
	struct unix_xa_node __rcu *root;
};

#define XA_PRESENT	8U

void xa_init(struct xarray *array);
void xa_destroy(struct xarray *array);
void *xa_load(struct xarray *array, unsigned long index);
void *xa_store(struct xarray *array, unsigned long index, void *entry,
	       gfp_t gfp);
void *xa_erase(struct xarray *array, unsigned long index);
void *xa_cmpxchg(struct xarray *array, unsigned long index, void *old,
		 void *entry, gfp_t gfp);
int xa_insert(struct xarray *array, unsigned long index, void *entry,
	      gfp_t gfp);
void *xa_find(struct xarray *array, unsigned long *index, unsigned long max,
	      unsigned int filter);
void *xa_find_after(struct xarray *array, unsigned long *index,
		    unsigned long max, unsigned int filter);

#define xa_is_err(entry)	IS_ERR(entry)
#define xa_err(entry)		PTR_ERR_OR_ZERO(entry)

#define xa_for_each(array, index, entry) \
	xa_for_each_start(array, index, entry, 0)
#define xa_for_each_start(array, index, entry, start)			\
	for (index = (start),						\
	     entry = xa_find(array, &index, ULONG_MAX, XA_PRESENT);	\
	     entry;							\
	     entry = xa_find_after(array, &index, ULONG_MAX, XA_PRESENT))

#endif
