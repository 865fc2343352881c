/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tests of libdemos with a machine, in several files.
 */
#ifndef DEMOS_TEST_LIBRARY_H
#define DEMOS_TEST_LIBRARY_H

#include <sys/types.h>

#include "lib/demos.h"

#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define SOON		20000	/* ms */

struct demos *library_process(const char *name);
__u32 library_introduce(struct demos *from, struct demos *to, const char *name,
			const struct demos_link *wanted);
pid_t library_start(const char *program);

/* traffic.c */
void nothing_is_lost_to_a_small_buffer(void);
void each_thread_has_a_handle(void);

/* await.c */
void a_name_is_waited_for(void);
void a_name_is_shared(void);

/* streams.c */
void streams_are_given(void);

/* groups.c */
void groups_are_one(void);

/* files.c */
void wrong_files_are_refused(void);

/* examples.c */
void the_example_answers(const char *program);
void a_foreign_system_is_served(struct demos *demos, const char *program,
				const char *image);

#endif
