/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the programs of tcp.bpf.c and Java: see probe_abi.h for its rules.
 */
#ifndef PATHGAUGE_TCP_ABI_H
#define PATHGAUGE_TCP_ABI_H

#include <linux/types.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

/* What happened to the programs themselves, counted per CPU. */
struct pg_tcp_internal {
	__u64 events; /* changes of a TCP socket's state */
};

_Static_assert(sizeof(struct pg_tcp_internal) == 8, "pg_tcp_internal");

#pragma clang diagnostic pop

enum pg_tcp_constant {
	PG_TCP_K_PROTOCOL = 6,
};

struct pg_tcp_abi {
	struct pg_tcp_internal internal;
	enum pg_tcp_constant constant;
};

#endif
