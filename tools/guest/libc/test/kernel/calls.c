// SPDX-License-Identifier: GPL-2.0
/* calls: kernel calls of one process, to itself and wrong ones */
#include <demos.h>
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(condition) do { \
	if (!(condition)) { \
		printf("calls: line %d: %s\n", __LINE__, #condition); \
		return 1; \
	} \
} while (0)

static void last(void)
{
	printf("the end\n");
}

/* A message to itself, with a link in it, and its answer over that */
static int check_messages(void)
{
	struct demos_message message;
	demos_link_t link, reply;
	char data[8];

	CHECK(!link_create(&link, 0x12345678UL, 5, DEMOS_LINK_DUP));
	CHECK(!link_create(&reply, 9, 6, DEMOS_LINK_PASS | DEMOS_LINK_REPLY));
	CHECK(!send_links(link, "request", 8, &reply, 1));
	CHECK(receive(&message, data, sizeof(data), 1UL << 6, 0) ==
	      DEMOS_ETIME);
	CHECK(receive(&message, data, 4, 1UL << 5, 0) == DEMOS_ESIZE);
	CHECK(message.length == 8);
	CHECK(!receive(&message, data, sizeof(data), 1UL << 5, 0));
	CHECK(message.length == 8 && !strcmp(data, "request"));
	CHECK(message.code == 0x12345678UL && message.channel == 5);
	CHECK(!message.flags && message.count == 1);
	CHECK(!answer(&message, "yes", 4));
	drop_links(&message);
	CHECK(!receive(&message, data, sizeof(data), DEMOS_ALL_CHANNELS, 0));
	CHECK(message.flags == DEMOS_MESSAGE_REPLY && message.code == 9);
	CHECK(!strcmp(data, "yes") && !message.count);
	CHECK(answer(&message, data, 1) == DEMOS_ENOLINK);
	CHECK(!link_destroy(link));
	CHECK(link_destroy(link) == DEMOS_ENOLINK);
	CHECK(send(link, data, 1) == DEMOS_ENOLINK);
	return 0;
}

static int check_self(int argc, char *argv[])
{
	unsigned int machine = 0;
	uint64_t before = now();

	CHECK(argc == 3 && !strcmp(argv[1], "one") && !strcmp(argv[2], "two"));
	CHECK(!argv[3]);
	CHECK(!strcmp(getenv("COLOUR"), "green") && !getenv("COLOR"));
	CHECK(self(&machine) && machine);
	yield();
	pause_ms(1500);
	CHECK(now() - before >= 1500000000ULL);
	CHECK(time(NULL) == (time_t)(now() / 1000000000ULL));
	return 0;
}

static jmp_buf place;

static int check_jump(void)
{
	int result = setjmp(place);

	if (!result)
		longjmp(place, 0);
	CHECK(result == 1);
	return 0;
}

int main(int argc, char *argv[])
{
	atexit(last);
	return check_self(argc, argv) || check_messages() || check_jump();
}
