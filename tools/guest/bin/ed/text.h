/* SPDX-License-Identifier: GPL-2.0 */
/* The text that ed edits: lines, numbered from 1 */
#ifndef ED_TEXT_H
#define ED_TEXT_H

#include <stdbool.h>

#define LINES_MAX	8000
#define LINE_MAX	512

extern int text_count;		/* lines */
extern bool text_changed;	/* since it was read or written */

/* Line @number, 1 to text_count, without a newline */
const char *text_line(int number);

/* Insert a line behind line @after, 0: in front. False: no room */
bool text_insert(int after, const char *line);

/* Put a line in the place of another. False: no room, nothing has changed */
bool text_replace(int number, const char *line);

/* Remove lines @from to @to */
void text_delete(int from, int to);

/* Move lines @from to @to behind line @after, which is not among them */
void text_move(int from, int to, int after);

#endif
