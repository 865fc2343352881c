/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tokens of the shell's language. A word is a piece of the source, with its
 * quotes: expand.c takes it apart.
 */
#ifndef SH_LEX_H
#define SH_LEX_H

#include <stdbool.h>
#include <stddef.h>

/* How deep commands, quotes and $( ) may be nested */
#if defined(__Z8001__) || defined(__Z8002__)
#define SH_DEPTH_MAX	12
#else
#define SH_DEPTH_MAX	100
#endif

enum token_kind {
	TOKEN_END,
	TOKEN_NEWLINE,
	TOKEN_WORD,
	TOKEN_SEMICOLON,
	TOKEN_BACKGROUND,	/* & */
	TOKEN_AND,		/* && */
	TOKEN_OR,		/* || */
	TOKEN_PIPE,
	TOKEN_OPEN,		/* ( */
	TOKEN_CLOSE,		/* ) */
	TOKEN_READ,		/* < */
	TOKEN_WRITE,		/* > */
	TOKEN_APPEND,		/* >> */
	TOKEN_COPY,		/* >& */
	TOKEN_WRONG,		/* the lexer says why */
};

/**
 * struct token - a piece of the source
 * @kind: of it
 * @begin: its first byte in the source
 * @length: bytes
 * @line: where it begins, from 1
 * @stream: of a redirection: the number before it, or what it means without
 */
struct token {
	enum token_kind kind;
	size_t begin;
	size_t length;
	unsigned int line;
	int stream;
};

/**
 * struct lexer - a place in a source
 * @source: ends with a NUL
 * @at: the place
 * @line: of the place
 * @depth: of quotes and $( ) at the place
 * @wrong: why the last token is TOKEN_WRONG, or NULL
 * @incomplete: it is because the source ends
 */
struct lexer {
	const char *source;
	size_t at;
	unsigned int line;
	int depth;
	const char *wrong;
	bool incomplete;
};

void lex_next(struct lexer *lexer, struct token *token);
size_t lex_dollar(const char *source, size_t at);
bool lex_is_blank(char c);
size_t lex_name(const char *text);

#endif
