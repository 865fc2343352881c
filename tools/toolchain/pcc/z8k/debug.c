// SPDX-License-Identifier: GPL-2.0
/*
 * Places in the source: of each statement, and for -g as COFF's line numbers.
 * local2.c includes this.
 *
 * A place is a file's number and a line in it. COFF's own symbol for a file has
 * room for 14 characters of its name and can stand before all functions only,
 * so before each function there is also a type's symbol, with the name of the
 * function's file as its name. The lines of a function are those of this file,
 * counted from 1; code from another file belongs to the line before it.
 */
#define LINE_BITS	20
#define LINE_MAX	((1 << LINE_BITS) - 1)
#define FILES_MAX	2047

int z8k_earlier_place;	/* 0: none */

static char *files[FILES_MAX];
static int file_count;
static int function_file;	/* number of the function's file */
static int has_volatile;	/* does the statement have an object that is? */
static int last_line;		/* the last one that was printed, 0: none */

static int
file_number(const char *name)
{
	int i;

	for (i = file_count - 1; i >= 0; i--)
		if (!strcmp(files[i], name))
			return i + 1;
	if (file_count == FILES_MAX)
		return 0;
	files[file_count++] = xstrdup((char *)name);
	return file_count;
}

/*
 * Where the first pass is, for struct interpass.lineno, or the earlier place
 * that its code belongs to; 0: nobody can tell
 */
int
z8k_place(void)
{
	int number;

	if (z8k_earlier_place)
		return z8k_earlier_place;
	number = file_number(ftitle);
	if (!number || lineno <= 0 || lineno > LINE_MAX)
		return 0;
	return number << LINE_BITS | lineno;
}

/* Begin a message of the second pass. */
void
z8k_print_place(int place)
{
	if (place)
		fprintf(stderr, "%s:%d:1: ", files[(place >> LINE_BITS) - 1],
			place & LINE_MAX);
	else
		fprintf(stderr, "%s:%d:1: ", ftitle, lineno);
}

static void
print_quoted(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putchar('\\');
		putchar(*s);
	}
	putchar('"');
}

/* Begin or end the description of a function */
static void
print_function(struct interpass_prolog *ipp)
{
	printf("\t.def\t%s\n", ipp->ipp_name);
	printf("\t.val\t.;.scl %d;.type 32;.endef\n", ipp->ipp_vis ? 2 : 3);
}

static void
begin_function(struct interpass_prolog *ipp)
{
	function_file = ipp->ipp_ip.lineno >> LINE_BITS;
	last_line = 0;
	if (function_file) {
		printf("\t.def\t");
		print_quoted(files[function_file - 1]);
		printf("\n\t.val\t0;.scl 13;.endef\n");
	}
	print_function(ipp);
	printf("\t.def\t.bf;.val .;.scl 101;.line 1;.endef\n");
}

static void
print_line(struct interpass *ip)
{
	int line = ip->lineno & LINE_MAX;

	if (!line || ip->lineno >> LINE_BITS != function_file ||
	    line == last_line)
		return;
	printf("\t.ln\t%d\n", line);
	last_line = line;
}

static void
end_function(struct interpass_prolog *ipp)
{
	printf("\t.def\t.ef;.val .;.scl 101;.line 1;.endef\n");
	printf("\t.def\t%s\n", ipp->ipp_name);
	printf("\t.val\t.;.scl -1;.endef\n");
}

/* Before the code of a statement, or of a function's begin or end */
void
z8k_emit_begin(struct interpass *ip)
{
	/* z8k-opt removes reads of the stack that have no use: not these. */
	has_volatile = ip->type == IP_NODE && hasvolatile(ip->ip_node);
	if (has_volatile)
		printf("\t! volatile\n");
	if (!gflag || ip->type == IP_DEFLAB)
		return;
	if (ip->type == IP_PROLOG)
		begin_function((struct interpass_prolog *)ip);
	print_line(ip);
}

/* Behind it */
void
z8k_emit_end(struct interpass *ip)
{
	if (has_volatile)
		printf("\t! plain\n");
	if (gflag && ip->type == IP_EPILOG)
		end_function((struct interpass_prolog *)ip);
}
