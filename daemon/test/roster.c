// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's peers are the module's, too: they come and go together. The
 * module, and what goes on with connections, is played here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netd/netd.h"
#include "test/check.h"

#define SELF	2

struct netd netd = { .peers.self = SELF };

static int module_says;
static unsigned int deleted, reset, stopped, voided;

void log_line(const char *format, ...)
{
	(void)format;
}

__u64 demos_clock_ms(void)
{
	return 1000;
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "the module says no";
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	(void)demos;
	info->id = SELF;
	return 0;
}

int demos_peer_add(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	return module_says;
}

int demos_peer_del(struct demos *demos, __u16 machine)
{
	(void)demos;
	deleted = machine;
	return module_says;
}

int demos_peer_reset(struct demos *demos, __u16 machine)
{
	(void)demos;
	reset = machine;
	return module_says;
}

void handshakes_void(__u16 machine)
{
	voided = machine;
}

void netd_dial_stop(struct peer *peer)
{
	stopped = peer->machine;
}

static char error[KEY_ERROR];

static bool is_peer(__u16 machine)
{
	return peers_find(&netd.peers, machine);
}

static void who_is_forgotten_is_forgotten_by_both(void)
{
	CHECK(!netd_add_peer(1, "host1", "", error) && is_peer(1));
	/* A process is on its way */
	module_says = -EBUSY;
	CHECK(netd_del_peer(1, error) == -EBUSY);
	CHECK(!strcmp(error, "the module says no"));
	CHECK(deleted == 1 && is_peer(1) && !stopped);
	module_says = 0;
	CHECK(!netd_del_peer(1, error) && !is_peer(1) && stopped == 1);
	/* Known to one of the two only */
	CHECK(!netd_del_peer(3, error) && deleted == 3);
	CHECK(!netd_add_peer(3, "", "", error) && is_peer(3));
	module_says = -ENOENT;
	CHECK(!netd_del_peer(3, error) && !is_peer(3));
	CHECK(netd_del_peer(3, error) == -ENOENT);
	module_says = 0;
}

/* Has it been cut since we asked last? */
static bool was_cut(__u16 machine)
{
	bool cut = reset == machine && voided == machine;

	if (!cut)
		CHECK(!reset && !voided);
	reset = 0;
	voided = 0;
	return cut;
}

/* The path of a file with a key */
static const char *write_key(char digit)
{
	static char path[32];
	static int fd = -1;
	char line[128] = "demos-key-1 cluster ";

	if (fd < 0)
		fd = mkstemp(strcpy(path, "/tmp/netd-key.XXXXXX"));
	memset(line + strlen(line), digit, 2 * KEY_BYTES);
	CHECK(pwrite(fd, line, strlen(line), 0) > 0);
	return path;
}

static void another_key_ends_the_connection(void)
{
	/* Its first key is not another one */
	CHECK(!netd_add_peer(5, "", write_key('1'), error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "", "", error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "", write_key('1'), error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "host5", write_key('2'), error) && was_cut(5));
	CHECK(netd_find_key(5)->secret[0] == 0x22);
	/* A common one before */
	CHECK(!netd_add_peer(6, "", "", error) && !was_cut(6));
	CHECK(!netd_add_peer(6, "", write_key('0'), error) && !was_cut(6));
	CHECK(!netd_add_peer(6, "", write_key('1'), error) && was_cut(6));
	unlink(write_key('0'));
}

int main(void)
{
	netd.keyed = true;
	who_is_forgotten_is_forgotten_by_both();
	another_key_ends_the_connection();
	peers_clear(&netd.peers);
	return done();
}
