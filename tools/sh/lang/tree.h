/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command as a tree. All of it is in the arena of the command.
 */
#ifndef SH_TREE_H
#define SH_TREE_H

#include <stddef.h>

enum node_kind {
	NODE_SIMPLE,	/* words, redirects */
	NODE_PIPE,	/* first: its elements */
	NODE_NOT,	/* first */
	NODE_CHAIN,	/* first: its elements, each with a joint */
	NODE_LIST,	/* first: its elements, one after the other */
	NODE_BACKGROUND, /* first */
	NODE_IF,	/* first: condition, second, third: else */
	NODE_FOR,	/* words: the variable, then what it becomes; first */
	NODE_WHILE,	/* first: condition, second */
	NODE_UNTIL,	/* the same */
	NODE_GROUP,	/* first: { } */
	NODE_SUBSHELL,	/* first: ( ) */
};

/* Between an element of a chain and the one before it */
enum node_joint { JOINT_FIRST, JOINT_AND, JOINT_OR };

/**
 * struct word - a word with its quotes
 * @next: the next one
 * @text: the word
 */
struct word {
	struct word *next;
	char *text;
};

enum redirect_kind { REDIRECT_READ, REDIRECT_WRITE, REDIRECT_APPEND,
		     REDIRECT_COPY };

/**
 * struct redirect - where a stream leads
 * @next: the next one
 * @kind: how
 * @stream: 0, 1 or 2
 * @target: file, or number of a stream
 */
struct redirect {
	struct redirect *next;
	enum redirect_kind kind;
	int stream;
	char *target;
};

/**
 * struct node - a command
 * @kind: says which of the others are used
 * @joint: NODE_CHAIN is above
 * @line: where it begins
 * @begin: its text in the source
 * @length: of that
 * @next: the next element of what is above it
 * @first: see enum node_kind
 * @second: see enum node_kind
 * @third: see enum node_kind
 * @words: of a simple command, or of for
 * @redirects: of all but pipes, chains, lists
 * @given: NODE_FOR: without "in": the words are the shell's arguments
 */
struct node {
	unsigned char kind;
	unsigned char joint;
	unsigned char given;
	unsigned int line;
	size_t begin;
	size_t length;
	struct node *next;
	struct node *first;
	struct node *second;
	struct node *third;
	struct word *words;
	struct redirect *redirects;
};

#endif
