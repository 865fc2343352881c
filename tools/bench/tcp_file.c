// SPDX-License-Identifier: GPL-2.0
/*
 * Files over TCP, as plainly as it can be done, to compare a file system with:
 *
 *	tcp-file serve FOLDER		prints its port; ends with its input
 *	tcp-file write PORT NAME MIB	ms until that many MiB are on the disk
 *	tcp-file read PORT NAME MIB	ms to read them
 *	tcp-file many PORT NAME COUNT	ms to make so many small files
 *
 * A request is a struct request and content; each is answered by a count, and
 * content. WINDOW requests of 64 KiB are under way at a time, as in libdemos.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PIECE	65536
#define WINDOW	4

enum { MAKE, OPEN, WRITE, READ, SYNC, CLOSE };

struct request {
	uint32_t op;
	uint32_t offset;
	uint32_t length;
	char name[52];
};

static char piece[PIECE];

static void must(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static int read_all(int fd, void *to, size_t size)
{
	ssize_t count;
	size_t done = 0;

	while (done < size) {
		count = read(fd, (char *)to + done, size - done);
		if (count <= 0)
			return 0;
		done += count;
	}
	return 1;
}

static void write_all(int fd, const void *from, size_t size)
{
	ssize_t count;
	size_t done = 0;

	while (done < size) {
		count = write(fd, (const char *)from + done, size - done);
		must(count > 0, "write");
		done += count;
	}
}

static void no_delay(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* ---- the server */

static void answer(int client, uint32_t count, int content)
{
	static char data[sizeof(count) + PIECE];

	memcpy(data, &count, sizeof(count));
	if (content)
		memcpy(data + sizeof(count), piece, count);
	write_all(client, data, sizeof(count) + (content ? count : 0));
}

static int do_request(int client, int file, const struct request *request)
{
	ssize_t count = 0;

	switch (request->op) {
	case MAKE:
		file = open(request->name, O_RDWR | O_CREAT | O_TRUNC, 0644);
		must(file >= 0, request->name);
		break;
	case OPEN:
		file = open(request->name, O_RDONLY);
		must(file >= 0, request->name);
		break;
	case WRITE:
		must(read_all(client, piece, request->length), "read");
		count = pwrite(file, piece, request->length, request->offset);
		must(count == request->length, "pwrite");
		break;
	case READ:
		count = pread(file, piece, request->length, request->offset);
		must(count >= 0, "pread");
		break;
	case SYNC:
		must(!fsync(file), "fsync");
		break;
	default:
		close(file);
	}
	answer(client, count, request->op == READ);
	return file;
}

static void serve_client(int client)
{
	struct request request;
	int file = -1;

	no_delay(client);
	while (read_all(client, &request, sizeof(request)))
		if (request.length <= PIECE)
			file = do_request(client, file, &request);
	close(client);
}

static void serve(const char *folder)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	must(!chdir(folder), folder);
	must(!bind(listener, (struct sockaddr *)&at, sizeof(at)) &&
	     !listen(listener, 1), "listen");
	getsockname(listener, (struct sockaddr *)&at, &length);
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	for (;;)
		serve_client(accept(listener, NULL, NULL));
}

/* ---- the client */

static int reach(const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(atoi(port)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int server = socket(AF_INET, SOCK_STREAM, 0);

	must(!connect(server, (struct sockaddr *)&at, sizeof(at)), "connect");
	no_delay(server);
	return server;
}

static void ask(int server, unsigned int op, const char *name, uint32_t offset)
{
	static char data[sizeof(struct request) + PIECE];
	struct request request = { .op = op, .offset = offset };
	size_t content = op == WRITE ? PIECE : 0;

	if (op == WRITE || op == READ)
		request.length = PIECE;
	if (name)
		snprintf(request.name, sizeof(request.name), "%s", name);
	memcpy(data, &request, sizeof(request));
	write_all(server, data, sizeof(request) + content);
}

static void await(int server, int content)
{
	uint32_t count;

	must(read_all(server, &count, sizeof(count)), "no answer");
	if (content)
		must(read_all(server, piece, count), "no content");
}

static void call(int server, unsigned int op, const char *name)
{
	ask(server, op, name, 0);
	await(server, 0);
}

static void move_content(int server, const char *name, int mib, int writes)
{
	int pieces = mib * (1024 * 1024 / PIECE), i;

	call(server, writes ? MAKE : OPEN, name);
	for (i = 0; i < pieces + WINDOW; i++) {
		if (i >= WINDOW)
			await(server, !writes);
		if (i < pieces)
			ask(server, writes ? WRITE : READ, NULL,
			    (uint32_t)i * PIECE);
	}
	if (writes)
		call(server, SYNC, NULL);
	call(server, CLOSE, NULL);
}

static void make_many(int server, const char *name, int count)
{
	struct request request = { .op = WRITE, .length = 13 };
	char path[52];
	int i;

	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s%d", name, i);
		call(server, MAKE, path);
		write_all(server, &request, sizeof(request));
		write_all(server, "a small file\n", 13);
		await(server, 0);
		if (i == count - 1)
			call(server, SYNC, NULL);
		call(server, CLOSE, NULL);
	}
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	long start;
	int server;

	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve(argv[2]);
	if (argc != 5)
		return 2;
	server = reach(argv[2]);
	start = now_ms();
	if (!strcmp(argv[1], "many"))
		make_many(server, argv[3], atoi(argv[4]));
	else
		move_content(server, argv[3], atoi(argv[4]),
			     !strcmp(argv[1], "write"));
	printf("%ld ms\n", now_ms() - start);
	return 0;
}
