/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface between files.c and the program of which it is the main().
 */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <stdbool.h>
#include <stddef.h>

#define FILES_MAX	1048576	/* bytes of an input */

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

/* Make an input from a seed, of at most FILES_MAX bytes. Return: its length. */
size_t files_make(unsigned long long seed, unsigned char *bytes);

/**
 * struct files_goal - what a corpus must reach to be still of use
 * @what: description; NULL after the last goal
 * @least: how many files of a corpus must reach it
 * @reached: set by the program when the present file reaches it
 * @files: how many files have reached it
 */
struct files_goal {
	const char *what;
	unsigned int least;
	bool reached;
	unsigned int files;
};

extern struct files_goal files_goals[];

#endif
