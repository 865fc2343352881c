// SPDX-License-Identifier: GPL-2.0
/*
 * The door: workers that wait for events, and serve them.
 *
 * A request may block, so there is always another worker that waits: the last
 * one to wait starts a new one before it serves its event. One worker at a time
 * serves a connection: its socket is disabled in the epoll set until that
 * worker enables it again.
 *
 * Sockets for which messages are kept are in a set of their own, @out, which is
 * a member of the first. So messages are written even while a request of that
 * connection blocks.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connection.h"
#include "door.h"
#include "family.h"
#include "listen.h"
#include "port.h"

#define STACK	(256 << 10)
/* Workers that wait at most; others end when they have nothing to do */
#define IDLE_MAX	3
/* Connections accepted before other events get a turn */
#define TURN	16

/**
 * struct unix_door - a door
 * @name: its path or abstract name
 * @rules: which connections are accepted
 * @events: epoll set of @listener, @out, @stop and the connections; the data of
 *          an event is the address of that member, or the connection
 * @listener: socket that programs connect to
 * @out: epoll set of the sockets for which messages are kept
 * @stop: readable when the workers must end
 * @spare: a descriptor to close, so that a program can be accepted and refused
 * @lock: protects the members below
 * @changed: signalled when a count becomes 0
 * @closing: no more connections are accepted
 * @connections: connections that have not ended
 * @workers: threads
 * @idle: threads that wait for an event, or will do so at once
 */
struct unix_door {
	struct unix_name name;
	struct unix_connection_rules rules;
	int events;
	int listener;
	int out;
	int stop;
	int spare;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool closing;
	unsigned int connections;
	unsigned int workers;
	unsigned int idle;
};

static int watch(struct unix_door *door, int how, int fd, u32 events,
		 void *what)
{
	struct epoll_event event = {
		.events = events,
		.data.ptr = what,
	};

	return epoll_ctl(door->events, how, fd, &event) ? -errno : 0;
}

static void watch_again(struct unix_door *door, int fd, void *what)
{
	watch(door, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLONESHOT, what);
}

static bool count_connection(struct unix_door *door)
{
	bool open;

	pthread_mutex_lock(&door->lock);
	open = !door->closing;
	door->connections += open;
	pthread_mutex_unlock(&door->lock);
	return open;
}

static void uncount_connection(struct unix_door *door)
{
	pthread_mutex_lock(&door->lock);
	if (!--door->connections)
		pthread_cond_broadcast(&door->changed);
	pthread_mutex_unlock(&door->lock);
}

static bool is_closing(struct unix_door *door)
{
	bool closing;

	pthread_mutex_lock(&door->lock);
	closing = door->closing;
	pthread_mutex_unlock(&door->lock);
	return closing;
}

/* Let a worker serve the connection when it has input, or room for its dump */
static int hand_over(struct unix_door *door, struct sock *sk, int how,
		     bool dumps)
{
	int err;

	/* The next worker may close it at once, but not during this call */
	sock_hold(sk);
	mutex_lock(&sk->lock);
	err = watch(door, how, sk->fd,
		    EPOLLIN | EPOLLONESHOT | (dumps ? EPOLLOUT : 0), sk);
	mutex_unlock(&sk->lock);
	sock_put(sk);
	return err;
}

/**
 * unix_door_adopt() - accept a program that is connected already
 * @door: the door
 * @fd: a socket of type SOCK_SEQPACKET, consumed
 *
 * Return: 0 or a negative errno, which is also sent to the program.
 */
int unix_door_adopt(struct unix_door *door, int fd)
{
	struct sock *sk;
	int err;

	if (!count_connection(door)) {
		unix_connection_refuse(fd, -ESHUTDOWN);
		return -ESHUTDOWN;
	}
	sk = unix_connection_create(fd, &door->rules);
	err = IS_ERR(sk) ? PTR_ERR(sk) : 0;
	if (!err) {
		/* The door may have closed before this connection existed */
		if (is_closing(door))
			unix_sock_shutdown_all();
		err = hand_over(door, sk, EPOLL_CTL_ADD, false);
		if (err)
			unix_connection_end(sk);
	}
	if (err)
		uncount_connection(door);
	return err;
}

/* No descriptors are left: use the spare one to refuse a program */
static void refuse_one(struct unix_door *door)
{
	int fd;

	if (door->spare >= 0)
		close(door->spare);
	fd = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		unix_connection_refuse(fd, -EMFILE);
	door->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	/* Another thread took the spare one: do not spin */
	if (fd < 0)
		usleep(10000);
}

static void let_in(struct unix_door *door)
{
	int turn;
	int fd;

	for (turn = 0; turn < TURN; turn++) {
		fd = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			unix_door_adopt(door, fd);
		else if (errno == EMFILE || errno == ENFILE)
			refuse_one(door);
		else if (errno != EINTR && errno != ECONNABORTED)
			break;
	}
	if (!is_closing(door))
		watch_again(door, door->listener, &door->listener);
}

/* Write kept messages to the programs that have room again */
static void write_out(struct unix_door *door)
{
	struct epoll_event events[TURN];
	struct sock *sk;
	int count = epoll_wait(door->out, events, TURN, 0);
	int i;

	for (i = 0; i < count; i++) {
		sk = unix_sock_find(events[i].data.u64);
		if (!sk)
			continue;
		unix_sock_flush(sk);
		sock_put(sk);
	}
	watch_again(door, door->out, &door->out);
}

static void serve(struct unix_door *door, struct sock *sk, void *buffer)
{
	bool dumps;

	/* Wait until the worker before has left hand_over() */
	mutex_lock(&sk->lock);
	mutex_unlock(&sk->lock);
	if (unix_connection_serve(sk, buffer, &dumps)) {
		hand_over(door, sk, EPOLL_CTL_MOD, dumps);
	} else {
		unix_connection_end(sk);
		uncount_connection(door);
	}
}

/* Return: false: the workers must end */
static bool handle(struct unix_door *door, void *what, void *buffer)
{
	if (what == &door->stop)
		return false;
	if (what == &door->listener)
		let_in(door);
	else if (what == &door->out)
		write_out(door);
	else
		serve(door, what, buffer);
	return true;
}

static int start_worker(struct unix_door *door);

/* Return: may the calling worker wait? If enough others wait, it ends. */
static bool become_idle(struct unix_door *door)
{
	bool enough;

	pthread_mutex_lock(&door->lock);
	enough = door->idle >= IDLE_MAX;
	door->idle += !enough;
	pthread_mutex_unlock(&door->lock);
	return !enough;
}

/* The calling worker is one of the idle ones, and is no longer afterwards */
static void wait_for_event(struct unix_door *door, struct epoll_event *event)
{
	bool last;

	while (epoll_wait(door->events, event, 1, -1) != 1)
		;
	pthread_mutex_lock(&door->lock);
	last = !--door->idle;
	pthread_mutex_unlock(&door->lock);
	/* If no thread can be made, events wait until this worker is done */
	if (last && event->data.ptr != &door->stop)
		start_worker(door);
}

static void *work(void *arg)
{
	struct unix_door *door = arg;
	void *buffer = kmalloc(DEMOS_DOOR_RECORD_MAX,
			       GFP_KERNEL | __GFP_NOFAIL);
	struct epoll_event event;

	do {
		wait_for_event(door, &event);
	} while (handle(door, event.data.ptr, buffer) && become_idle(door));
	kfree(buffer);
	pthread_mutex_lock(&door->lock);
	if (!--door->workers)
		pthread_cond_broadcast(&door->changed);
	pthread_mutex_unlock(&door->lock);
	return NULL;
}

/* Signals are blocked: the thread that opened the door handles them */
static int start_thread(struct unix_door *door)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&thread, &attr, work, door);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return -err;
}

static void count_worker(struct unix_door *door, int change)
{
	pthread_mutex_lock(&door->lock);
	door->workers += change;
	door->idle += change;
	pthread_mutex_unlock(&door->lock);
}

/*
 * A worker is idle as soon as it is counted. Were that only when it runs, those
 * that end their work meanwhile would each see none, and make one more.
 */
static int start_worker(struct unix_door *door)
{
	int err;

	count_worker(door, 1);
	err = start_thread(door);
	if (err)
		count_worker(door, -1);
	return err;
}

static void set_rules(struct unix_door *door, mode_t mode)
{
	bool path = door->name.inode;

	/* The mode of a path already keeps other users out */
	door->rules.others = path || mode & 0002;
	door->rules.group = path || mode & 0020;
	door->rules.out = door->out;
}

static int open_sets(struct unix_door *door)
{
	door->events = epoll_create1(EPOLL_CLOEXEC);
	door->out = epoll_create1(EPOLL_CLOEXEC);
	door->stop = eventfd(0, EFD_CLOEXEC);
	door->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (door->events < 0 || door->out < 0 || door->stop < 0)
		return -errno;
	return watch(door, EPOLL_CTL_ADD, door->out, EPOLLIN | EPOLLONESHOT,
		     &door->out) ?:
	       watch(door, EPOLL_CTL_ADD, door->stop, EPOLLIN, &door->stop);
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void destroy(struct unix_door *door)
{
	close_fd(door->listener);
	close_fd(door->events);
	close_fd(door->out);
	close_fd(door->stop);
	close_fd(door->spare);
	pthread_mutex_destroy(&door->lock);
	pthread_cond_destroy(&door->changed);
	kfree(door);
}

static int begin(struct unix_door *door, const char *path, mode_t mode)
{
	int err = open_sets(door);

	if (!err && path)
		err = unix_listen(&door->name, path, mode);
	if (err < 0)
		return err;
	if (path)
		door->listener = err;
	set_rules(door, mode);
	err = unix_ctrl_init();
	if (err)
		unix_unlisten(&door->name);
	return err;
}

/**
 * unix_door_open() - open a door
 * @path: a path, or "@" and an abstract name; NULL: accept only the sockets
 *        given to unix_door_adopt()
 * @mode: permissions of the path. For an abstract name: S_IWOTH lets all users
 *        connect, S_IWGRP those with this process's group. In any case, only
 *        root and the user of this process have rights inside
 *
 * A socket that a dead process has left at @path is replaced. Programs can
 * connect, but are not served yet.
 *
 * Return: the door or an ERR_PTR(); -EADDRINUSE: a process listens there.
 */
struct unix_door *unix_door_open(const char *path, mode_t mode)
{
	struct unix_door *door = kzalloc(sizeof(*door), GFP_KERNEL);
	int err;

	if (!door)
		return ERR_PTR(-ENOMEM);
	pthread_mutex_init(&door->lock, NULL);
	pthread_cond_init(&door->changed, NULL);
	door->listener = -1;
	err = begin(door, path, mode);
	if (!err)
		return door;
	destroy(door);
	return ERR_PTR(err);
}

/**
 * unix_door_serve() - begin to serve programs, in threads of its own
 * @door: the door
 *
 * Return: 0 or a negative errno.
 */
int unix_door_serve(struct unix_door *door)
{
	int err = start_worker(door);

	if (err || door->listener < 0)
		return err;
	return watch(door, EPOLL_CTL_ADD, door->listener,
		     EPOLLIN | EPOLLONESHOT, &door->listener);
}

static void wait_until_zero(struct unix_door *door, const unsigned int *count)
{
	pthread_mutex_lock(&door->lock);
	while (*count)
		pthread_cond_wait(&door->changed, &door->lock);
	pthread_mutex_unlock(&door->lock);
}

/**
 * unix_door_close() - close a door
 * @door: the door, freed
 *
 * All connections end as if their programs had closed them. Sleeps until the
 * current requests have been served.
 */
void unix_door_close(struct unix_door *door)
{
	pthread_mutex_lock(&door->lock);
	door->closing = true;
	pthread_mutex_unlock(&door->lock);
	unix_unlisten(&door->name);
	if (door->listener >= 0)
		shutdown(door->listener, SHUT_RDWR);
	unix_sock_shutdown_all();
	wait_until_zero(door, &door->connections);
	eventfd_write(door->stop, 1);
	wait_until_zero(door, &door->workers);
	unix_ctrl_exit();
	destroy(door);
}
