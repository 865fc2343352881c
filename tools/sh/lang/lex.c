// SPDX-License-Identifier: GPL-2.0
/*
 * Cuts a source into tokens. Depth of nested quotes is bounded, since the
 * functions here call each other.
 */
#include <string.h>

#include "lex.h"

static void scan_dollar(struct lexer *lexer);

static bool wrong(struct lexer *lexer, const char *why)
{
	if (!lexer->wrong)
		lexer->wrong = why;
	return false;
}

static void ends(struct lexer *lexer, const char *why)
{
	if (!lexer->wrong)
		lexer->incomplete = true;
	wrong(lexer, why);
}

/**
 * lex_is_blank - is it a blank between words?
 * @c: a character
 *
 * Return: is it?
 */
bool lex_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/**
 * lex_name - how long is the name of a variable?
 * @text: which may begin with one
 *
 * Return: bytes of the name; 0: there is none.
 */
size_t lex_name(const char *text)
{
	size_t length = 0;

	if (!is_letter(text[0]))
		return 0;
	while (is_letter(text[length]) || is_digit(text[length]))
		length++;
	return length;
}

static bool is_special(char c)
{
	return !c || c == '\n' || lex_is_blank(c) || strchr(";&|<>()", c);
}

/* Over one character, which is not the last NUL */
static void step(struct lexer *lexer)
{
	if (lexer->source[lexer->at] == '\n')
		lexer->line++;
	lexer->at++;
}

static void scan_backslash(struct lexer *lexer)
{
	step(lexer);
	if (lexer->source[lexer->at])
		step(lexer);
	else
		ends(lexer, "nothing follows the last \\");
}

static void scan_single(struct lexer *lexer)
{
	step(lexer);
	while (lexer->source[lexer->at] != '\'') {
		if (!lexer->source[lexer->at]) {
			ends(lexer, "the quote ' is not closed");
			return;
		}
		step(lexer);
	}
	step(lexer);
}

static void scan_double(struct lexer *lexer)
{
	step(lexer);
	while (!lexer->wrong && lexer->source[lexer->at] != '"') {
		switch (lexer->source[lexer->at]) {
		case '\0':
			ends(lexer, "the quote \" is not closed");
			return;
		case '\\':
			scan_backslash(lexer);
			break;
		case '$':
			scan_dollar(lexer);
			break;
		case '`':
			wrong(lexer, "` is not for commands here: write $( )");
			break;
		default:
			step(lexer);
		}
	}
	if (!lexer->wrong)
		step(lexer);
}

/* A quote or $, in a word or in brackets; false: it is something else */
static bool scan_quote(struct lexer *lexer)
{
	switch (lexer->source[lexer->at]) {
	case '\\':
		scan_backslash(lexer);
		return true;
	case '\'':
		scan_single(lexer);
		return true;
	case '"':
		scan_double(lexer);
		return true;
	case '$':
		scan_dollar(lexer);
		return true;
	case '`':
		wrong(lexer, "` is not for commands here: write $( )");
		return true;
	default:
		return false;
	}
}

static void scan_comment(struct lexer *lexer)
{
	while (lexer->source[lexer->at] && lexer->source[lexer->at] != '\n')
		lexer->at++;
}

/* To the end of $( ) or ${ }, behind its first bracket */
static void scan_brackets(struct lexer *lexer, char open, char close)
{
	const char *source = lexer->source;
	unsigned long level = 1;

	while (!lexer->wrong && level) {
		if (scan_quote(lexer))
			continue;
		if (!source[lexer->at]) {
			ends(lexer, open == '(' ? "$( is not closed" :
						  "${ is not closed");
			return;
		}
		if (open == '(' && source[lexer->at] == '#' &&
		    strchr(" \t\n;(", source[lexer->at - 1])) {
			scan_comment(lexer);
			continue;
		}
		if (source[lexer->at] == open)
			level++;
		if (source[lexer->at] == close)
			level--;
		step(lexer);
	}
}

static void scan_dollar(struct lexer *lexer)
{
	char open;

	step(lexer);
	open = lexer->source[lexer->at];
	if (open != '(' && open != '{')
		return;
	if (++lexer->depth > SH_DEPTH_MAX) {
		wrong(lexer, "this is nested too deeply");
		return;
	}
	step(lexer);
	scan_brackets(lexer, open, open == '(' ? ')' : '}');
	lexer->depth--;
}

/**
 * lex_dollar - where does $( ) or ${ } end?
 * @source: a source that lex_next() has accepted
 * @at: place of the $
 *
 * Return: the place behind it.
 */
size_t lex_dollar(const char *source, size_t at)
{
	struct lexer lexer = { .source = source, .at = at };

	scan_dollar(&lexer);
	return lexer.at;
}

static void scan_word(struct lexer *lexer)
{
	while (!lexer->wrong && !is_special(lexer->source[lexer->at]))
		if (!scan_quote(lexer))
			step(lexer);
}

static void skip_blanks(struct lexer *lexer)
{
	const char *source = lexer->source;

	for (;;) {
		if (lex_is_blank(source[lexer->at]))
			lexer->at++;
		else if (source[lexer->at] == '\\' &&
			 source[lexer->at + 1] == '\n')
			scan_backslash(lexer);
		else if (source[lexer->at] == '#')
			scan_comment(lexer);
		else
			return;
	}
}

static enum token_kind redirection(struct lexer *lexer, struct token *token)
{
	const char *at = lexer->source + lexer->at;

	token->stream = at[0] == '>';
	lexer->at++;
	if (at[0] == '<' && at[1] == '<')
		wrong(lexer, "there is no << here: use a file");
	if (at[0] == '<')
		return TOKEN_READ;
	if (at[1] != '>' && at[1] != '&' && at[1] != '|')
		return TOKEN_WRITE;
	lexer->at++;
	if (at[1] == '|')
		return TOKEN_WRITE;
	return at[1] == '>' ? TOKEN_APPEND : TOKEN_COPY;
}

/* One character, or that character twice */
static enum token_kind one_or_two(struct lexer *lexer, enum token_kind one,
				  enum token_kind two)
{
	char c = lexer->source[lexer->at++];

	if (lexer->source[lexer->at] != c)
		return one;
	lexer->at++;
	return two;
}

static enum token_kind scan_special(struct lexer *lexer, struct token *token)
{
	switch (lexer->source[lexer->at]) {
	case '\0':
		return TOKEN_END;
	case '\n':
		step(lexer);
		return TOKEN_NEWLINE;
	case ';':
		lexer->at++;
		return TOKEN_SEMICOLON;
	case '&':
		return one_or_two(lexer, TOKEN_BACKGROUND, TOKEN_AND);
	case '|':
		return one_or_two(lexer, TOKEN_PIPE, TOKEN_OR);
	case '(':
		lexer->at++;
		return TOKEN_OPEN;
	case ')':
		lexer->at++;
		return TOKEN_CLOSE;
	default:
		return redirection(lexer, token);
	}
}

/* 2> is one token */
static bool is_redirection(const struct lexer *lexer)
{
	const char *at = lexer->source + lexer->at;

	return is_digit(at[0]) && (at[1] == '<' || at[1] == '>');
}

static enum token_kind scan(struct lexer *lexer, struct token *token)
{
	int stream = lexer->source[lexer->at] - '0';
	enum token_kind kind;

	if (is_redirection(lexer)) {
		lexer->at++;
		kind = redirection(lexer, token);
		token->stream = stream;
		if (stream > 2)
			wrong(lexer, "streams have the numbers 0, 1 and 2");
		return kind;
	}
	if (is_special(lexer->source[lexer->at]))
		return scan_special(lexer, token);
	scan_word(lexer);
	return TOKEN_WORD;
}

/**
 * lex_next - the next token
 * @lexer: the place, which goes on
 * @token: gets it
 */
void lex_next(struct lexer *lexer, struct token *token)
{
	skip_blanks(lexer);
	token->begin = lexer->at;
	token->line = lexer->line;
	token->stream = -1;
	token->kind = scan(lexer, token);
	token->length = lexer->at - token->begin;
	if (lexer->wrong)
		token->kind = TOKEN_WRONG;
}
