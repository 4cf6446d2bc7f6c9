// SPDX-License-Identifier: GPL-2.0
/*
 * PathGauge's probe programs: pg_egress stamps requests, pg_xdp and pg_tcx_ingress match replies.
 * They are one object, so that they share maps. While there is more to do at ingress, the programs
 * of guard.bpf.c take the place of the latter two.
 */
#include "egress.bpf.h"
#include "hooks.bpf.h"
#include "ingress.bpf.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int pg_egress(struct __sk_buff *skb)
{
	struct pg_packet p = {};

	pg_leaving(skb, &p);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int pg_tcx_ingress(struct __sk_buff *skb)
{
	struct pg_packet p = {.ctx = skb, .length = skb->len};
	__u32 iface = pg_iface_of(skb->ifindex);
	__u64 packets = 1, bytes = skb->len;
	struct pg_iface *counters;
	enum pg_verdict verdict;

	pg_linear_headers(skb);
	verdict =
		pg_classify(&p, false, (void *)(long)skb->data, (void *)(long)skb->data_end, iface);
	pg_wire_size(skb, &p, &packets, &bytes);
	counters = pg_iface_counters(iface);
	if (counters) {
		counters->packets[verdict] += packets;
		counters->bytes[verdict] += bytes;
	}
	return verdict == PG_DROP_REPLY ? pg_skb_shot(skb, PG_DROPS_OWN_REPLY) : TC_ACT_UNSPEC;
}

SEC("xdp.frags")
int pg_xdp(struct xdp_md *ctx)
{
	struct pg_packet p = {.ctx = ctx, .length = pg_distance(ctx->data, ctx->data_end)};
	__u32 iface = pg_iface_of(ctx->ingress_ifindex);
	struct pg_iface *counters;
	enum pg_verdict verdict;

	verdict =
		pg_classify(&p, true, (void *)(long)ctx->data, (void *)(long)ctx->data_end, iface);
	counters = pg_iface_counters(iface);
	if (counters) {
		counters->packets[verdict]++;
		counters->bytes[verdict] += p.length;
	}
	return verdict == PG_DROP_REPLY ? XDP_DROP : XDP_PASS;
}
