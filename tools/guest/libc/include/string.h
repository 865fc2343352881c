/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>

void *memchr(const void *memory, int c, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *memory, int c, size_t size);

char *strcat(char *to, const char *from);
char *strchr(const char *s, int c);
int strcmp(const char *a, const char *b);
int strcoll(const char *a, const char *b);
char *strcpy(char *to, const char *from);
size_t strcspn(const char *s, const char *reject);
char *strerror(int error);
size_t strlen(const char *s);
char *strncat(char *to, const char *from, size_t size);
int strncmp(const char *a, const char *b, size_t size);
char *strncpy(char *to, const char *from, size_t size);
char *strpbrk(const char *s, const char *accept);
char *strrchr(const char *s, int c);
size_t strspn(const char *s, const char *accept);
char *strstr(const char *s, const char *part);
char *strtok(char *s, const char *separators);
size_t strxfrm(char *to, const char *from, size_t size);

/* POSIX */
void *memccpy(void *to, const void *from, int c, size_t size);
char *stpcpy(char *to, const char *from);
char *strdup(const char *s);
char *strndup(const char *s, size_t size);
size_t strnlen(const char *s, size_t size);
char *strtok_r(char *s, const char *separators, char **rest);

#endif
