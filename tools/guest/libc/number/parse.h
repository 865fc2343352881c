/* SPDX-License-Identifier: GPL-2.0 */
/* The text of a whole number, for the strto...() functions */
#ifndef _LIBC_PARSE_H
#define _LIBC_PARSE_H

/**
 * __digit_of() - the value of a digit
 * @c: a letter or digit
 *
 * Return: 0 to 35, or more if it is none
 */
int __digit_of(int c);

/**
 * __number_start() - pass the text before a number's digits
 * @s: the text
 * @base: as for strtol(); becomes the one that holds
 * @minus: becomes 1 if there is a minus sign, else 0
 *
 * Return: the first digit, if there is any
 */
const char *__number_start(const char *s, int *base, char *minus);

/**
 * __parse_long() - the number at the start of a text
 * @s: the text
 * @end: where it ends is written there; or NULL
 * @base: 0 or 2 to 36
 * @most: the largest number, if it is to be signed; else 0
 *
 * Return: the number; if it is out of range the nearest one, and errno says so
 */
unsigned long __parse_long(const char *s, char **end, int base,
			   unsigned long most);

/**
 * __parse_long_long() - the same for more bits
 * @s: the text
 * @end: where it ends is written there; or NULL
 * @base: 0 or 2 to 36
 * @most: the largest number, if it is to be signed; else 0
 *
 * Return: the number; if it is out of range the nearest one, and errno says so
 */
unsigned long long __parse_long_long(const char *s, char **end, int base,
				     unsigned long long most);

#endif
