/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program that files.c is the main() of has.
 */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <stdbool.h>
#include <stddef.h>

#define FILES_MAX	1048576	/* bytes of an input */

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

/* One input made of a seed, at most FILES_MAX bytes. Return: how many. */
size_t files_make(unsigned long long seed, unsigned char *bytes);

/**
 * struct files_goal - what a corpus must reach, or it is of no use any more
 * @what: in words; NULL after the last goal
 * @least: files of a corpus that must reach it
 * @reached: set by the program when this file has
 * @files: files that have
 */
struct files_goal {
	const char *what;
	unsigned int least;
	bool reached;
	unsigned int files;
};

extern struct files_goal files_goals[];

#endif
