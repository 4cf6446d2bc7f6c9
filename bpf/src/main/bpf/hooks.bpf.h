/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs at one hook have in common, whatever they do with a packet. */
#ifndef PATHGAUGE_HOOKS_BPF_H
#define PATHGAUGE_HOOKS_BPF_H

#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "drops_abi.h"
#include "parse.bpf.h"

#define PG_TCP_OFFSET_AT 12 /* octet of the header's length (RFC 9293, 3.1) */

/*
 * Bytes between two packet pointers. The subtraction must stay one of 64 bits: the verifier knows
 * no half pointers.
 */
static __always_inline __u32 pg_distance(__u32 data, __u32 end)
{
	void *from = (void *)(long)data;
	void *to = (void *)(long)end;

	barrier_var(from);
	barrier_var(to);
	return to - from;
}

/* An skb may hold no more than its Ethernet header in the linear part, though drivers avoid it. */
static __always_inline void pg_linear_headers(struct __sk_buff *skb)
{
	__u32 linear = pg_distance(skb->data, skb->data_end);

	if (linear < PG_HEADERS_MAX && linear < skb->len)
		bpf_skb_pull_data(skb, skb->len < PG_HEADERS_MAX ? skb->len : PG_HEADERS_MAX);
}

/*
 * Adds what GRO took away: it merged `gso_segs` packets of the wire into one skb and kept only the
 * first one's headers. Takes away what it added.
 */
static __always_inline void pg_wire_size(struct __sk_buff *skb, const struct pg_packet *p,
					 __u64 *packets, __u64 *bytes)
{
	__u32 segments = skb->gso_segs;
	__u32 headers = p->l4 + sizeof(struct udphdr);
	__u8 offset;

	if (segments <= 1)
		return;
	/* In the upper half of its octet, in words. */
	if (p->protocol == IPPROTO_TCP &&
	    !bpf_skb_load_bytes(skb, p->l4 + PG_TCP_OFFSET_AT, &offset, sizeof(offset)))
		headers = p->l4 + (offset >> 4) * 4;
	*packets = segments;
	*bytes += (__u64)(segments - 1) * headers - (__u64)segments * p->unsent;
}

/*
 * Has the kernel drop a packet, and says so in its control block, where drops.bpf.c finds it when
 * the packet is freed.
 */
static __always_inline int pg_skb_shot(struct __sk_buff *skb, enum pg_drops_own why)
{
	skb->cb[0] = PG_DROPS_OWN_MAGIC;
	skb->cb[1] = why;
	return TC_ACT_SHOT;
}

#endif
