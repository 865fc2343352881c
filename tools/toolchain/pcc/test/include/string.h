/* SPDX-License-Identifier: GPL-2.0 */
/* For the tests as long as the C library has none */
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
void *memchr(const void *a, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strcpy(char *to, const char *s);
char *strncpy(char *to, const char *s, size_t n);
char *strcat(char *to, const char *s);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
