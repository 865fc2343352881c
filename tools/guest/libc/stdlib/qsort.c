// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

/*
 * A heap sort: no recursion on a small stack, never quadratic, and it ends
 * whatever the comparison says.
 */
struct array {
	char *base;
	size_t size;
	int (*compare)(const void *a, const void *b);
};

static void swap(char *a, char *b, size_t size)
{
	for (; size; size--, a++, b++) {
		char kept = *a;

		*a = *b;
		*b = kept;
	}
}

/* Let element @at sink to its place in a heap whose end is @end; offsets. */
static void sink(const struct array *array, size_t at, size_t end)
{
	char *base = array->base;
	size_t size = array->size;
	size_t child;

	/* Not 2 * at + size < end: that could overflow */
	while (at < end - at && (child = at + at + size) < end &&
	       child > at) {
		if (end - child > size &&
		    array->compare(base + child, base + child + size) < 0)
			child += size;
		if (array->compare(base + at, base + child) >= 0)
			return;
		swap(base + at, base + child, size);
		at = child;
	}
}

void qsort(void *base, size_t count, size_t size,
	   int (*compare)(const void *a, const void *b))
{
	struct array array = { base, size, compare };
	size_t end = count * size;
	size_t at;

	if (count < 2 || !size)
		return;
	for (at = count / 2 * size; at; ) {
		at -= size;
		sink(&array, at, end);
	}
	while ((end -= size)) {
		swap(array.base, array.base + end, size);
		sink(&array, 0, end);
	}
}
