/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct __stream FILE;
typedef long fpos_t;

#define EOF		(-1)
#define BUFSIZ		256
#define FOPEN_MAX	16
#define FILENAME_MAX	256
#define L_tmpnam	16
#define TMP_MAX		10000

#define _IOFBF		0
#define _IOLBF		1
#define _IONBF		2

#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

FILE *fopen(const char *path, const char *mode);
FILE *freopen(const char *path, const char *mode, FILE *stream);
int fclose(FILE *stream);
int fflush(FILE *stream);
void setbuf(FILE *stream, char *buffer);
int setvbuf(FILE *stream, char *buffer, int mode, size_t size);
int remove(const char *path);
int rename(const char *from, const char *to);

int fgetc(FILE *stream);
int getc(FILE *stream);
int getchar(void);
char *fgets(char *to, int size, FILE *stream);
size_t fread(void *to, size_t size, size_t count, FILE *stream);
int ungetc(int c, FILE *stream);

int fputc(int c, FILE *stream);
int putc(int c, FILE *stream);
int putchar(int c);
int fputs(const char *s, FILE *stream);
int puts(const char *s);
size_t fwrite(const void *from, size_t size, size_t count, FILE *stream);

int fseek(FILE *stream, long offset, int whence);
long ftell(FILE *stream);
void rewind(FILE *stream);
int fgetpos(FILE *stream, fpos_t *position);
int fsetpos(FILE *stream, const fpos_t *position);

void clearerr(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void perror(const char *s);

int printf(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
int fprintf(FILE *stream, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int sprintf(char *to, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int snprintf(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int vprintf(const char *format, va_list args);
int vfprintf(FILE *stream, const char *format, va_list args);
int vsprintf(char *to, const char *format, va_list args);
int vsnprintf(char *to, size_t size, const char *format, va_list args);

int scanf(const char *format, ...)
	__attribute__((format(scanf, 1, 2)));
int fscanf(FILE *stream, const char *format, ...)
	__attribute__((format(scanf, 2, 3)));
int sscanf(const char *s, const char *format, ...)
	__attribute__((format(scanf, 2, 3)));
int vscanf(const char *format, va_list args);
int vfscanf(FILE *stream, const char *format, va_list args);
int vsscanf(const char *s, const char *format, va_list args);

#endif
