// SPDX-License-Identifier: GPL-2.0
/*
 * demos-mount: mounts the file system of the LAN in a folder of Linux, by FUSE.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../version.h"
#include "mount/mount.h"

static const char help[] =
"Usage: demos-mount [OPTION]... FOLDER\n"
"Mounts the file system of a LAN of DEMOS machines in a folder of Linux, until\n"
"fusermount3 -u FOLDER. Needs a machine that is up, and /dev/fuse.\n\n"
"  -p, --path PATH           mount this folder of the file system, not its root\n"
"  -r, --read-only           nothing can be changed\n"
"  -o, --options LIST        options for FUSE, such as allow_other\n"
"  -f, --foreground          stay in the foreground\n"
"  -m, --machine PATH        the machine is the process with this door\n"
"                            (default: $DEMOS_MACHINE, else this network\n"
"                            namespace)\n"
"  -h, --help                show this and exit\n"
"  -V, --version             show the version and exit\n";

static const struct option options[] = {
	{ "path", required_argument, NULL, 'p' },
	{ "read-only", no_argument, NULL, 'r' },
	{ "options", required_argument, NULL, 'o' },
	{ "foreground", no_argument, NULL, 'f' },
	{ "machine", required_argument, NULL, 'm' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 }
};

struct mount mount = { .path = "/", .wake = { -1, -1 } };
static struct fuse *fuse;
static int foreground;

/* Ends the loop, and the call that waits */
static void on_signal(int signal)
{
	int saved = errno;

	(void)signal;
	fuse_exit(fuse);
	if (write(mount.wake[1], "", 1) < 0)
		errno = saved;
	errno = saved;
}

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "demos-mount: %s: %s\n", what, why);
	return 1;
}

static void *op_init(struct fuse_conn_info *connection,
		     struct fuse_config *config)
{
	(void)connection;
	config->use_ino = 1;
	config->nullpath_ok = 1;
	/* An open file keeps its content without a hidden name */
	config->hard_remove = 1;
	/*
	 * Others change files, too, and a file may have several names: ask each
	 * time, and forget what was read when a file has changed.
	 */
	config->attr_timeout = 0;
	config->entry_timeout = 0;
	config->auto_cache = 1;
	return NULL;
}

static void take_option(int option, struct fuse_args *args)
{
	switch (option) {
	case 'p':
		mount.path = optarg;
		break;
	case 'r':
		mount.read_only = 1;
		fuse_opt_add_arg(args, "-oro");
		break;
	case 'o':
		fuse_opt_add_arg(args, "-o");
		fuse_opt_add_arg(args, optarg);
		break;
	case 'f':
		foreground = 1;
		break;
	case 'm':
		setenv(DEMOS_MACHINE_VARIABLE, optarg, 1);
		break;
	case 'h':
		fputs(help, stdout);
		exit(0);
	case 'V':
		puts("demos-mount " DEMOS_VERSION);
		exit(0);
	default:
		fputs("Try 'demos-mount --help'.\n", stderr);
		exit(2);
	}
}

static void handle_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A fork leaves a handle behind, so the one that serves is opened after it */
static int serve(const char *folder)
{
	int err;

	if (fuse_mount(fuse, folder))
		return 1;
	if (fuse_daemonize(foreground)) {
		fuse_unmount(fuse);
		return fail("cannot go to the background", strerror(errno));
	}
	handle_signals();
	err = mount_open();
	if (err)
		fail("cannot mount", demos_error(mount.demos));
	else
		err = fuse_loop(fuse);
	fuse_unmount(fuse);
	mount_close();
	return err < 0;
}

static int run(struct fuse_args *args, const char *folder)
{
	struct fuse_operations operations = { .init = op_init };
	int status;

	operations_names(&operations);
	operations_content(&operations);
	fuse = fuse_new(args, &operations, sizeof(operations), NULL);
	if (!fuse)
		return 1;
	status = serve(folder);
	fuse_destroy(fuse);
	return status;
}

/* Say that there is no file system while somebody reads it */
static int check(void)
{
	int err = mount_open(), status = 0;

	if (err == -ENOENT && demos_self(mount.demos))
		status = fail("cannot mount",
			      "no file system, or no such folder: see demosctl fs status");
	else if (err)
		status = fail("cannot mount", demos_error(mount.demos));
	mount_close();
	return status;
}

int main(int argc, char **argv)
{
	struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
	int option, status;

	fuse_opt_add_arg(&args, argv[0]);
	fuse_opt_add_arg(&args,
			 "-ofsname=demos,subtype=demos,default_permissions");
	while ((option = getopt_long(argc, argv, "p:ro:fm:hV", options,
				     NULL)) != -1)
		take_option(option, &args);
	if (argc - optind != 1) {
		fail("give one folder to mount in", "see demos-mount --help");
		return 2;
	}
	if (pipe2(mount.wake, O_CLOEXEC | O_NONBLOCK))
		return fail("cannot make a pipe", strerror(errno));
	status = check();
	if (!status)
		status = run(&args, argv[optind]);
	fuse_opt_free_args(&args);
	return status;
}
