// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's peers are the module's, too: they come and go together. This
 * test plays the module and the connections.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netd/netd.h"
#include "test/check.h"

#define SELF	2

static int module_says;
static __u64 incarnation;
static unsigned int deleted, reset, stopped, voided;

/* All lines since it was emptied */
static char log_text[4096];

void log_line(const char *format, ...)
{
	size_t length = strlen(log_text);
	va_list args;

	va_start(args, format);
	vsnprintf(log_text + length, sizeof(log_text) - length, format, args);
	va_end(args);
}

__u64 demos_clock_ms(void)
{
	return 1000;
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "forget machine 1: the module says no";
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	(void)demos;
	info->id = SELF;
	info->incarnation = incarnation;
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

int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info)
{
	(void)demos;
	(void)machine;
	(void)info;
	return module_says;
}

int demos_peers(struct demos *demos, struct demos_peer_info **list)
{
	static const struct demos_peer_info found[] = {
		{ .machine = 1, .state = DEMOS_PEER_UP },
		{ .machine = 3, .state = DEMOS_PEER_DOWN },
		{ .machine = 4, .state = DEMOS_PEER_UP },
	};

	(void)demos;
	*list = malloc(sizeof(found));
	memcpy(*list, found, sizeof(found));
	return 3;
}

void handshakes_void(__u16 machine)
{
	voided = machine;
}

void netd_hang_up(struct peer *peer)
{
	stopped = peer->machine;
}

/* The configuration: three words for each setting */
static const char *const *says;

int options_again(struct config *config)
{
	int err = 0;
	int i;

	config_init(config);
	for (i = 0; says[i] && !err; i += 3)
		err = config_set(config, says[i], says[i + 1], says[i + 2]);
	return err;
}

static char error[KEY_ERROR];

static bool is_peer(__u16 machine)
{
	return peers_find(&netd.peers, machine);
}

static void a_deleted_peer_is_forgotten_by_both(void)
{
	CHECK(!netd_add_peer(1, "host1", "", error) && is_peer(1));
	/* A process is moving */
	module_says = -EBUSY;
	CHECK(netd_del_peer(1, error) == -EBUSY);
	CHECK(!strcmp(error, "the module says no"));
	CHECK(deleted == 1 && is_peer(1) && !stopped);
	module_says = 0;
	CHECK(!netd_del_peer(1, error) && !is_peer(1) && stopped == 1);
	/* A handshake that it has begun does not let it in */
	CHECK(voided == 1);
	/* Known to one of the two only */
	CHECK(!netd_del_peer(3, error) && deleted == 3);
	CHECK(!netd_add_peer(3, "", "", error) && is_peer(3));
	module_says = -ENOENT;
	CHECK(!netd_del_peer(3, error) && !is_peer(3));
	CHECK(netd_del_peer(3, error) == -ENOENT);
	module_says = 0;
	voided = 0;
}

/* It has lost our peers: we would go on without any */
static void a_restart_of_the_machine_is_the_end(void)
{
	CHECK(!netd_check_machine() && !netd.failed);
	incarnation++;
	CHECK(netd_check_machine() && netd.failed);
	CHECK(strstr(log_text, "ending: machine 2 has been down"));
	/* Said only once */
	log_text[0] = '\0';
	CHECK(netd_check_machine() && !*log_text);
	CHECK(netd_add_peer(3, "", "", error) && !is_peer(3));
	incarnation--;
	netd.failed = false;
}

static void a_peer_that_the_module_forgot_is_forgotten(void)
{
	struct demos_peer_info info;
	struct peer *peer = peers_add(&netd.peers, 3, "", 1000);

	CHECK(!netd_look_at(peer, &info) && is_peer(3));
	module_says = -ENOENT;
	/* But not if the machine is another one */
	incarnation++;
	CHECK(netd_look_at(peer, &info) == -ENOENT);
	CHECK(netd.failed && is_peer(3));
	incarnation--;
	netd.failed = false;
	CHECK(netd_look_at(peer, &info) == -ENOENT);
	CHECK(!netd.failed && !is_peer(3) && voided == 3);
	voided = 0;
	module_says = 0;
}

/* Has it been cut since the last call? */
static bool was_cut(__u16 machine)
{
	bool cut = reset == machine && voided == machine;

	if (!cut)
		CHECK(!reset && !voided);
	reset = 0;
	voided = 0;
	return cut;
}

/* The path of a file with a key; it is always the same */
static const char *write_key_of(const char *whose, char digit)
{
	static char path[32];
	static int fd = -1;
	char line[128];

	if (fd < 0)
		fd = mkstemp(strcpy(path, "/tmp/netd-key.XXXXXX"));
	memset(line, 0, sizeof(line));
	snprintf(line, sizeof(line) / 2, "demos-key-1 %s ", whose);
	memset(line + strlen(line), digit, 2 * KEY_BYTES);
	CHECK(!ftruncate(fd, 0) && pwrite(fd, line, strlen(line), 0) > 0);
	return path;
}

static const char *write_key(char digit)
{
	return write_key_of("cluster", digit);
}

static void another_key_ends_the_connection(void)
{
	/* Its first key replaces none */
	CHECK(!netd_add_peer(5, "", write_key('1'), error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "", "", error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "", write_key('1'), error) && !was_cut(5));
	CHECK(!netd_add_peer(5, "host5", write_key('2'), error) && was_cut(5));
	CHECK(netd_find_key(5)->secret[0] == 0x22);
	/* It had the common one before */
	CHECK(!netd_add_peer(6, "", "", error) && !was_cut(6));
	CHECK(!netd_add_peer(6, "", write_key('0'), error) && !was_cut(6));
	CHECK(!netd_add_peer(6, "", write_key('1'), error) && was_cut(6));
}

static void reload(const char *const *text)
{
	says = text;
	netd_reload();
}

static void changes_are_applied(void)
{
	const char *const own[] = { "peers", "3", "",
		"keys", "3", write_key('3'), NULL };
	const char *const common[] = { "netd", "key", write_key('3'),
		"netd", "renew", "7", "peers", "1", "host1", "peers", "2", "",
		"peers", "3", "", NULL };
	const char *const less[] = { "netd", "key", write_key('3'),
		"peers", "1", "host1.new", NULL };
	const char *const wrong[] = { "peers", "1", "a/b", NULL };
	const char *const missing[] = { "netd", "key", "/nowhere/key", NULL };
	const char *const late[] = { "netd", "key", write_key('3'),
		"peers", "1", "host1.new", "netd", "control", "/run/other",
		"netd", "listen", "::1", "netd", "machine", "77", NULL };

	peers_clear(&netd.peers);
	CHECK(!netd_add_peer(9, "", "", error));
	netd.keyed = false;
	reload(own);
	CHECK(is_peer(3) && is_peer(9) && !was_cut(3));
	/* It loses its own key, but has the common one; our own id */
	write_key('4');
	reload(common);
	CHECK(was_cut(3) && netd_find_key(3)->secret[0] == 0x44);
	CHECK(is_peer(1) && !is_peer(SELF) && netd.config.renew == 7);
	reload(less);
	CHECK(is_peer(1) && !is_peer(3) && is_peer(9));
	CHECK(deleted == 3 && voided == 3);
	voided = 0;
	CHECK(!strcmp(peers_find(&netd.peers, 1)->where, "host1.new"));
	/* The same again; a mistake; no key file: nothing changes */
	reload(less);
	reload(wrong);
	reload(missing);
	CHECK(is_peer(1) && netd.keyed && !was_cut(1));
	/* What needs a restart */
	*log_text = 0;
	config_set(&netd.config, "netd", "control", "/run/demos/netd.sock");
	reload(less);
	CHECK(!strstr(log_text, "restart"));
	reload(late);
	CHECK(strstr(log_text, "a change of control needs a restart"));
	CHECK(strstr(log_text, "a change of listen needs a restart"));
	CHECK(strstr(log_text, "should be 77"));
	*log_text = 0;
	/* Another common key */
	peers_remove(&netd.peers, peers_find(&netd.peers, 9));
	write_key('5');
	reload(less);
	CHECK(was_cut(1) && netd_find_key(1)->secret[0] == 0x55);
	config_clear(&netd.config);
}

/* A process was moving at the first reload, and none at the second */
static void a_peer_that_is_busy_is_forgotten_the_next_time(void)
{
	const char *const both[] = { "netd", "key", write_key('6'),
		"peers", "1", "host1", "peers", "3", "", NULL };
	const char *const one[] = { "netd", "key", write_key('6'),
		"peers", "1", "host1", NULL };

	peers_clear(&netd.peers);
	CHECK(!netd_add_peer(9, "", "", error));
	reload(both);
	module_says = -EBUSY;
	reload(one);
	CHECK(is_peer(3) && strstr(log_text, "stays until the next reload"));
	module_says = 0;
	reload(one);
	CHECK(!is_peer(3) && is_peer(1) && is_peer(9));
	/* Later reloads leave it alone: demosctl may add it */
	CHECK(!netd_add_peer(3, "", "", error));
	reload(one);
	CHECK(is_peer(3));
	config_clear(&netd.config);
}

/* Has the log said so, and is it a peer without a key? */
static bool is_keyless(__u16 machine)
{
	bool said = strstr(log_text, "has no key now");

	*log_text = 0;
	return said && is_peer(machine) && !netd_find_key(machine);
}

/* The common key becomes that of machines 1 and 2, the latter being ours */
static void the_key_of_a_pair_holds_for_no_other(void)
{
	const char *const both[] = { "netd", "key", write_key('6'),
		"peers", "1", "host1", "peers", "3", "", NULL };

	peers_clear(&netd.peers);
	reload(both);
	CHECK(netd_find_key(1) && netd_find_key(3));
	write_key_of("pair 1 2", '7');
	*log_text = 0;
	reload(both);
	CHECK(netd_find_key(1)->secret[0] == 0x77 && is_keyless(3));
	/* It gets one of its own, and loses it again */
	CHECK(!netd_add_peer(3, "", write_key_of("pair 2 3", '8'), error));
	CHECK(netd_find_key(3)->secret[0] == 0x88);
	/* With that key it may get another address */
	CHECK(!netd_add_peer(3, "host3", "", error));
	netd_drop_key(3);
	CHECK(is_keyless(3));
	config_clear(&netd.config);
}

/* A key of zeroes is a key like others */
static void a_key_that_is_taken_away_is_gone(void)
{
	const struct key zeroes = {};

	peers_clear(&netd.peers);
	netd_share_key(&zeroes);
	CHECK(!netd_add_peer(3, "", "", error) && netd_find_key(3));
	reset = 0;
	voided = 0;
	netd_share_key(NULL);
	CHECK(was_cut(3) && is_keyless(3));
}

/* Peers that were there before the start stay, and are logged */
static void peers_found_at_the_start_are_logged(void)
{
	CHECK(!netd_add_peer(1, "host1", "", error));
	CHECK(!netd_add_peer(3, "", "", error));
	*log_text = 0;
	netd.config.insecure = true;
	netd_log_found();
	CHECK(!*log_text);
	netd.config.insecure = false;
	deleted = 0;
	netd_log_found();
	CHECK(strstr(log_text, "machine 1 is connected from before"));
	CHECK(!strstr(log_text, "machine 3"));
	CHECK(strstr(log_text, "machine 4 is known from before and connected"));
	CHECK(!deleted && !reset && is_peer(1) && !is_peer(4));
	peers_clear(&netd.peers);
}

int main(void)
{
	netd.peers.self = SELF;
	netd.keyed = true;
	peers_found_at_the_start_are_logged();
	a_deleted_peer_is_forgotten_by_both();
	a_restart_of_the_machine_is_the_end();
	a_peer_that_the_module_forgot_is_forgotten();
	another_key_ends_the_connection();
	changes_are_applied();
	a_peer_that_is_busy_is_forgotten_the_next_time();
	the_key_of_a_pair_holds_for_no_other();
	a_key_that_is_taken_away_is_gone();
	unlink(write_key('0'));
	peers_clear(&netd.peers);
	return done();
}
