// SPDX-License-Identifier: GPL-2.0
/* Counts each frame and drops it: the least that anything at XDP which counts can cost. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} dropped SEC(".maps");

SEC("xdp")
int bare(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&dropped, &zero);

	if (!count)
		return XDP_PASS;
	(*count)++;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
