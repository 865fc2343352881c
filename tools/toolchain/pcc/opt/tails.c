// SPDX-License-Identifier: GPL-2.0
/*
 * For small code: where two ways come together, the instructions that both end
 * with remain once.
 */
#include <stdio.h>
#include <string.h>
#include "opt.h"

/* The last instruction on the way to line @i, or -1; @i is a jump or a label */
static int last_before(int i)
{
	i = previous_line(i);
	return i >= 0 && lines[i].kind == INSTRUCTION && !is_jump(&lines[i]) &&
	       !ends_flow(&lines[i]) ? i : -1;
}

static int is_equal(const struct line *a, const struct line *b)
{
	return !strcmp(a->text, b->text) && a->passed == b->passed;
}

/*
 * Line @jump goes where line @to is, or goes as well; both ways end alike. The
 * first one continues in the second.
 */
static int merge(int jump, int to)
{
	int a = last_before(jump), b = last_before(to), first = -1;
	char name[32];

	while (a >= 0 && b >= 0 && a != b && is_equal(&lines[a], &lines[b])) {
		first = b;
		lines[a].kind = GONE;
		a = last_before(a);
		b = last_before(b);
	}
	if (first < 0)
		return 0;
	snprintf(name, sizeof(name), ".L%d", ++last_label);
	set_line(jump, "jp", name, NULL);
	insert_line(first);
	lines[first].kind = LABEL;
	strcpy(lines[first].text, name);
	find_targets();
	return 1;
}

static int goes_to(int i, int label)
{
	return is_jump(&lines[i]) && lines[i].args == 1 &&
	       lines[i].target == label;
}

/* The first of the labels in a row: what comes before them goes there, too */
static int first_label(int i)
{
	int before;

	while ((before = previous_line(i)) >= 0 && lines[before].kind == LABEL)
		i = before;
	return i;
}

int merge_tails(void)
{
	int i, k, label, changed = 0;

	find_targets();
	for (i = 0; i < line_count; i++) {
		label = lines[i].target;
		if (label < 0 || !goes_to(i, label))
			continue;
		if (merge(i, first_label(label))) {
			changed = 1;
			continue;
		}
		for (k = i + 1; k < line_count; k++)
			if (goes_to(k, label) && merge(i, k)) {
				changed = 1;
				break;
			}
	}
	return changed;
}
