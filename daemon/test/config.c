// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's configuration: it is read right, and nothing is ignored.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netd/config.h"
#include "test/check.h"

/* Read a file with these bytes in it */
static int read_bytes(struct config *config, const char *text, size_t length)
{
	char path[] = "/tmp/netd-config.XXXXXX";
	int fd = mkstemp(path);
	int err;

	config_init(config);
	if (fd < 0 || write(fd, text, length) != (long)length)
		return -EIO;
	close(fd);
	err = config_read(config, path);
	unlink(path);
	return err;
}

static int read_text(struct config *config, const char *text)
{
	return read_bytes(config, text, strlen(text));
}

static bool refuses_bytes(const char *text, size_t length, const char *why)
{
	struct config config;
	int err = read_bytes(&config, text, length);
	bool refused = err == -EINVAL && strstr(config.error, why);

	if (!refused)
		fprintf(stderr, "'%s' gives %d: %s\n", text, err,
			err ? config.error : "");
	config_clear(&config);
	return refused;
}

static bool refuses(const char *text, const char *why)
{
	return refuses_bytes(text, strlen(text), why);
}

/* A string literal with a NUL byte in it */
#define REFUSES_BYTES(text, why) refuses_bytes(text, sizeof(text) - 1, why)

static void a_complete_one_is_read(void)
{
	struct config config;
	struct config_peer *peer;
	char text[ADDRESS_TEXT];

	CHECK(!read_text(&config,
			 "# a comment\n"
			 "[netd]\n"
			 "machine = 2\n"
			 "listen = 192.0.2.2\n"
			 "listen = [2001:db8::2]:77   ; another\n"
			 "key = /etc/demos/key\n"
			 "control = /run/other\n"
			 "renew = 5\n"
			 "tls = relay\n"
			 "[peers]\n"
			 "3 =\n"
			 "1 = host1.example:78\n"
			 "[keys]\n"
			 "3 = /etc/demos/2-3.key\n"
			 "4 = /etc/demos/2-4.key\n"));
	CHECK(config.machine == 2 && !config.insecure);
	CHECK(config.nlisten == 2);
	CHECK(!strcmp(address_format(&config.listen[0], text),
		      "192.0.2.2:1983"));
	CHECK(!strcmp(address_format(&config.listen[1], text),
		      "[2001:db8::2]:77"));
	CHECK(!strcmp(config.key, "/etc/demos/key"));
	CHECK(!strcmp(config.control, "/run/other"));
	CHECK(config.renew == 5 && config.tls == CONFIG_TLS_RELAY);
	peer = config.peers;
	CHECK(peer && peer->machine == 1 && !*peer->key &&
	      !strcmp(peer->where, "host1.example:78"));
	peer = peer->next;
	CHECK(peer && peer->machine == 3 && !*peer->where &&
	      !strcmp(peer->key, "/etc/demos/2-3.key"));
	peer = peer->next;
	CHECK(peer && peer->machine == 4 && !peer->next);
	CHECK(!config_check(&config));
	config_clear(&config);
}

static void an_empty_one_has_defaults(void)
{
	struct config config;

	CHECK(!read_text(&config, ""));
	CHECK(!config.machine && !config.nlisten && !config.peers);
	CHECK(!config.insecure && !*config.key && config.renew);
	CHECK(*config.control == '/');
	/* But it is not enough */
	CHECK(config_check(&config) == -EINVAL);
	CHECK(strstr(config.error, "no key is set"));
	CHECK(config_read(&config, "/nowhere/netd.conf") == -ENOENT);
	CHECK(strstr(config.error, "/nowhere/netd.conf"));
}

static void mistakes_are_refused(void)
{
	CHECK(refuses("[netd]\nkay = /etc/demos/key\n", "2: setting 'kay'"));
	CHECK(refuses("[netz]\nkey = /etc/demos/key\n", "section 'netz'"));
	CHECK(refuses("key = /etc/demos/key\n",
		      "1: setting 'key': stands before the first section"));
	CHECK(refuses("[netd]\nkey = key\n", "absolute path"));
	CHECK(refuses("[netd]\nmachine = 0\n", "machine id"));
	CHECK(refuses("[netd]\nmachine = 65535\n", "machine id"));
	CHECK(refuses("[netd]\ninsecure = maybe\n", "yes or no"));
	CHECK(refuses("[netd]\nlisten = host3\n", "listen 'host3'"));
	CHECK(refuses("[netd]\nlisten = unix:m1\n", "listen 'unix:m1'"));
	CHECK(refuses("[peers]\n3 = unix:\n", "address 'unix:'"));
	CHECK(refuses("[netd]\nrenew = -1\n", "renew"));
	CHECK(refuses("[netd]\nrenew = 4294967296\n", "renew"));
	CHECK(refuses("[netd]\nrenew =\n", "renew"));
	CHECK(refuses("[netd]\ntls = user\n",
		      "2: tls 'user': is not auto, kernel or relay"));
	CHECK(refuses("[netd]\ntls =\n", "tls ''"));
	CHECK(refuses("[peers]\nhost3 = 3\n", "machine 'host3'"));
	CHECK(refuses("[peers]\n3 = a/b\n", "address 'a/b'"));
	CHECK(refuses("[keys]\n3 =\n", "key ''"));
	CHECK(refuses("[netd\n", "1: is not like"));
	CHECK(refuses("[netd]\nmachine\n", "2: is not like"));
}

/* Of several mistakes the first one is reported, in its own words */
static void the_first_mistake_is_reported(void)
{
	CHECK(refuses("[netd]\nkay = /a\n[peers]\nhost9 = 4\n",
		      "2: setting 'kay'"));
	CHECK(refuses("[netd]\nkey\n[peers]\nhost9 = 4\n",
		      "2: is not like"));
	CHECK(refuses("[netd]\nkey = key\nkey\n", "2: key 'key'"));
	CHECK(refuses("[netd]\nrenew = 1\n[peers\n[keys] x\n",
		      "3: is not like"));
	CHECK(refuses("[netd]\nrenew = 1\n[peers\nhost9 = 4\n",
		      "3: is not like"));
}

/* inih would pass over these in silence */
static void nothing_is_passed_over(void)
{
	struct config config;

	CHECK(refuses("[netd] key = /k\n", "1: has text behind the ]"));
	CHECK(refuses("[netd]\nkey = /k\n[keys] 2 = /x\n",
		      "3: has text behind the ]"));
	CHECK(refuses("[netd]]\n", "1: has text behind the ]"));
	CHECK(REFUSES_BYTES("[netd]\ninsecure = yes\0zzz\n", "2: has a NUL"));
	CHECK(REFUSES_BYTES("[netd]\ninsecure = yes\0zzz", "2: has a NUL"));
	CHECK(REFUSES_BYTES("# \0\n[netd]\n", "1: has a NUL"));
	CHECK(REFUSES_BYTES("\0", "1: has a NUL"));
	CHECK(REFUSES_BYTES("\xff\xfe[\0n\0e\0t\0d\0]\0\n\0", "1: has a NUL"));
	CHECK(refuses("[netd]\ninsecure = no\rkey = /k\n",
		      "2: has a line end in the middle"));
	CHECK(refuses("[netd]\nkey = /k /l\n", "2: has more than one word"));
	CHECK(refuses("[netd]\nkey = /k # ours\n",
		      "2: has more than one word"));
	CHECK(refuses("[peers]\n2 = host2 3 = host3\n",
		      "2: has more than one word"));
	/* To inih, these two lines are one setting with two values */
	CHECK(refuses("[netd]\n  listen = ::\n  insecure = maybe\n",
		      "3: insecure 'maybe'"));
	CHECK(refuses("[netd]\nkey = /k\n  /l\n", "3: is not like"));
	/* Windows' line ends and its mark, blanks, comments */
	CHECK(!read_text(&config,
			 "\xef\xbb\xbf[netd] ; so\r\n  key = /k ; so\r\n"
			 "\tcontrol=/c\r\n[peers]\t# so\n 3 =\n"));
	CHECK(!strcmp(config.key, "/k") && !strcmp(config.control, "/c"));
	CHECK(config.peers && config.peers->machine == 3);
	config_clear(&config);
}

static void settings_stand_once(void)
{
	struct config config;

	CHECK(refuses("[netd]\nkey = /k\nrenew = 1\nkey = /l\n",
		      "4: 'key' stands in line 2 already"));
	CHECK(refuses("[netd]\ninsecure = no\n[netd]\ninsecure = yes\n",
		      "4: 'insecure' stands in line 2"));
	CHECK(refuses("[netd]\nmachine = 1\nmachine = 1\n", "line 2"));
	CHECK(refuses("[netd]\ncontrol = /a\ncontrol = /b\n", "line 2"));
	CHECK(refuses("[netd]\nrenew = 1\nrenew = 2\n", "line 2"));
	CHECK(refuses("[netd]\ntls = auto\ntls = auto\n", "line 2"));
	CHECK(refuses("[peers]\n2 =\n3 =\n2 = host2\n",
		      "4: '2' stands in line 2 already"));
	CHECK(refuses("[keys]\n2 = /a\n2 = /a\n", "line 2"));
	CHECK(!read_text(&config, "[keys]\n2 = /a\n[peers]\n2 =\n"));
	config_clear(&config);
}

/* None of these may make netd wait, or read for ever */
static void only_a_regular_file_is_read(void)
{
	char path[] = "/tmp/netd-config.XXXXXX";
	struct config config;
	int fd = mkstemp(path);

	config_init(&config);
	CHECK(!ftruncate(fd, 17 << 20));
	CHECK(config_read(&config, path) == -EINVAL);
	CHECK(strstr(config.error, "larger than 16 MiB"));
	close(fd);
	CHECK(!unlink(path) && !mkfifo(path, 0600));
	CHECK(config_read(&config, path) == -EINVAL);
	CHECK(strstr(config.error, "is not a regular file") &&
	      strstr(config.error, path));
	CHECK(!unlink(path));
	CHECK(config_read(&config, "/dev/zero") == -EINVAL);
	/* No configuration at all */
	CHECK(!config_read(&config, "/dev/null"));
	CHECK(config_read(&config, "/tmp") == -EINVAL);
	CHECK(strstr(config.error, "is not a regular file"));
}

/* The end of a long line must not count as a line */
static void a_long_line_is_refused(void)
{
	struct config config;
	char text[600];

	sprintf(text, "[netd]\n#%0198dkey = /evil\nkey = /a\n", 0);
	CHECK(refuses(text, ":2: is longer than 198 bytes"));
	/* The longest line, with and without an end */
	sprintf(text, "[netd]\n#%0197d\nkey = /a\n#%0198d", 0, 0);
	CHECK(!read_text(&config, text) && !strcmp(config.key, "/a"));
	config_clear(&config);
	strcat(text, "\n");
	CHECK(refuses(text, ":4: is longer"));
}

static void too_much_is_refused(void)
{
	char text[2000] = "[netd]\n";
	int i;

	for (i = 0; i <= CONFIG_LISTEN; i++)
		strcat(text, "listen = ::\n");
	CHECK(refuses(text, "one too many"));
	strcpy(text, "[netd]\nkey = /");
	for (i = 0; i < CONFIG_PATH - 100; i++)
		strcat(text, "a");
	CHECK(refuses(strcat(text, "\n[netd]\nx = 1\n"), "setting 'x'") ||
	      refuses(text, "is not like"));
}

/* The file that is installed, as it is, or with all comments made settings */
static int read_installed(struct config *config, bool all)
{
	static char text[8192];
	FILE *file = fopen("netd/netd.conf", "re");
	char line[256];

	*text = 0;
	while (file && fgets(line, sizeof(line), file)) {
		bool out = *line == '#' && line[1] != ' ' && line[1] != '\n';

		strcat(text, line + (all && out));
	}
	if (file)
		fclose(file);
	return *text ? read_text(config, text) : -ENOENT;
}

static void the_installed_one_shows_the_defaults(void)
{
	struct config config, defaults;

	config_init(&defaults);
	CHECK(!read_installed(&config, false));
	CHECK(!memcmp(&config, &defaults, sizeof(config)));
	CHECK(!read_installed(&config, true));
	CHECK(config.machine == 1 && config.nlisten == 2);
	CHECK(!strcmp(config.key, "/etc/demos/key") && !config.insecure);
	CHECK(config.renew == defaults.renew && config.tls == defaults.tls);
	CHECK(!strcmp(config.control, defaults.control));
	CHECK(config.peers && *config.peers->key && *config.peers->where);
	CHECK(!config_check(&config));
	config_clear(&config);
}

static bool checks(const char *text, const char *error)
{
	struct config config;
	bool so = !read_text(&config, text) && !config_check(&config);

	if (!so && error)
		so = strstr(config.error, error);
	else if (error)
		so = false;
	config_clear(&config);
	return so;
}

/* Nobody but our own user reaches a Unix socket */
static void machines_of_one_host_need_no_key(void)
{
	CHECK(checks("[netd]\nlisten = unix:/run/1\n", NULL));
	CHECK(checks("[peers]\n1 = unix:/run/1\n2 =\n", NULL));
	CHECK(checks("[netd]\nlisten = unix:/run/1\nlisten = 0.0.0.0\n",
		     "no key is set"));
	CHECK(checks("[peers]\n1 = unix:/run/1\n2 = host2\n",
		     "no key is set"));
	CHECK(checks("[netd]\nkey = /k\n[peers]\n1 = unix:/run/1\n2 = host2\n",
		     NULL));
}

/* Ten machines of one user have ten control sockets */
static void each_machine_has_a_control_socket(void)
{
	struct config config;

	CHECK(!setenv("DEMOS_MACHINE", "/run/m1", 1));
	config_init(&config);
	CHECK(!strcmp(config.control, "/run/m1.netd"));
	CHECK(!setenv("DEMOS_MACHINE", "", 1));
	config_init(&config);
	CHECK(!strcmp(config.control, "/run/demos/netd.sock"));
}

static void the_command_line_overrides_the_file(void)
{
	struct config config;

	CHECK(!read_text(&config, "[netd]\nkey = /a\n[peers]\n3 = host3\n"));
	CHECK(!config_peer(&config, "3=192.0.2.3"));
	CHECK(!config_peer(&config, "5"));
	CHECK(config_peer(&config, "=192.0.2.3"));
	CHECK(config_peer(&config, "123456789"));
	CHECK(config_peer(&config, "host3"));
	CHECK(config.peers && !strcmp(config.peers->where, "192.0.2.3"));
	CHECK(config.peers->next && config.peers->next->machine == 5);
	CHECK(!config_check(&config));
	config.insecure = true;
	CHECK(config_check(&config) == -EINVAL);
	CHECK(strstr(config.error, "choose one"));
	config_clear(&config);
	config_init(&config);
	config.insecure = true;
	CHECK(!config_check(&config));
}

int main(void)
{
	a_complete_one_is_read();
	an_empty_one_has_defaults();
	mistakes_are_refused();
	the_first_mistake_is_reported();
	nothing_is_passed_over();
	settings_stand_once();
	only_a_regular_file_is_read();
	a_long_line_is_refused();
	too_much_is_refused();
	the_installed_one_shows_the_defaults();
	machines_of_one_host_need_no_key();
	each_machine_has_a_control_socket();
	the_command_line_overrides_the_file();
	return done();
}
