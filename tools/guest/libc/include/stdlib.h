/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STDLIB_H
#define _STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS	0
#define EXIT_FAILURE	1
#define RAND_MAX	32767
#define MB_CUR_MAX	1

typedef struct {
	int quot;
	int rem;
} div_t;

typedef struct {
	long quot;
	long rem;
} ldiv_t;

typedef struct {
	long long quot;
	long long rem;
} lldiv_t;

/*
 * The memory of malloc(): 8 KiB on a Z8002, 32 KiB on a Z8001,
 * unless one file of the program says HEAP(size) outside of all functions.
 */
#define HEAP(size) \
	static long __heap_memory[((size) + 3L) / 4]; \
	long *const __heap = __heap_memory; \
	const size_t __heap_size = ((size) + 3L) / 4 * 4

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);

void abort(void) __attribute__((noreturn));
int atexit(void (*function)(void));
void exit(int status) __attribute__((noreturn));
void _Exit(int status) __attribute__((noreturn));
char *getenv(const char *name);

double atof(const char *s);
int atoi(const char *s);
long atol(const char *s);
long long atoll(const char *s);
double strtod(const char *s, char **end);
float strtof(const char *s, char **end);
long double strtold(const char *s, char **end);
long strtol(const char *s, char **end, int base);
long long strtoll(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);

int rand(void);
void srand(unsigned int seed);

void *bsearch(const void *key, const void *array, size_t count, size_t size,
	      int (*compare)(const void *a, const void *b));
void qsort(void *array, size_t count, size_t size,
	   int (*compare)(const void *a, const void *b));

int abs(int n);
long labs(long n);
long long llabs(long long n);
div_t div(int n, int d);
ldiv_t ldiv(long n, long d);
lldiv_t lldiv(long long n, long long d);

#endif
