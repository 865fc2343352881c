// SPDX-License-Identifier: GPL-2.0
/*
 * life [-n GENERATIONS] [-d MS] [-s SEED] [FILE]: Conway's game on a torus. A
 * file has the first generation: a line for each row, any character but a
 * blank or a point for a cell that lives. Without one it is a random one.
 */
#include <demos.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define ROWS	23
#define COLUMNS	78

static char now_alive[ROWS][COLUMNS], next_alive[ROWS][COLUMNS];
static bool plain;

static void fill(unsigned int seed)
{
	int row, column;

	srand(seed);
	for (row = 0; row < ROWS; row++)
		for (column = 0; column < COLUMNS; column++)
			now_alive[row][column] = rand() % 4 == 0;
}

static void read_pattern(const char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
	int row = 0, column = 0, c;

	if (!file)
		tool_fail(path);
	while ((c = getc(file)) != EOF && row < ROWS) {
		if (c == '\n') {
			row++;
			column = 0;
		} else if (column < COLUMNS) {
			now_alive[row][column++] = c != ' ' && c != '.';
		}
	}
}

static void show(void)
{
	char line[COLUMNS + 1];
	int row, column, length;

	if (!plain)
		fputs("\033[H", stdout);
	for (row = 0; row < ROWS; row++) {
		length = 0;
		for (column = 0; column < COLUMNS; column++) {
			line[column] = now_alive[row][column] ? 'O' :
				       plain ? '.' : ' ';
			length = column + 1;
		}
		line[length] = '\0';
		puts(line);
	}
	fflush(stdout);
}

static int neighbours(int row, int column)
{
	int above = row ? row - 1 : ROWS - 1;
	int below = row < ROWS - 1 ? row + 1 : 0;
	int left = column ? column - 1 : COLUMNS - 1;
	int right = column < COLUMNS - 1 ? column + 1 : 0;

	return now_alive[above][left] + now_alive[above][column] +
	       now_alive[above][right] + now_alive[row][left] +
	       now_alive[row][right] + now_alive[below][left] +
	       now_alive[below][column] + now_alive[below][right];
}

static void step(void)
{
	int row, column, around;

	for (row = 0; row < ROWS; row++) {
		for (column = 0; column < COLUMNS; column++) {
			around = neighbours(row, column);
			next_alive[row][column] = around == 3 ||
				(around == 2 && now_alive[row][column]);
		}
	}
	memcpy(now_alive, next_alive, sizeof(now_alive));
}

int main(int argc, char *argv[])
{
	unsigned long generations = 100, delay = 100, i;
	unsigned int seed = now() >> 20;
	int letter;

	(void)argc;
	tool_begin(argv, "n:d:s:p",
		   "[-p] [-n GENERATIONS] [-d MS] [-s SEED] [FILE]");
	while ((letter = tool_option())) {
		if (letter == 'p')
			plain = true;
		else if (letter == 'n')
			generations = tool_number(tool_value);
		else if (letter == 'd')
			delay = tool_number(tool_value);
		else
			seed = tool_number(tool_value);
	}
	if (tool_count() > 1)
		tool_misused();
	if (tool_count())
		read_pattern(tool_operand());
	else
		fill(seed);
	if (!plain)
		fputs("\033[2J", stdout);
	for (i = 0; i < generations; i++) {
		if (!plain) {
			show();
			pause_ms(delay);
		}
		step();
	}
	show();
	tool_end();
}
