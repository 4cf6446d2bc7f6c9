/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the programs of guard.bpf.c and Java: see probe_abi.h for its rules. What
 * these programs share with probe.bpf.c is described there.
 */
#ifndef PATHGAUGE_GUARD_ABI_H
#define PATHGAUGE_GUARD_ABI_H

#include "filter_abi.h"

struct pg_guard_abi {
	struct pg_filter_key filter_key;
	struct pg_filter_head filter_head;
	struct pg_filter_shape filter_shape;
	struct pg_filter_cell filter_cell;
	struct pg_filter_hits filter_hits;
	enum pg_filter_action filter_action;
	enum pg_filter_constant filter_constant;
};

#endif
