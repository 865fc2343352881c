// SPDX-License-Identifier: GPL-2.0
/*
 * The store of guests' memory: pages read as zeros until they are written, even
 * pages that another guest had before; reading takes no memory; no two guests
 * get the same page; the process has few mappings.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "guest/store.h"
#include "z8k.h"

#define MOST	2048	/* pages of a guest */
#define GUESTS	70000	/* more than a process may have mappings */
#define THREADS	4
#define ROUNDS	20000

/**
 * struct guest - pages of a guest
 * @first: the first one
 * @pages: how many; 0: none
 * @mark: the first byte of each page
 */
struct guest {
	u64 first;
	u32 pages;
	u8 mark;
};

static u8 bytes[MOST * Z8K_PAGE_SIZE];

static u64 at(u64 page)
{
	return page << Z8K_PAGE_SHIFT;
}

static bool zeros(u64 first, u32 pages)
{
	u32 size = pages * Z8K_PAGE_SIZE;
	u32 i;

	memset(bytes, 0xff, size);
	if (!demos_guest_store_read(at(first), bytes, size))
		return false;
	for (i = 0; i < size; i++) {
		if (bytes[i])
			return false;
	}
	return true;
}

/* A field of smaps for the mapping with this address; "": there is none */
static const char *mapping(const u8 *address, const char *name)
{
	FILE *file = fopen("/proc/self/smaps", "r");
	static char line[4096];
	unsigned long from, to;
	bool in = false;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			in = (unsigned long)address >= from &&
			     (unsigned long)address < to;
		else if (in && !strncmp(line, name, strlen(name)))
			break;
		line[0] = '\0';
	}
	if (file)
		fclose(file);
	return line[0] ? line + strlen(name) : line;
}

/* Pages of the mapping that take memory */
static unsigned long taken(const u8 *address)
{
	return atol(mapping(address, "Anonymous:")) * 1024 / Z8K_PAGE_SIZE;
}

static u32 mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	char line[4096];
	u32 count = 0;

	while (file && fgets(line, sizeof(line), file))
		count++;
	if (file)
		fclose(file);
	return count;
}

static void test_sparse(void)
{
	u64 first, other;
	u8 *page;

	expect(!demos_guest_store_alloc(MOST, &first) &&
	       !demos_guest_store_alloc(1, &other), "there are pages");
	page = demos_guest_store_pin(first);
	if (access("/sys/kernel/mm/transparent_hugepage", F_OK))
		expect_skip("huge pages: this kernel has none");
	else
		expect(!!strstr(mapping(page, "VmFlags:"), " nh "),
		       "a guest gets no huge pages");
	expect(zeros(first, MOST), "pages read as zeros");
	expect(page[5] == 0, "a pinned one, too");
	expect(taken(page) == 0, "reading takes no memory");
	expect(demos_guest_store_write(at(first + 7) - 3, "hello", 5),
	       "bytes are written");
	expect(taken(page) == 2, "two pages take memory, not more");
	expect(!memcmp(page + 7 * Z8K_PAGE_SIZE - 3, "hello", 5),
	       "they are seen through a pinned page");
	memcpy(page + at(9), "there", 5);
	demos_guest_store_unpin(page, true);
	expect(demos_guest_store_read(at(first + 9), bytes, 5) &&
	       !memcmp(bytes, "there", 5), "and the other way round");
	demos_guest_store_free(first, MOST);
	expect(taken(page) == 0, "freed pages take no memory");
	expect(!demos_guest_store_alloc(MOST, &other) && other == first &&
	       zeros(first, MOST), "and read as zeros when they come back");
	demos_guest_store_free(first, MOST);
}

static void test_too_much(void)
{
	u64 first[64], page = 0;
	u32 count = 0;

	expect(demos_guest_store_alloc(U32_MAX, &page) == -ENOMEM,
	       "no guest gets all addresses");
	expect(demos_guest_store_alloc(MOST + 1, &page) == -ENOMEM,
	       "nor more than it can have");
	while (count < ARRAY_SIZE(first) &&
	       !demos_guest_store_alloc(MOST, &first[count]))
		count++;
	expect(count == ARRAY_SIZE(first), "many have the most of it");
	while (count)
		demos_guest_store_free(first[--count], MOST);
}

static void swap(u64 *one, u64 *other)
{
	u64 was = *one;

	*one = *other;
	*other = was;
}

/* Each guest has written a page; every second guest goes, in random order */
static void test_mappings(void)
{
	static u64 first[GUESTS];
	u32 before = mappings();
	u32 i, had = 0;

	for (i = 0; i < GUESTS && !demos_guest_store_alloc(1, &first[i]); i++)
		had += demos_guest_store_write(at(first[i]), "x", 1);
	expect(had == GUESTS, "%u guests have memory", had);
	for (i = 0; i < GUESTS; i++)
		swap(&first[i], &first[rand() % GUESTS]);
	for (i = 0; i < GUESTS / 2; i++)
		demos_guest_store_free(first[i], 1);
	expect(mappings() < before + 100, "mappings: %u, then %u", before,
	       mappings());
	for (; i < GUESTS; i++)
		demos_guest_store_free(first[i], 1);
}

static bool still_own(const struct guest *guest)
{
	u8 mark;
	u32 i;

	for (i = 0; i < guest->pages; i++) {
		if (!demos_guest_store_read(at(guest->first + i), &mark, 1) ||
		    mark != guest->mark)
			return false;
	}
	return true;
}

static bool renew(struct guest *guest, unsigned int *seed)
{
	u8 mark;
	u32 i;

	if (guest->pages)
		demos_guest_store_free(guest->first, guest->pages);
	guest->pages = 1 + rand_r(seed) % (1 << rand_r(seed) % 7);
	guest->mark = 1 + rand_r(seed) % 255;
	if (demos_guest_store_alloc(guest->pages, &guest->first))
		return false;
	for (i = 0; i < guest->pages; i++) {
		if (!demos_guest_store_read(at(guest->first + i), &mark, 1) ||
		    mark)
			return false;
		demos_guest_store_write(at(guest->first + i), &guest->mark, 1);
	}
	return true;
}

/* Guests come and go; none finds another one's bytes, or loses its own */
static void *come_and_go(void *arg)
{
	struct guest guests[100] = { };
	unsigned int seed = (unsigned long)arg;
	struct guest *guest;
	bool good = true;
	u32 i;

	for (i = 0; good && i < ROUNDS; i++) {
		guest = &guests[rand_r(&seed) % ARRAY_SIZE(guests)];
		good = still_own(guest) && renew(guest, &seed);
	}
	for (i = 0; good && i < ARRAY_SIZE(guests); i++) {
		if (guests[i].pages)
			demos_guest_store_free(guests[i].first,
					       guests[i].pages);
	}
	return good ? arg : NULL;
}

static void test_threads(unsigned int seed)
{
	pthread_t threads[THREADS];
	u32 i, good = 0;
	void *result;

	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, come_and_go,
				   (void *)(seed + i + 1UL)))
			abort();
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		good += !!result;
	}
	expect(good == THREADS, "guests keep their own bytes (seed %u)", seed);
}

int main(int argc, char **argv)
{
	unsigned int seed = argc > 1 ? atoi(argv[1]) : getpid();

	expect_begin();
	srand(seed);
	if (!expect(!demos_guest_store_init(), "there is a store"))
		return expect_end();
	test_sparse();
	test_too_much();
	test_mappings();
	test_threads(seed);
	demos_guest_store_exit();
	return expect_end();
}
