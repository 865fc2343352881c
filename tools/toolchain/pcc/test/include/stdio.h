/* SPDX-License-Identifier: GPL-2.0 */
/* For the tests as long as the C library has none */
#include <stddef.h>
int printf(const char *format, ...);
int puts(const char *s);
int putchar(int c);
