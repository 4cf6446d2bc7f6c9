/* SPDX-License-Identifier: GPL-2.0 */
/* What the benchmarks' ceilings at XDP end with: count the frame, by CPU, and drop it. */
#ifndef PATHGAUGE_COUNT_H
#define PATHGAUGE_COUNT_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} dropped SEC(".maps");

static __always_inline int count_and_drop(void)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&dropped, &zero);

	if (!count)
		return XDP_PASS;
	(*count)++;
	return XDP_DROP;
}

#endif
