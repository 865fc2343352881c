// SPDX-License-Identifier: GPL-2.0
/*
 * Arrays of pointers: a tree of nodes with 16 places, as high as the largest
 * index needs. Readers walk it under RCU; writers hold the lock. A node that
 * becomes empty is removed at once, and freed after a grace period. The tree
 * never gets lower until it is empty.
 */
#include <linux/bits.h>
#include <linux/xarray.h>

#define BITS	4
#define PLACES	BIT(BITS)

/**
 * struct unix_xa_node - a node
 * @shift: bits of an index below those that choose a place here (invariant)
 * @count: places in use
 * @up: the node above, or NULL (set once)
 * @at: nodes of the next lower level, or entries if @shift is 0; NULL: empty
 * @rcu: to free it
 */
struct unix_xa_node {
	u32 shift;
	u32 count;
	struct unix_xa_node *up;
	void *at[PLACES];
	struct rcu_head rcu;
};

static u32 place_of(const struct unix_xa_node *node, unsigned long index)
{
	return index >> node->shift & (PLACES - 1);
}

/* Has the tree under this node a place for the index? */
static bool covers(const struct unix_xa_node *node, unsigned long index)
{
	return node->shift + BITS >= 64 || !(index >> (node->shift + BITS));
}

/**
 * xa_init() - begin an empty array
 * @array: the array
 */
void xa_init(struct xarray *array)
{
	spin_lock_init(&array->lock);
	array->root = NULL;
}

static void free_tree(struct unix_xa_node *node)
{
	u32 i;

	for (i = 0; node->shift && i < PLACES; i++) {
		if (node->at[i])
			free_tree(node->at[i]);
	}
	kfree_rcu(node, rcu);
}

/**
 * xa_destroy() - empty an array; does not free the entries
 * @array: the array
 */
void xa_destroy(struct xarray *array)
{
	struct unix_xa_node *root;

	spin_lock(&array->lock);
	root = array->root;
	RCU_INIT_POINTER(array->root, NULL);
	if (root)
		free_tree(root);
	spin_unlock(&array->lock);
}

/**
 * xa_load() - read an entry
 * @array: the array
 * @index: its index
 *
 * Return: the entry, or NULL.
 */
void *xa_load(struct xarray *array, unsigned long index)
{
	struct unix_xa_node *node;
	void *entry = NULL;

	rcu_read_lock();
	node = rcu_dereference(array->root);
	if (node && !covers(node, index))
		node = NULL;
	while (node && node->shift)
		node = rcu_dereference(node->at[place_of(node, index)]);
	if (node)
		entry = rcu_dereference(node->at[place_of(node, index)]);
	rcu_read_unlock();
	return entry;
}

/* The lowest node for the index; NULL: there is none. Under the lock. */
static struct unix_xa_node *bottom(struct xarray *array, unsigned long index)
{
	struct unix_xa_node *node = array->root;

	if (node && !covers(node, index))
		return NULL;
	while (node && node->shift)
		node = node->at[place_of(node, index)];
	return node;
}

static struct unix_xa_node *node_create(u32 shift, gfp_t gfp)
{
	struct unix_xa_node *node = kzalloc(sizeof(*node), gfp);

	if (node)
		node->shift = shift;
	return node;
}

/* Make the tree high enough. Return: its root; NULL: no memory. */
static struct unix_xa_node *raise_root(struct xarray *array,
				       unsigned long index, gfp_t gfp)
{
	struct unix_xa_node *root = array->root;
	struct unix_xa_node *above;
	u32 shift = 0;

	while (!root && shift + BITS < 64 && index >> (shift + BITS))
		shift += BITS;
	while (!root || !covers(root, index)) {
		above = node_create(root ? root->shift + BITS : shift, gfp);
		if (!above)
			return NULL;
		if (root) {
			root->up = above;
			above->count = 1;
			above->at[0] = root;
		}
		rcu_assign_pointer(array->root, above);
		root = above;
	}
	return root;
}

static void put(struct unix_xa_node *node, u32 place, void *what)
{
	node->count += !!what - !!node->at[place];
	rcu_assign_pointer(node->at[place], what);
}

/* Free nodes without entries, from this one upwards */
static void prune(struct xarray *array, struct unix_xa_node *node,
		  unsigned long index)
{
	struct unix_xa_node *up;

	for (; node && !node->count; node = up) {
		up = node->up;
		if (up)
			put(up, place_of(up, index), NULL);
		else
			rcu_assign_pointer(array->root, NULL);
		kfree_rcu(node, rcu);
	}
}

/* Make the lowest node for the index. NULL: no memory. */
static struct unix_xa_node *reach(struct xarray *array, unsigned long index,
				  gfp_t gfp)
{
	struct unix_xa_node *node = raise_root(array, index, gfp);
	struct unix_xa_node *below;

	while (node && node->shift) {
		below = node->at[place_of(node, index)];
		if (!below) {
			below = node_create(node->shift - BITS, gfp);
			if (!below) {
				prune(array, node, index);
				return NULL;
			}
			below->up = node;
			put(node, place_of(node, index), below);
		}
		node = below;
	}
	return node;
}

/* Under the lock. Return: the entry before, or an error. */
static void *store(struct xarray *array, unsigned long index, void *entry,
		   gfp_t gfp)
{
	struct unix_xa_node *node;
	void *old;

	node = entry ? reach(array, index, gfp) : bottom(array, index);
	if (!node)
		return entry ? ERR_PTR(-ENOMEM) : NULL;
	old = node->at[place_of(node, index)];
	put(node, place_of(node, index), entry);
	prune(array, node, index);
	return old;
}

/**
 * xa_store() - write an entry
 * @array: the array
 * @index: its index
 * @entry: the entry, not NULL
 * @gfp: how to get memory
 *
 * Return: the entry that was there before, NULL: none; see xa_is_err().
 */
void *xa_store(struct xarray *array, unsigned long index, void *entry,
	       gfp_t gfp)
{
	void *old;

	spin_lock(&array->lock);
	old = store(array, index, entry, gfp);
	spin_unlock(&array->lock);
	return old;
}

/**
 * xa_erase() - make a place empty
 * @array: the array
 * @index: its index
 *
 * Return: the entry that was there, or NULL.
 */
void *xa_erase(struct xarray *array, unsigned long index)
{
	return xa_store(array, index, NULL, GFP_KERNEL);
}

/**
 * xa_cmpxchg() - write an entry if another one is there
 * @array: the array
 * @index: its index
 * @old: that entry, NULL: none
 * @entry: the entry; NULL: make the place empty
 * @gfp: how to get memory
 *
 * Return: the entry that was there, which is @old if @entry was written; see
 * xa_is_err().
 */
void *xa_cmpxchg(struct xarray *array, unsigned long index, void *old,
		 void *entry, gfp_t gfp)
{
	struct unix_xa_node *node;
	void *there;

	spin_lock(&array->lock);
	node = bottom(array, index);
	there = node ? node->at[place_of(node, index)] : NULL;
	if (there == old)
		there = store(array, index, entry, gfp);
	spin_unlock(&array->lock);
	return there;
}

/**
 * xa_insert() - write an entry in an empty place
 * @array: the array
 * @index: its index
 * @entry: the entry
 * @gfp: how to get memory
 *
 * Return: 0, -EBUSY: it is not empty, -ENOMEM.
 */
int xa_insert(struct xarray *array, unsigned long index, void *entry,
	      gfp_t gfp)
{
	void *there = xa_cmpxchg(array, index, NULL, entry, gfp);

	if (xa_is_err(there))
		return xa_err(there);
	return there ? -EBUSY : 0;
}

/* The first entry under @node from @index on; @index: where it is. */
static void *first_in(struct unix_xa_node *node, unsigned long *index)
{
	unsigned long rest = (1UL << node->shift) - 1;
	unsigned long next;
	void *found;
	u32 place;

	for (place = place_of(node, *index); place < PLACES; place++) {
		next = (*index | rest) + 1;
		found = rcu_dereference(node->at[place]);
		if (found && node->shift)
			found = first_in(found, index);
		if (found)
			return found;
		*index = next;
	}
	return NULL;
}

/**
 * xa_find() - find an entry
 * @array: the array
 * @index: where to begin; set to its index
 * @max: the last index to look at
 * @filter: XA_PRESENT
 *
 * Return: the entry, or NULL: there is none, and @index is not changed.
 */
void *xa_find(struct xarray *array, unsigned long *index, unsigned long max,
	      unsigned int filter)
{
	struct unix_xa_node *root;
	unsigned long at = *index;
	void *entry = NULL;

	(void)filter;
	rcu_read_lock();
	root = rcu_dereference(array->root);
	if (root && covers(root, at))
		entry = first_in(root, &at);
	rcu_read_unlock();
	if (!entry || at > max)
		return NULL;
	*index = at;
	return entry;
}

/**
 * xa_find_after() - find the next entry
 * @array: the array
 * @index: of the entry before; set to its index
 * @max: the last index to look at
 * @filter: XA_PRESENT
 *
 * Return: the entry, or NULL: there is none, and @index is not changed.
 */
void *xa_find_after(struct xarray *array, unsigned long *index,
		    unsigned long max, unsigned int filter)
{
	unsigned long next = *index + 1;
	void *entry;

	if (!next)
		return NULL;
	entry = xa_find(array, &next, max, filter);
	if (entry)
		*index = next;
	return entry;
}
