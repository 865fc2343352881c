/* SPDX-License-Identifier: GPL-2.0 */
/* A program keeps what a module frees after its start. */
#ifndef UNIX_INIT_H
#define UNIX_INIT_H

#define __init
#define __exit
#define __net_init
#define __net_exit
#define __ro_after_init

#endif
