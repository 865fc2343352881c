// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: messages with their place in the source, as file:line:column.
 * code.c includes this.
 *
 * The scanner reads a line of the preprocessor's output, which has other
 * columns than the source: blanks are gone, macros are replaced. So what a
 * message is about, a name in the message or else the last token, is sought in
 * the line of the source itself: the same word, as many of them before it.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

enum { LONGEST = 4096 };

/* The line so far, and its last token */
static char scanned[LONGEST];
static int scanned_length, token_at;

/* The scanner has found a token, a blank, or the end of a line */
void
z8k_scanned(const char *text, int length)
{
	if (*text == '\n') {
		scanned_length = 0;
		token_at = 0;
		scanned[0] = '\0';
		return;
	}
	if (scanned_length + length >= LONGEST)
		return;
	if (!isspace((unsigned char)*text))
		token_at = scanned_length;
	memcpy(scanned + scanned_length, text, length);
	scanned_length += length;
	scanned[scanned_length] = '\0';
}

static int
is_word(int c)
{
	return isalnum(c & 0xff) || c == '_' || c & 0x80;
}

/* Does the word @text of @length bytes stand at @line[@at]? */
static int
stands_at(const char *line, int at, const char *text, int length)
{
	if (strncmp(line + at, text, length))
		return 0;
	if (!is_word(text[0]))
		return 1;
	return (!at || !is_word(line[at - 1])) && !is_word(line[at + length]);
}

/* How many times does it begin before @end? @last gets the last one, or -1. */
static int
count_before(const char *line, int end, const char *text, int length,
	     int *last)
{
	int at, count = 0;

	*last = -1;
	for (at = 0; at < end && line[at]; at++)
		if (stands_at(line, at, text, length)) {
			*last = at;
			count++;
		}
	return count;
}

/* The line of the source, without its end; 0: it cannot be read */
static int
read_source(char *line)
{
	FILE *file = fopen(ftitle, "r");
	int number = 0, c, length = 0;

	if (!file)
		return 0;
	while (number < lineno - 1 && (c = getc(file)) != EOF)
		number += c == '\n';
	while ((c = getc(file)) != EOF && c != '\n' && length < LONGEST - 1)
		line[length++] = c;
	line[length] = '\0';
	fclose(file);
	return number == lineno - 1;
}

/* The column of a word of which @count begin up to there */
static int
column_of(const char *text, int length, int count)
{
	static char line[LONGEST];
	int at, end, found;

	if (!read_source(line))
		return token_at + 1;
	for (end = 1; end <= (int)strlen(line); end++)
		if (count_before(line, end, text, length, &at) == count)
			return at + 1;
	/* From a macro, or the end of the file: where the line begins */
	found = count_before(line, strlen(line), text, length, &at);
	return found ? at + 1 : (int)strspn(line, " \t") + 1;
}

/* The last place in the line of a word that the message got by its format */
static int
find_name(const char *message, const char *format, int *length)
{
	int at, found = -1, unused;
	const char *word;

	for (word = message; *word; word += *length) {
		*length = 1;
		if (!is_word(*word) || isdigit(*word & 0xff))
			continue;
		while (is_word(word[*length]))
			++*length;
		if (count_before(format, strlen(format), word, *length,
				 &unused) ||
		    !count_before(scanned, scanned_length, word, *length, &at))
			continue;
		found = at;
		break;
	}
	return found;
}

static int
find_column(const char *message, const char *format)
{
	int length, at = find_name(message, format, &length), last;

	if (at < 0) {
		at = token_at;
		length = scanned_length - token_at;
		while (length > 1 && isspace(scanned[at + length - 1] & 0xff))
			length--;
	}
	if (!length)
		return column_of("", 0, 1);
	return column_of(scanned + at, length,
			 count_before(scanned, at + 1, scanned + at, length,
				      &last));
}

/* The last token, for a message; "" at the end of the file */
const char *
z8k_token(void)
{
	return scanned + token_at;
}

void
z8k_message(const char *kind, const char *format, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, ap);
	fprintf(stderr, "%s:%d:%d: %s: %s\n", ftitle, lineno,
		find_column(text, format), kind, text);
}
