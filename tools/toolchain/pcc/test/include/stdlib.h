/* SPDX-License-Identifier: GPL-2.0 */
/* For the tests as long as the C library has none */
#include <stddef.h>
void abort(void);
void exit(int status);
void *malloc(size_t n);
void *calloc(size_t a, size_t b);
void free(void *p);
int abs(int x);
long labs(long x);
