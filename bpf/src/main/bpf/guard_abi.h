/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the programs of guard.bpf.c and Java: see probe_abi.h for its rules. What
 * these programs share with probe.bpf.c is described there.
 */
#ifndef PATHGAUGE_GUARD_ABI_H
#define PATHGAUGE_GUARD_ABI_H

#include "filter_abi.h"
#include "patterns_abi.h"

struct pg_guard_abi {
	struct pg_filter_key filter_key;
	struct pg_filter_head filter_head;
	struct pg_filter_shape filter_shape;
	struct pg_filter_cell filter_cell;
	struct pg_filter_set filter_set;
	struct pg_filter_sets filter_sets;
	struct pg_filter_block filter_block;
	struct pg_filter_hits filter_hits;
	struct pg_pattern_cell pattern_cell;
	struct pg_pattern_ports pattern_ports;
	struct pg_pattern_sketch pattern_sketch;
	struct pg_pattern_config pattern_config;
	struct pg_pattern_source pattern_source;
	struct pg_pattern_exempt pattern_exempt;
	struct pg_pattern_totals pattern_totals;
	struct pg_pattern_faults pattern_faults;
	enum pg_filter_action filter_action;
	enum pg_filter_constant filter_constant;
	enum pg_pattern_count pattern_count;
	enum pg_pattern_constant pattern_constant;
};

#endif
