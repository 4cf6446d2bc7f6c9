// SPDX-License-Identifier: GPL-2.0
/* Counts each frame and drops it: the least that anything at XDP which counts can cost. */
#include "count.h"

SEC("xdp")
int bare(struct xdp_md *ctx)
{
	return count_and_drop();
}

char LICENSE[] SEC("license") = "GPL";
