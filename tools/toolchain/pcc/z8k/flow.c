// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: a function's statements by number, its jumps and loops, and
 * where its variables are used. local2.c includes this.
 *
 * A loop is the code from a label to the last jump back to it.
 */
struct use {
	int first, last;	/* where, or last < 0 */
	int words;
	int reads;
	int is_addressed;
	int sets, counts;	/* in the loop: other values; up or down */
};

static struct interpass **code;
static int code_count;
static int *label_at, label_min, label_max;	/* where a label is, or -1 */
static int *back_at;		/* the last jump back to the label there */
static int *depth;				/* number of loops around it */
static struct use *uses;			/* of temps, from temp_min */
static int temp_min, temp_count;

/* An array of zeros instead of an older one */
static void *
anew(void *old, int count, int size)
{
	free(old);
	return xcalloc(count + 1, size);
}

/* The label that a statement jumps to, or -1 */
static int
jump_label(struct interpass *ip)
{
	NODE *p = ip->ip_node;

	if (ip->type != IP_NODE)
		return -1;
	if (p->n_op == CBRANCH)
		return (int)getlval(p->n_right);
	if (p->n_op == GOTO && is_number(p->n_left))
		return (int)getlval(p->n_left);
	return -1;
}

/* Where a statement jumps to, or -1 */
static int
jump_at(int i)
{
	int label = jump_label(code[i]);

	return label < label_min || label > label_max ? -1 :
	       label_at[label - label_min];
}

/* The last jump back to the label at @start, or -1 */
static int
loop_end(int start)
{
	return back_at[start] ? back_at[start] : -1;
}

/* `i = i + number`: that number, or 0 */
static int
step_of(struct interpass *ip)
{
	NODE *p = ip->ip_node, *r;

	if (ip->type != IP_NODE || p->n_op != ASSIGN ||
	    p->n_left->n_op != TEMP)
		return 0;
	r = p->n_right;
	if ((r->n_op != PLUS && r->n_op != MINUS) || !is_number(r->n_right) ||
	    r->n_left->n_op != TEMP || r->n_left->n_rval != p->n_left->n_rval ||
	    !is_word_type(r->n_type))
		return 0;
	return (int16_t)(r->n_op == PLUS ? getlval(r->n_right) :
			 -getlval(r->n_right));
}

static struct use *
use_of(NODE *p)
{
	return &uses[p->n_rval - temp_min];
}

static int place;		/* of the statement that is walked through */

static void
note_use(NODE *p, void *arg)
{
	struct use *u;

	if (p->n_op == ADDROF && p->n_left->n_op == TEMP)
		use_of(p->n_left)->is_addressed = 1;
	if (asgop(p->n_op) && p->n_left->n_op == TEMP)
		use_of(p->n_left)->reads--;
	if (p->n_op != TEMP)
		return;
	u = use_of(p);
	if (u->last < 0)
		u->first = place;
	u->last = place;
	u->words = szty(p->n_type);
	u->reads++;
}

/* Live at the end of a loop, if it was before it: live in all of the loop */
static void
extend_uses(int start, int end)
{
	int i;

	for (i = 0; i < temp_count; i++)
		if (uses[i].first < start && uses[i].last >= start &&
		    uses[i].last < end)
			uses[i].last = end;
}

static void
index_uses(void)
{
	int i;

	temp_min = p2env.ipp->ip_tmpnum;
	temp_count = p2env.epp->ip_tmpnum - temp_min;
	uses = anew(uses, temp_count, sizeof(*uses));
	for (i = 0; i < temp_count; i++)
		uses[i].last = -1;
	for (place = 0; place < code_count; place++)
		if (code[place]->type == IP_NODE &&
		    code[place]->ip_node->n_op != TEMP)
			walkf(code[place]->ip_node, note_use, 0);
}

/* Where each label is, and the last jump back to it */
static void
index_labels(void)
{
	int i, to, count = label_max - label_min + 1;

	label_at = anew(label_at, count, sizeof(*label_at));
	for (i = 0; i < count; i++)
		label_at[i] = -1;
	for (i = 0; i < code_count; i++)
		if (code[i]->type == IP_DEFLAB)
			label_at[code[i]->ip_lbl - label_min] = i;
	back_at = anew(back_at, code_count, sizeof(*back_at));
	for (i = 0; i < code_count; i++) {
		to = jump_at(i);
		if (to >= 0 && to < i)
			back_at[to] = i;
	}
}

static int
is_computed_goto(struct interpass *ip)
{
	return ip->type == IP_NODE && ip->ip_node->n_op == GOTO &&
	       !is_number(ip->ip_node->n_left);
}

/* Number the statements. Return: can this function's jumps be followed? */
static int
index_code(struct interpass *ipole)
{
	struct interpass *ip;
	int i = 0;

	code_count = 0;
	DLIST_FOREACH(ip, ipole, qelem)
		code_count++;
	code = anew(code, code_count, sizeof(*code));
	label_min = INT_MAX;
	label_max = 0;
	DLIST_FOREACH(ip, ipole, qelem) {
		code[i++] = ip;
		if (is_computed_goto(ip))
			return 0;
		if (ip->type != IP_DEFLAB)
			continue;
		label_min = ip->ip_lbl < label_min ? ip->ip_lbl : label_min;
		label_max = ip->ip_lbl > label_max ? ip->ip_lbl : label_max;
	}
	if (label_max < label_min)
		return 0;
	index_labels();
	return 1;
}

/* Loops around each statement; what they make live. Inner ones come first. */
static void
index_loops(const int *labels, int count)
{
	int i, k, start, end;

	depth = anew(depth, code_count, sizeof(*depth));
	for (i = 0; i < count; i++) {
		start = label_at[labels[i] - label_min];
		end = loop_end(start);
		extend_uses(start, end);
		for (k = start; k <= end; k++)
			depth[k]++;
	}
}

/* All loops by length, as labels */
static int
find_loops(int *labels)
{
	int count = 0, i, k, length;
	int *lengths = tmpalloc(code_count * sizeof(int));

	for (i = 0; i < code_count; i++) {
		if (code[i]->type != IP_DEFLAB)
			continue;
		length = loop_end(i) - i;
		if (length <= 0)
			continue;
		for (k = count++; k && lengths[k - 1] > length; k--) {
			lengths[k] = lengths[k - 1];
			labels[k] = labels[k - 1];
		}
		lengths[k] = length;
		labels[k] = code[i]->ip_lbl;
	}
	return count;
}

/* A loop's level is above that of each shorter one that it has code of. */
static void
find_levels(const int *labels, int *levels, int count)
{
	int i, k, start, end, other;

	for (i = 0; i < count; i++) {
		start = label_at[labels[i] - label_min];
		end = loop_end(start);
		levels[i] = 1;
		for (k = 0; k < i; k++) {
			other = label_at[labels[k] - label_min];
			if (other <= end && loop_end(other) >= start &&
			    levels[k] >= levels[i])
				levels[i] = levels[k] + 1;
		}
	}
}
