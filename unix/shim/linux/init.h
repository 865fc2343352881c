/* SPDX-License-Identifier: GPL-2.0 */
/* A module frees this code and data after its start; a program keeps it. */
#ifndef UNIX_INIT_H
#define UNIX_INIT_H

#define __init
#define __exit
#define __net_init
#define __net_exit
#define __ro_after_init

#endif
