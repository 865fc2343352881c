/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parser: it turns a source into trees, a command at a time, as the shell
 * carries them out.
 */
#ifndef SH_PARSE_H
#define SH_PARSE_H

#include "arena.h"
#include "lex.h"
#include "text.h"
#include "tree.h"

enum parsed {
	PARSED_COMMAND,		/* there is a tree */
	PARSED_END,		/* the source has ended */
	PARSED_INCOMPLETE,	/* it ends within a command */
	PARSED_WRONG,		/* @error says why */
};

/**
 * struct parser - a place in a source
 * @lexer: the place
 * @token: the next token
 * @arena: for the tree
 * @depth: of commands in commands
 * @error: what is wrong, with the line
 * @incomplete: only the end is missing
 */
struct parser {
	struct lexer lexer;
	struct token token;
	struct arena *arena;
	int depth;
	struct text error;
	bool incomplete;
};

void parse_begin(struct parser *parser, const char *source);
enum parsed parse_next(struct parser *parser, struct arena *arena,
		       struct node **tree);
void parse_end(struct parser *parser);

#endif
