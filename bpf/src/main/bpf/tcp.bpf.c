// SPDX-License-Identifier: GPL-2.0
/*
 * PathGauge's passive measurement of TCP: what the connections of this host's sockets do, seen at
 * the kernel's own tracepoints.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "kernel.bpf.h"
#include "tcp_abi.h"

char LICENSE[] SEC("license") = "GPL";

/* Never read: see struct pg_abi. */
const volatile struct pg_tcp_abi *const volatile pg_tcp_abi_types = 0;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_tcp_internal);
} pg_tcp_internal SEC(".maps");

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(pg_tcp_state, struct sock *sk, int from, int to)
{
	struct pg_tcp_internal *internal;
	__u32 key = 0;

	if (sk->sk_protocol != PG_TCP_K_PROTOCOL)
		return 0;
	internal = bpf_map_lookup_elem(&pg_tcp_internal, &key);
	if (internal)
		internal->events++;
	return 0;
}
