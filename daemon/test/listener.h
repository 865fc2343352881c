/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A demos-netd that listens, with all its parts but the module, which is
 * replaced. The log goes to test/logged.h.
 */
#ifndef DEMOS_TEST_LISTENER_H
#define DEMOS_TEST_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include "netd/netd.h"

#define LISTENER_SELF	1

/**
 * struct handed_in - connections that the module has got
 * @count: how many
 * @machine: id of the last one, as netd gave it to the module; -1: none
 * @got: bytes that waited in it, or -1
 * @bytes: these bytes
 */
struct handed_in {
	unsigned int count;
	int machine;
	ssize_t got;
	char bytes[200];
};

extern struct handed_in handed_in;
/* The module knows the peers */
extern bool listener_module_knows;
/* The address to dial */
extern struct address listener_at;

int listener_open(const char *text);
int listener_dial(void);
void listener_once(void);
void listener_settle(void);

/* In a test that is linked with --wrap=tls_to_kernel */
struct tls;
int __wrap_tls_to_kernel(struct tls *tls, int fd);

#endif
