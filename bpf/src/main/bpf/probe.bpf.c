// SPDX-License-Identifier: GPL-2.0
/*
 * PathGauge's probe programs: pg_egress stamps requests, pg_xdp and pg_tcx_ingress match replies.
 * They are one object, so that they share maps.
 */
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "egress.bpf.h"
#include "ingress.bpf.h"

char LICENSE[] SEC("license") = "GPL";

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

SEC("tc")
int pg_egress(struct __sk_buff *skb)
{
	struct pg_packet p = {.ctx = skb};
	__u32 iface = pg_iface_of(skb->ifindex);
	struct pg_iface *counters;
	enum pg_egress verdict;
	enum pg_parsed parsed;

	pg_linear_headers(skb);
	parsed = pg_parse(&p, (void *)(long)skb->data, (void *)(long)skb->data_end,
			  iface & PG_IFACE_L3, true);
	verdict = pg_request(&p, parsed);
	counters = pg_iface_counters(iface);
	if (counters)
		counters->egress[verdict]++;
	return TC_ACT_UNSPEC;
}

/*
 * Adds what GRO took away: it merged `gso_segs` packets of the wire into one skb and kept only the
 * first one's headers.
 */
static __always_inline void pg_wire_size(struct __sk_buff *skb, const struct pg_packet *p,
					 __u64 *packets, __u64 *bytes)
{
	__u32 segments = skb->gso_segs;
	__u32 headers = p->l4 + sizeof(struct udphdr);
	struct tcphdr tcp;

	if (segments <= 1)
		return;
	if (p->protocol == IPPROTO_TCP && !bpf_skb_load_bytes(skb, p->l4, &tcp, sizeof(tcp)))
		headers = p->l4 + tcp.doff * 4;
	*packets = segments;
	*bytes += (__u64)(segments - 1) * headers;
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
	return verdict == PG_DROP_REPLY ? TC_ACT_SHOT : TC_ACT_UNSPEC;
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
