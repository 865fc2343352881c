/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs share: options, input files, messages. A message begins
 * with the program's name and goes to standard error; then tool_status is 1,
 * and the program goes on with the next file.
 */
#ifndef BIN_TOOL_H
#define BIN_TOOL_H

#include <stdbool.h>
#include <stdio.h>

extern int tool_status;		/* for exit(): 0, or 1 after a message */

/**
 * tool_begin() - remember the program's arguments
 * @argv: of main()
 * @options: letters of its options; a colon after one that has a value
 * @usage: one line, without its name: "[-n] [FILE]..."
 */
void tool_begin(char *argv[], const char *options, const char *usage);

/*
 * The next option's letter, 0 if there are no more. An unknown one ends the
 * program with status 2, --help with 0.
 */
int tool_option(void);

/* The value of the last option, or the next operand; NULL: there is none */
extern char *tool_value;
char *tool_operand(void);

/* Operands left */
int tool_count(void);

/* End with status 2, since the operands are wrong */
__attribute__((noreturn)) void tool_misused(void);

/* The option's value as a number; ends the program if it is none */
unsigned long tool_number(const char *text);

/* Say what failed, with errno's meaning */
void tool_warn(const char *about);

/* Say that, and end the program */
__attribute__((noreturn)) void tool_fail(const char *about);

/* Say any text about something, without errno */
void tool_say(const char *about, const char *text);

/*
 * Call @use for each operand's file, or for standard input if there are none;
 * "-" is standard input, too. A file that cannot be opened is told.
 */
void tool_each(void (*use)(FILE *file, const char *name));

/*
 * Read a line without its newline. Returns its length; -1: the end. A longer
 * one is cut into several, of which only the last has @whole.
 */
int tool_line(FILE *file, char *line, int size, bool *whole);

/* Flush standard output, and end with the program's status */
__attribute__((noreturn)) void tool_end(void);

#endif
