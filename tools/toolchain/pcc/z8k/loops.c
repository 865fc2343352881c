// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: addresses of elements in loops. local2.c includes this.
 *
 * A sum (linear.c) of variables that a loop does not change is computed before
 * the loop. One that also has a variable which the loop counts up or down is
 * computed before it, too, and counts along: behind each `i += 1`, there is a
 * `t += factor`, so that it is right wherever `i` is. Inner loops come first;
 * what they want computed before is in an outer loop then.
 *
 * A loop (flow.c) is left alone if a way leads into it but from above.
 */
enum { SUMS = 24 };

/*
 * Words for variables in a loop. More than there are registers: a sum that lies
 * on the stack is still an operand, and so costs less than its computation.
 */
#define WORDS		(!SEG ? 11 : z8k_small ? 8 : 16)
#define WORDS_KEPT	(SEG ? 4 : 6)	/* in a loop with calls */

struct group {
	struct linear sum;
	int gain;		/* instructions saved in the loop */
	int temp;		/* that holds it, or 0 */
};

static struct group groups[SUMS];
static int group_count;

static int has_call;

static void
note_change(NODE *p, void *arg)
{
	if (callop(p->n_op))
		has_call = 1;
	if (asgop(p->n_op) && p->n_left->n_op == TEMP)
		use_of(p->n_left)->sets++;
}

/* Which variables does the loop set or count? Return: is it a simple one? */
static int
index_loop(int start, int end)
{
	int i, to;

	has_call = 0;
	for (i = 0; i < temp_count; i++) {
		uses[i].sets = 0;
		uses[i].counts = 0;
	}
	for (i = 0; i < code_count; i++) {
		to = jump_at(i);
		if (i < start || i > end) {
			if (to >= start && to <= end)
				return 0;
		} else if (code[i]->type == IP_ASM ||
			   (code[i]->type == IP_NODE &&
			    code[i]->ip_node->n_op == XASM)) {
			return 0;
		} else if (step_of(code[i]) && depth[i] == depth[start]) {
			use_of(code[i]->ip_node->n_left)->counts++;
		} else if (code[i]->type == IP_NODE) {
			walkf(code[i]->ip_node, note_change, 0);
		}
	}
	return 1;
}

/* The registers that are left in a loop */
static int
words_left(int start, int end)
{
	int left = has_call ? WORDS_KEPT : WORDS, i;

	for (i = 0; i < temp_count; i++)
		if (uses[i].reads > 0 && uses[i].first <= end &&
		    uses[i].last >= start)
			left -= uses[i].words;
	return left;
}

/* Is @p a sum that the loop leaves alone, or counts? */
static int
is_candidate(NODE *p, struct linear *sum)
{
	int i;

	if (!is_linear(p, sum) || !weight(sum))
		return 0;
	for (i = 0; i < sum->count; i++) {
		struct use *u = &uses[sum->term[i].temp - temp_min];

		if (u->sets || u->is_addressed)
			return 0;
	}
	return 1;
}

static struct group *
find_group(const struct linear *sum)
{
	int i;

	for (i = 0; i < group_count; i++)
		if (is_same(&groups[i].sum, sum))
			return &groups[i];
	return NULL;
}

static void
note_sum(struct linear *sum, int saved)
{
	struct group *g = find_group(sum);
	int i;

	if (!g) {
		if (group_count == SUMS)
			return;
		g = &groups[group_count++];
		*g = (struct group){ .sum = *sum };
		for (i = 0; i < sum->count; i++)
			g->gain -= uses[sum->term[i].temp - temp_min].counts;
	}
	g->gain += saved;
}

/* Replace a sum by the variable that holds it, and what is in the address. */
static void
replace(NODE *p, struct linear *sum)
{
	struct group *g = find_group(sum);
	NODE *q, *name;

	if (!g || !g->temp)
		return;
	q = mklnode(TEMP, 0, g->temp, rest_type(sum));
	if (!SEG && *sum->name) {
		name = mklnode(ICON, sum->number, 0, p->n_type);
		name->n_name = sum->name;
		q = mkbinode(PLUS, name, q, p->n_type);
	} else {
		q = plus_number(q, sum->number -
				(sum->is_frame ? g->sum.number : 0));
	}
	q->n_type = p->n_type;
	tfree(p->n_left);
	if (optype(p->n_op) == BITYPE)
		tfree(p->n_right);
	*p = *q;
	nfree(q);
}

/* The largest sums in a tree: note them, or replace them */
static void
walk_sums(NODE *p, int is_copied, int replaces)
{
	struct linear sum;
	int type = optype(p->n_op);

	if (type == LTYPE || p->n_op == ADDROF)
		return;
	if (is_candidate(p, &sum)) {
		if (replaces)
			replace(p, &sum);
		else
			note_sum(&sum, weight(&sum) - is_copied);
		return;
	}
	walk_sums(p->n_left, 0, replaces);
	if (type == BITYPE)
		walk_sums(p->n_right, p->n_op == ASSIGN &&
			  p->n_left->n_op == TEMP, replaces);
}

static void
walk_loop(int start, int end, int replaces)
{
	int i;

	for (i = start; i <= end; i++)
		if (code[i]->type == IP_NODE && !step_of(code[i]))
			walk_sums(code[i]->ip_node, 0, replaces);
}

static struct group *
best_group(void)
{
	struct group *best = NULL;
	int i;

	for (i = 0; i < group_count; i++)
		if (!groups[i].temp && groups[i].gain > 0 &&
		    (!best || groups[i].gain > best->gain))
			best = &groups[i];
	return best;
}

static NODE *
assignment(int temp, TWORD type, NODE *value)
{
	return mkbinode(ASSIGN, mklnode(TEMP, 0, temp, type), value, type);
}

/* Behind each place that counts a variable of the sum, count the sum. */
static void
count_along(struct group *g, int start, int end)
{
	TWORD type = rest_type(&g->sum);
	struct interpass *ip;
	struct term *t;
	int i, step;

	for (i = start; i <= end; i++) {
		step = step_of(code[i]);
		if (!step)
			continue;
		t = find_term(&g->sum, code[i]->ip_node->n_left->n_rval);
		if (!t)
			continue;
		ip = ipnode(assignment(g->temp, type,
				       plus_number(mklnode(TEMP, 0, g->temp,
							   type),
						   (int16_t)(step *
							     t->factor))));
		ip->lineno = code[i]->lineno;
		DLIST_INSERT_AFTER(code[i], ip, qelem);
	}
}

/*
 * Before the loop, the sum. If the last statement there is `i = number`, it
 * stays the last one, which makes the loop's first test needless.
 */
static void
compute_before(struct group *g, int start)
{
	struct interpass *before = code[start], *last, *ip;
	struct linear sum = g->sum;
	int number = 0;
	struct term *t;
	NODE *p;

	last = DLIST_PREV(before, qelem);
	p = last->ip_node;
	if (last->type == IP_NODE && p->n_op == ASSIGN &&
	    p->n_left->n_op == TEMP && is_number(p->n_right)) {
		t = find_term(&sum, p->n_left->n_rval);
		if (t) {
			number = (int16_t)(t->factor * getlval(p->n_right));
			memmove(t, t + 1, (char *)&sum.term[--sum.count] -
				(char *)t);
		}
		before = last;
	}
	p = plus_number(rest_node(&sum), number);
	ip = ipnode(assignment(g->temp, rest_type(&g->sum), p));
	ip->lineno = before->lineno;
	DLIST_INSERT_BEFORE(before, ip, qelem);
}

/* Return: has the loop changed? */
static int
improve_loop(int start, int end)
{
	struct group *g;
	int left, changed = 0;

	if (!index_loop(start, end))
		return 0;
	group_count = 0;
	walk_loop(start, end, 0);
	left = words_left(start, end);
	while ((g = best_group()) != NULL) {
		left -= szty(rest_type(&g->sum));
		if (left < 0)
			break;
		g->temp = p2env.epp->ip_tmpnum++;
		changed = 1;
	}
	if (!changed)
		return 0;
	walk_loop(start, end, 1);
	for (g = groups; g < groups + group_count; g++)
		if (g->temp) {
			count_along(g, start, end);
			compute_before(g, start);
		}
	return 1;
}

/* Return: is there a loop of this level? */
static int
improve_level(const int *labels, const int *levels, int count, int level,
	      int *changed)
{
	int i, start, any = 0;

	*changed = 0;
	for (i = 0; i < count; i++) {
		if (levels[i] != level)
			continue;
		any = 1;
		start = label_at[labels[i] - label_min];
		*changed |= improve_loop(start, loop_end(start));
	}
	return any;
}

/* Loops of a level have no code in common: the next one sees what they made. */
static void
improve_loops(struct interpass *ipole)
{
	int *labels, *levels, count, level, changed;

	if (!index_code(ipole))
		return;
	labels = tmpalloc(code_count * sizeof(*labels));
	levels = tmpalloc(code_count * sizeof(*levels));
	count = find_loops(labels);
	find_levels(labels, levels, count);
	index_uses();
	index_loops(labels, count);
	for (level = 1; improve_level(labels, levels, count, level, &changed);
	     level++) {
		if (!changed)
			continue;
		index_code(ipole);
		index_uses();
		index_loops(labels, count);
	}
}
