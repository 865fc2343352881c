/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The version of the project, which every part of it shows: the module
 * (modinfo), the servers, demosctl, z8krun, and the libraries' pkg-config
 * files, which read it from the line below.
 */
#ifndef DEMOS_VERSION_H
#define DEMOS_VERSION_H

#define DEMOS_VERSION "0.1.0"

#endif
