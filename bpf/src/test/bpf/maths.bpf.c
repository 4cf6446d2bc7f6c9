// SPDX-License-Identifier: GPL-2.0
/* Runs the programs' arithmetic on numbers from the packet, for tests of exact values. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include "../../main/bpf/hist.bpf.h"
#include "../../main/bpf/siphash.bpf.h"

char LICENSE[] SEC("license") = "GPL";

struct numbers {
	__u8 ethernet[16];
	__u64 in[3];
	__u64 out;
};

static __always_inline struct numbers *numbers(struct __sk_buff *skb)
{
	struct numbers *n = (void *)(long)skb->data;

	return (void *)(n + 1) > (void *)(long)skb->data_end ? 0 : n;
}

SEC("tc")
int rtt_bucket(struct __sk_buff *skb)
{
	struct numbers *n = numbers(skb);

	return n ? pg_bucket(n->in[0], 3) : -1;
}

SEC("tc")
int ipdv_bucket(struct __sk_buff *skb)
{
	struct numbers *n = numbers(skb);

	return n ? pg_bucket(n->in[0], 2) : -1;
}

SEC("tc")
int siphash(struct __sk_buff *skb)
{
	struct numbers *n = numbers(skb);

	if (n)
		n->out = pg_siphash(n->in[0], n->in[1], n->in[2]);
	return 0;
}
