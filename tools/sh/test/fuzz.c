// SPDX-License-Identifier: GPL-2.0
/*
 * Random scripts: pieces of the language in any order, then carried out on a
 * system on which nothing works. They must end, without a fault of memory.
 *
 *	fuzz [ROUNDS]; SEED=N repeats a run
 *
 * With -DLIBFUZZER it is a target of libFuzzer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lang/shell.h"

/* A script that would loop for ever is interrupted */
static long steps;

static void op_write(struct shell *shell, int stream, const char *bytes,
		     size_t length)
{
	(void)shell;
	(void)stream;
	(void)bytes;
	(void)length;
}

static void op_read_line(struct shell *shell, struct text *text)
{
	(void)shell;
	text_string(text, "a line\n");
}

static int op_start(struct shell *shell, struct program_order *orders,
		    int count, struct job *job)
{
	int i;

	if (!strcmp(orders[0].argv[0], "x"))
		return shell_fail(shell, STATUS_NOT_FOUND, "x", "not found");
	for (i = 0; i < count; i++) {
		sprintf(job->pids[i], "1.%d", i);
		if (orders[i].streams[1].kind == STREAM_BUFFER)
			text_string(orders[i].streams[1].buffer, "out put\n");
	}
	job->count = count;
	return 0;
}

static void op_wait(struct shell *shell, struct job *job)
{
	(void)shell;
	job->state = steps % 3 ? JOB_ENDED : JOB_SUSPENDED;
	job->status = (int)(steps % 2);
}

static void op_drop(struct shell *shell, struct job *job)
{
	(void)shell;
	(void)job;
}

static int op_pid(struct shell *shell, const char *pid)
{
	return shell_fail(shell, 1, pid, "no");
}

static int op_job(struct shell *shell, struct job *job)
{
	(void)shell;
	(void)job;
	return 0;
}

static int op_migrate(struct shell *shell, const char *pid,
		      const char *machine)
{
	(void)machine;
	return op_pid(shell, pid);
}

static int op_migrate_job(struct shell *shell, struct job *job,
			  const char *machine)
{
	(void)machine;
	return op_job(shell, job);
}

static const char *op_machine(struct shell *shell, const char *text)
{
	(void)shell;
	return *text == '2' ? NULL : "no machine";
}

static const char *op_folder(struct shell *shell)
{
	(void)shell;
	return "/folder";
}

static int op_create(struct shell *shell, const char *path, bool append)
{
	(void)append;
	return *path == 'x' ? op_pid(shell, path) : 0;
}

static int op_append(struct shell *shell, const char *path, const char *bytes,
		     size_t length)
{
	op_write(shell, 1, bytes, length);
	return *path == 'x';
}

static int op_load(struct shell *shell, const char *path, struct text *text)
{
	(void)shell;
	text_string(text, *path == 'x' ? ". x; echo $(. x)" : "a\nb c\n");
	return 0;
}

static enum file_kind op_kind(struct shell *shell, const char *path,
			      unsigned long *size)
{
	(void)shell;
	*size = 1;
	return *path == 'x' ? FILE_NONE : FILE_FOLDER;
}

static void op_list(struct shell *shell, const char *path, folder_fn fn,
		    void *arg)
{
	(void)shell;
	(void)path;
	fn(arg, "a");
	fn(arg, ".b");
	fn(arg, "x y");
}

static int op_processes(struct shell *shell, char **argv)
{
	(void)argv;
	return op_pid(shell, "ps");
}

static bool op_interrupted(struct shell *shell)
{
	(void)shell;
	return ++steps > 2000;
}

static const struct system_ops ops = {
	.write = op_write, .read_line = op_read_line, .start = op_start,
	.wait = op_wait, .look = op_wait, .drop = op_drop, .kill = op_pid,
	.kill_job = op_job, .suspend = op_job, .resume = op_job,
	.migrate = op_migrate, .migrate_job = op_migrate_job,
	.machine = op_machine, .folder = op_folder,
	.change = op_pid, .create = op_create, .append = op_append,
	.load = op_load, .kind = op_kind, .list = op_list,
	.processes = op_processes, .interrupted = op_interrupted,
};

static void run(const char *source)
{
	struct shell shell;

	steps = 0;
	shell_begin(&shell, &ops, NULL);
	shell_run(&shell, "set -- one 't w o'");
	shell_run(&shell, source);
	shell_end(&shell);
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char *source = malloc(size + 1);

	memcpy(source, data, size);
	source[size] = '\0';
	run(source);
	free(source);
	return 0;
}
#else
static unsigned long state;

static unsigned int draw(unsigned int below)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned int)(state >> 33) % below;
}

static const char *const pieces[] = {
	" ", " ", " ", "\n", ";", ";", "; ", "&", "&&", "||", "|", "<", ">",
	">>", "2>", ">&", "2>&1", "(", ")", "{ ", "; }", "!", "! ", "'", "'",
	"\"", "\"", "\\", "$", "${", "}", "$(", ")", "$((", "))", "`", "#",
	"if ", "; then ", "; elif ", "; else ", "; fi", "for ", " in ",
	"; do ", "; done", "while ", "until ", "case ", "x", "a", "x=", "a=1",
	"$x", "$a", "$@", "$*", "\"$@\"", "$#", "$?", "$!", "$1", "$9",
	"${x:-", "${a:=", "${x:?", "${a:+", "${#", "*", "?", "[", "]", "[!",
	"a-z", "/", "*/", "1", "0", "-1", "+", "-", "/", "%", "<=", "==",
	"99999999999999999999", "echo ", "test ", "[ ", " ]", "-eq", "-a",
	"read ", "set ", "set -- ", "set -e", "shift", "eval ", "exit", ". ",
	"break", "continue 2", "cd ", "export ", "unset ", "jobs", "fg",
	"bg", "kill ", "%1", "wait", "migrate %1 2", "on 2 ", "true", "false",
	"\t", "\r", "\x80", "\xff", "~",
};

enum { PIECES = ARRAY_SIZE(pieces) };

/* A command that is right, mostly, with others in it */
static void write_command(struct text *text, int depth)
{
	static const char *const forms[] = {
		"if @; then @; fi", "if @; then @; elif @; then @; else @; fi",
		"for a in * $@ @; do @; done", "while @; do @; done",
		"{ @; }", "( @ )", "@ | @", "@ && @ || @", "! @",
		"echo $(@) \"$(@)\"", "@ >f", "a=$(@) @", "@ & @", "eval '@'",
		"until @; do @; break; done", "echo ${a:-$(@)} $((a + 1))",
		"while read a; do @; done", "on 2 @",
	};
	const char *at;

	if (depth > 6 || !draw(3)) {
		text_string(text, draw(2) ? "echo a" : "a ");
		text_string(text, pieces[draw(PIECES)]);
		return;
	}
	for (at = forms[draw(ARRAY_SIZE(forms))]; *at; at++)
		if (*at == '@')
			write_command(text, depth + 1);
		else
			text_char(text, *at);
}

static void write_script(struct text *text)
{
	unsigned int count = draw(40);

	if (draw(2)) {
		write_command(text, 0);
		if (draw(2) && text->length)
			text->bytes[draw((unsigned int)text->length)] =
				*pieces[draw(PIECES)];
		return;
	}
	while (count--)
		text_string(text, pieces[draw(PIECES)]);
}

/* One piece many times */
static void write_deep(struct text *text)
{
	const char *piece = pieces[draw(PIECES)], *other = pieces[draw(PIECES)];
	unsigned int count = draw(20000);

	while (count--) {
		text_string(text, piece);
		text_string(text, other);
	}
}

int main(int argc, char *argv[])
{
	const char *seed = getenv("SEED");
	long rounds = argc > 1 ? atol(argv[1]) : 20000, i;
	struct text text = { 0 };

	state = seed ? strtoul(seed, NULL, 0) : (unsigned long)time(NULL);
	printf("# SEED=%lu\n", state);
	for (i = 0; i < rounds; i++) {
		text_cut(&text, 0);
		text.failed = false;
		if (i % 200)
			write_script(&text);
		else
			write_deep(&text);
		if (getenv("SHOW"))
			fprintf(stderr, "%s\n----\n", text_get(&text));
		run(text_get(&text));
	}
	text_free(&text);
	printf("ok 1 %ld random scripts\n1..1\n", rounds);
	return 0;
}
#endif
