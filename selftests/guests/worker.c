// SPDX-License-Identifier: GPL-2.0
/*
 * Works in rounds, and prints the results: texts of numbers, memory of malloc,
 * floating point, kernel calls, input. A round's output depends on its number
 * and the input alone. After each round it asks over link 1 whether to go on.
 * At the end it reports there how often its machine had changed at the end of a
 * piece of work, by kinds of work.
 */
#include <demos.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST		1	/* the link */
#define OWN_CHANNEL	3
#define EMPTY_CHANNEL	4
#define KINDS		5
#define BLOCKS		24
#define BLOCK_MAX	160
#define AREA		600

HEAP(8192);

/* So that all runs do the same */
static uint32_t seed;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)(seed >> 16) % limit;
}

static void texts(void)
{
	static char text[120];
	unsigned int number, read, sum = 0;
	int i, length;
	double real;

	for (i = 0; i < 30; i++) {
		number = below(60000);
		length = snprintf(text, sizeof(text), "%u %.9e %#06x %lld",
				  number, (double)seed / 7, number,
				  (long long)seed * -1000003);
		if (sscanf(text, "%u %lf", &read, &real) != 2 ||
		    read != number || fabs(real * 7 - seed) > seed / 1e8)
			printf("the text is not the number: %s\n", text);
		sum += length + read;
	}
	printf("%-24.20s|%12.5f|%g\n", text, real / 1000, real);
	printf("printed %u %+d %08lx %llu %c %%\n", sum, (int)sum,
	       (unsigned long)seed, (unsigned long long)seed * seed,
	       'a' + sum % 26);
}

static void check(const unsigned char *block, unsigned int size)
{
	unsigned int i;

	for (i = 1; i < size; i++)
		if (block[i] != (unsigned char)(block[0] + i))
			printf("byte %u of a block has changed\n", i);
}

static void fill(unsigned char *block, unsigned int size)
{
	unsigned int i, first = below(256);

	for (i = 0; i < size; i++)
		block[i] = first + i;
}

static void blocks(void)
{
	static unsigned char *block[BLOCKS];
	static unsigned int size[BLOCKS];
	unsigned long taken = 0;
	unsigned int i, n;

	for (i = 0; i < 600; i++) {
		n = below(BLOCKS);
		if (block[n])
			check(block[n], size[n]);
		size[n] = 1 + below(BLOCK_MAX);
		if (below(3)) {
			block[n] = realloc(block[n], size[n]);
		} else {
			free(block[n]);
			block[n] = malloc(size[n]);
		}
		if (!block[n]) {
			printf("no memory for %u bytes\n", size[n]);
			exit(1);
		}
		fill(block[n], size[n]);
		taken += size[n];
	}
	printf("allocated %lu\n", taken);
}

static void reals(void)
{
	double sum = 0, x;
	float small = 0;
	int i;

	for (i = 1; i <= 15; i++) {
		x = (double)below(10000) / i;
		sum += sin(x) * sqrt(x) + exp(-x / 100) - log(x + 1);
		small = small / 3 + (float)x * 0.25f;
	}
	printf("summed %.17g %.7g\n", sum, small);
}

static int message_to_itself(void)
{
	static char sent[200], received[200];
	struct demos_message message;
	demos_link_t link, copy;
	int result;

	fill((unsigned char *)sent, sizeof(sent));
	result = link_create(&link, below(30000), OWN_CHANNEL, DEMOS_LINK_DUP);
	if (!result)
		result = link_dup(&copy, link, 0);
	if (!result)
		result = send(copy, sent, sizeof(sent));
	if (!result)
		result = receive(&message, received, sizeof(received),
				 1 << OWN_CHANNEL, DEMOS_FOREVER);
	if (!result && (message.length != sizeof(sent) ||
			memcmp(sent, received, sizeof(sent))))
		printf("another message\n");
	printf("code %lu\n", (unsigned long)message.code);
	link_destroy(copy);
	link_destroy(link);
	return result;
}

static int data_of_itself(void)
{
	static unsigned char area[AREA], copy[AREA];
	struct demos_link_info info;
	uint32_t moved = 0;
	demos_link_t link;
	int result;

	fill(area, AREA);
	result = link_create_area(&link, 0, OWN_CHANNEL, DEMOS_LINK_READ |
				  DEMOS_LINK_WRITE, area, AREA);
	if (!result)
		result = move_read(link, copy, 0, AREA, &moved);
	check(copy, AREA);
	fill(copy, AREA);
	if (!result)
		result = move_write(link, copy, 0, AREA, &moved);
	check(area, AREA);
	if (!result)
		result = link_inspect(link, &info);
	if (info.pid != self(NULL))
		printf("another process\n");
	printf("area %lu %lu\n", (unsigned long)info.length,
	       (unsigned long)moved);
	link_destroy(link);
	return result;
}

static void calls(void)
{
	struct demos_message message;
	int i, result;
	char byte;

	for (i = 0; i < 3; i++) {
		result = message_to_itself();
		if (!result)
			result = data_of_itself();
		if (!result)
			result = receive(&message, &byte, sizeof(byte),
					 1 << EMPTY_CHANNEL, below(2));
		printf("result: %s\n", demos_error(result));
		pause_ms(1);
	}
}

static void input(void)
{
	char line[40];

	printf("read %d\n", getchar());
	if (!fgets(line, sizeof(line), stdin) || ferror(stdin))
		printf("nothing\n");
	printf("%u bytes: %s\n", (unsigned int)strlen(line), line);
}

static void (*const works[KINDS])(void) = {
	texts, blocks, reals, calls, input
};

static int go_on(uint32_t round)
{
	struct demos_message message;
	uint16_t answer = 0;

	return !call(TEST, &round, sizeof(round), &answer, sizeof(answer),
		     &message) && answer;
}

int main(void)
{
	static uint16_t moved[KINDS];
	unsigned int before, after;
	uint32_t round = 0;
	int kind;

	do {
		round++;
		printf("round %lu\n", (unsigned long)round);
		for (kind = 0; kind < KINDS; kind++) {
			seed = round * KINDS + kind;
			self(&before);
			works[kind]();
			self(&after);
			moved[kind] += before != after;
		}
	} while (go_on(round));
	return send(TEST, moved, sizeof(moved));
}
