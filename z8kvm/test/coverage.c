// SPDX-License-Identifier: GPL-2.0
/*
 * Do tests in the format of measurements leave out an instruction, or one of
 * its addressing modes?
 *
 *	coverage NEEDED FILE.jsonl...
 *
 * The member "at" of a test says which word of its code begins the tested
 * instruction, "fcw_in" its mode. Each form must have NEEDED tests in each of
 * the four modes (in normal mode a privileged one traps). So must each kind of
 * an operand that may be immediate or @R, or an address with or without index.
 * A segmented address must be at least once short and once long.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "forms.h"
#include "json.h"

/* First keys of all forms in z8k_forms[]; form 0 is not an instruction */
static const u16 first_keys[] = {
	0,
#define FORM(from, ...) (from),
#define ELSE(from, ...) (from),
#include "z8k_forms.def"
#undef FORM
#undef ELSE
};

enum { FORMS = sizeof(first_keys) / sizeof(u16) };

enum {
	MODES = 4,		/* segmented: + 1; normal: + 2 */
	VARIANTS = 2,		/* immediate or plain address; @R or indexed */
	LENGTHS = 2,		/* short, long */
};

static unsigned int seen[FORMS][MODES][VARIANTS][LENGTHS];
static unsigned int missing;

static const char *const mode_names[MODES] = {
	"non-segmented", "segmented",
	"non-segmented, normal", "segmented, normal",
};

static unsigned int mode_of(u16 fcw)
{
	return (fcw & Z8K_FCW_SEG ? 1 : 0) + (fcw & Z8K_FCW_SYS ? 0 : 2);
}

static void count_test(struct json test)
{
	u16 words[16 + Z8K_INSN_WORDS] = { 0 };
	const struct z8k_form *form;
	unsigned int n = 0, at, mode, field;
	const u16 *insn;
	struct json_cursor c;

	json_begin(&c, json_member(test, "code"));
	while (n < 16 && json_next(&c))
		words[n++] = json_number(c.value, 16);
	at = json_number(json_member(test, "at"), 10);
	if (at >= n)
		errx(1, "a test has no instruction at %u", at);
	insn = words + at;
	mode = mode_of(json_number(json_member(test, "fcw_in"), 16));
	form = z8k_form_find(insn[0], insn[1]);
	field = has_arg(form, ARG_A0) ? insn[0] & 0x0f : insn[0] & 0xf0;
	seen[form - z8k_forms][mode][!!field]
	    [z8k_long_addr(insn[z8k_form_operands(form)])]++;
}

static void read_file(const char *name)
{
	FILE *f = fopen(name, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (!f)
		err(1, "%s", name);
	while ((size = getline(&line, &room, f)) > 0) {
		struct json test = { line, line + size };

		while (test.end > test.at && test.end[-1] != '}')
			test.end--;
		if (test.end > test.at)
			count_test(test);
	}
	free(line);
	fclose(f);
}

static void need(const struct z8k_form *form, const char *what,
		 unsigned int have, unsigned int needed)
{
	if (have >= needed)
		return;
	printf("%s, key %03x, %s: %u, not %u\n", form->mnemonic,
	       first_keys[form - z8k_forms], what, have, needed);
	missing++;
}

static void check_mode(const struct z8k_form *form, unsigned int mode,
		       unsigned int needed)
{
	bool addresses = has_address(form);
	unsigned int (*n)[LENGTHS] = seen[form - z8k_forms][mode];
	unsigned int without = n[0][0] + n[0][1], with = n[1][0] + n[1][1];

	if (!addresses && !has_arg(form, ARG_IP4)) {
		need(form, mode_names[mode], without + with, needed);
		return;
	}
	need(form, mode_names[mode], without, needed);
	need(form, mode_names[mode], with, needed);
	if (addresses && mode % 2) {
		need(form, "short address", n[0][0], 1);
		need(form, "long address", n[0][1], 1);
		need(form, "short indexed address", n[1][0], 1);
		need(form, "long indexed address", n[1][1], 1);
	}
}

int main(int argc, char **argv)
{
	const struct z8k_form *form;
	unsigned int needed, mode;
	int i;

	if (argc < 3)
		errx(2, "usage: coverage NEEDED FILE.jsonl...");
	needed = strtoul(argv[1], NULL, 10);
	for (i = 2; i < argc; i++)
		read_file(argv[i]);
	for (form = z8k_forms + 1; form < z8k_forms + FORMS; form++)
		for (mode = 0; mode < MODES; mode++)
			check_mode(form, mode, needed);
	if (missing)
		return 1;
	printf("%u forms, each %u times or more in %u modes\n", FORMS - 1,
	       needed, MODES);
	return 0;
}
