// SPDX-License-Identifier: GPL-2.0
/*
 * Draws what check-thousand has measured, as SVG: two fields, one above the
 * other, with the number of machines to the right, each step ten times as many.
 */
#include "plot.h"

#include <err.h>
#include <math.h>
#include <stdio.h>

#define LEFT		70
#define WIDTH		480
#define HEIGHT		180
#define FIELD		250	/* from one field to the next */
#define LINES		4	/* across a field */

static double at_x(unsigned int machines)
{
	return LEFT + (log10(machines) - 1) * WIDTH / 2;
}

/* A number of one digit, times a power of ten, that is not less */
static double round_up(double value)
{
	double unit = pow(10, floor(log10(value)));

	return ceil(value / unit) * unit;
}

static void draw_frame(FILE *file, int top, const char *title, double most)
{
	unsigned int machines;
	double y;
	int line;

	fprintf(file, "<text x='%d' y='%d' font-weight='bold'>%s</text>\n",
		LEFT, top - 12, title);
	for (line = 0; line <= LINES; line++) {
		y = top + HEIGHT - line * HEIGHT / LINES;
		fprintf(file,
			"<path d='M%d %.0fh%d' stroke='#ccc'/>\n"
			"<text x='%d' y='%.0f' text-anchor='end'>%g</text>\n",
			LEFT, y, WIDTH, LEFT - 6, y + 4, most * line / LINES);
	}
	for (machines = 10; machines <= 1000; machines *= 10)
		fprintf(file,
			"<text x='%.0f' y='%d' text-anchor='middle'>%u</text>\n",
			at_x(machines), top + HEIGHT + 18, machines);
}

static double value_of(const struct point *point, int field)
{
	return field ? point->memory : point->quarter;
}

static void draw_field(FILE *file, int field, const char *title,
		       const struct point *points, unsigned int count)
{
	int top = 40 + field * FIELD;
	double most = 0, x, y;
	unsigned int i;

	for (i = 0; i < count; i++)
		most = fmax(most, value_of(&points[i], field));
	most = round_up(most);
	draw_frame(file, top, title, most);
	fprintf(file, "<path fill='none' stroke='#06c' stroke-width='2' d='");
	for (i = 0; i < count; i++) {
		x = at_x(points[i].machines);
		y = top + HEIGHT -
		    value_of(&points[i], field) / most * HEIGHT;
		fprintf(file, "%c%.1f %.1f", i ? 'L' : 'M', x, y);
	}
	fprintf(file, "'/>\n");
}

/**
 * plot_write() - draw what was measured
 * @path: of the file
 * @points: what was measured, with 10 to 1,000 machines
 * @count: how many points, one or more
 */
void plot_write(const char *path, const struct point *points,
		unsigned int count)
{
	FILE *file = fopen(path, "we");

	if (!file)
		err(1, "%s", path);
	fprintf(file,
		"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 600 530' font-family='sans-serif' font-size='13'>\n"
		"<rect width='600' height='530' fill='white'/>\n");
	draw_field(file, 0,
		   "round trip of two guests on different machines, us, by the number of machines",
		   points, count);
	draw_field(file, 1,
		   "memory of a machine (PSS), KiB, by the number of machines",
		   points, count);
	fprintf(file, "</svg>\n");
	if (fclose(file))
		err(1, "%s", path);
}
