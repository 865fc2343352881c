// SPDX-License-Identifier: GPL-2.0
/* The tests that run on guests too; and the console */
#include "../host.h"

extern int lc_test_memory(void), lc_test_heap(void), lc_test_stream(void),
	lc_test_text(void), lc_test_given(void), lc_test_arith(void);
extern char console_text[];
extern size_t console_length;
extern const char *console_input;

extern int lc_printf(const char *format, ...), lc_puts(const char *s),
	lc_getchar(void), lc_scanf(const char *format, ...),
	lc_putchar(int c);
extern void lc_perror(const char *s);
extern int lc_errno;

static void run(const char *name, int (*test)(void))
{
	int line = test();

	if (line)
		FAIL("%s: the check in line %d", name, line);
}

static void shows(const char *text)
{
	if (strncmp(console_text, text, console_length) ||
	    console_length != strlen(text))
		FAIL("the console has \"%.*s\", not \"%s\"",
		     (int)console_length, console_text, text);
	console_length = 0;
}

static void check_console(void)
{
	int n = 0;

	lc_printf("a %d", 5);
	shows("");
	lc_printf("b\nc");
	shows("a 5b\nc");
	lc_errno = 2;
	lc_perror("p");
	shows("p: No such file or directory\n");
	lc_putchar('d');
	console_input = "42 x\n";
	if (lc_scanf("%d", &n) != 1 || n != 42)
		FAIL("scanf: %d", n);
	shows("d");
	if (lc_getchar() != ' ' || lc_getchar() != 'x' ||
	    lc_getchar() != '\n' || lc_getchar() != EOF)
		FAIL("getchar");
}

int main(void)
{
	run("memory", lc_test_memory);
	run("arith", lc_test_arith);
	run("text", lc_test_text);
	run("given streams", lc_test_given);
	run("heap", lc_test_heap);
	run("stream", lc_test_stream);
	check_console();
	return 0;
}
