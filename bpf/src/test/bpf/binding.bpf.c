// SPDX-License-Identifier: GPL-2.0
/*
 * What the binding's tests need of a BPF object: one map of each kind, constants, and small
 * programs that touch them.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 first;
	__u32 second;
	__u32 third;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct pair);
} mapped SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} plain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2000);
	__type(key, __u32);
	__type(value, __u64);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, struct pair);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

const volatile __u32 verdict = 0;
const volatile __u64 increment = 1;

/* Counts itself in the mapped and the per-CPU array. */
SEC("tc")
int pg_t_count(struct __sk_buff *skb)
{
	__u32 zero = 0;
	struct pair *m = bpf_map_lookup_elem(&mapped, &zero);
	struct pair *p = bpf_map_lookup_elem(&percpu, &zero);

	if (m)
		__sync_fetch_and_add(&m->first, increment);
	if (p)
		p->first += increment;
	return verdict;
}

/* Emits the running number of the call, and counts what the ring refused. Each 8th is discarded. */
SEC("tc")
int pg_t_emit(struct __sk_buff *skb)
{
	__u32 one = 1;
	struct pair *m = bpf_map_lookup_elem(&mapped, &one);
	__u64 *sample;
	__u64 n;

	if (!m)
		return 1;
	n = __sync_fetch_and_add(&m->first, 1);
	sample = bpf_ringbuf_reserve(&ring, sizeof(*sample), 0);
	if (!sample) {
		__sync_fetch_and_add(&m->second, 1);
		return 2;
	}
	*sample = n;
	if (n % 8 == 7)
		bpf_ringbuf_discard(sample, 0);
	else
		bpf_ringbuf_submit(sample, 0);
	return 0;
}

SEC("xdp")
int pg_t_xdp(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tc")
int foreign_t(struct __sk_buff *skb)
{
	return -1; /* TC_ACT_UNSPEC: on to the next filter */
}

char LICENSE[] SEC("license") = "GPL";
