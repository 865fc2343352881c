/* SPDX-License-Identifier: GPL-2.0 */
/* For z8kvm's headers */
#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H

#define __always_inline	inline

#endif
