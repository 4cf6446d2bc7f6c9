// SPDX-License-Identifier: GPL-2.0
/*
 * The ingress programs that do more than match replies. They take the place of pg_xdp and
 * pg_tcx_ingress of probe.bpf.c, with which they share its maps, while they are needed; so who
 * needs none of it pays nothing.
 *
 * The order: parse, match replies, look for patterns, ask the filter. Replies come first, so that
 * neither does a rule make loss out of them nor do they look like a flood. Patterns come before the
 * filter, so that a flood is seen for as long as it lasts, though a rule drops it.
 */
#include "egress.bpf.h"
#include "filter.bpf.h"
#include "guard_abi.h"
#include "hooks.bpf.h"
#include "ingress.bpf.h"
#include "sketch.bpf.h"
#include "usual.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Never read: see struct pg_abi. */
const volatile struct pg_guard_abi *const volatile pg_guard_abi_types = 0;

static __always_inline bool pg_drops(enum pg_verdict verdict)
{
	return verdict == PG_DROP_REPLY || verdict == PG_DROP_FILTER || verdict == PG_DROP_RATE;
}

static __always_inline int pg_guard_tcx(struct __sk_buff *skb, const bool patterns,
					const bool filter)
{
	__u32 iface = pg_iface_of(skb->ifindex);
	__u64 packets = 1, bytes = skb->len;
	struct pg_iface *counters;
	enum pg_verdict verdict;
	struct pg_words words;

	pg_linear_headers(skb);
	if (!patterns && skb->gso_segs <= 1 &&
	    pg_usual((void *)(long)skb->data, (void *)(long)skb->data_end, skb->len, iface,
		     words.w)) {
		verdict = pg_filtered_usual(&words, packets, bytes);
	} else {
		struct pg_packet p = {.ctx = skb, .length = skb->len};

		verdict = pg_classify(&p, false, (void *)(long)skb->data,
				      (void *)(long)skb->data_end, iface);
		pg_wire_size(skb, &p, &packets, &bytes);
		if (patterns)
			pg_skb_look(&p, iface, verdict, packets);
		if (filter)
			verdict = pg_filtered(&p, false, &words, verdict, iface, packets, bytes);
	}
	counters = pg_iface_counters(iface);
	if (counters) {
		counters->packets[verdict] += packets;
		counters->bytes[verdict] += bytes;
	}
	if (!pg_drops(verdict))
		return TC_ACT_UNSPEC;
	return pg_skb_shot(skb,
			   verdict == PG_DROP_REPLY ? PG_DROPS_OWN_REPLY : PG_DROPS_OWN_FILTER);
}

static __always_inline int pg_guard_xdp(struct xdp_md *ctx, const bool patterns, const bool filter)
{
	__u32 length = pg_distance(ctx->data, ctx->data_end);
	__u32 iface = pg_iface_of(ctx->ingress_ifindex);
	struct pg_iface *counters;
	enum pg_verdict verdict;
	struct pg_words words;

	if (!patterns && pg_usual((void *)(long)ctx->data, (void *)(long)ctx->data_end, length,
				  iface, words.w)) {
		verdict = pg_filtered_usual(&words, 1, length);
	} else {
		struct pg_packet p = {.ctx = ctx, .length = length};

		verdict = pg_classify(&p, true, (void *)(long)ctx->data,
				      (void *)(long)ctx->data_end, iface);
		length = p.length;
		if (patterns)
			pg_xdp_look(&p, iface, verdict);
		if (filter)
			verdict = pg_filtered(&p, true, &words, verdict, iface, 1, length);
	}
	counters = pg_iface_counters(iface);
	if (counters) {
		counters->packets[verdict]++;
		counters->bytes[verdict] += length;
	}
	return pg_drops(verdict) ? XDP_DROP : XDP_PASS;
}

SEC("tc")
int pg_tcx_filter(struct __sk_buff *skb)
{
	return pg_guard_tcx(skb, false, true);
}

SEC("xdp.frags")
int pg_xdp_filter(struct xdp_md *ctx)
{
	return pg_guard_xdp(ctx, false, true);
}

SEC("tc")
int pg_tcx_patterns(struct __sk_buff *skb)
{
	return pg_guard_tcx(skb, true, false);
}

SEC("xdp.frags")
int pg_xdp_patterns(struct xdp_md *ctx)
{
	return pg_guard_xdp(ctx, true, false);
}

SEC("tc")
int pg_tcx_both(struct __sk_buff *skb)
{
	return pg_guard_tcx(skb, true, true);
}

SEC("xdp.frags")
int pg_xdp_both(struct xdp_md *ctx)
{
	return pg_guard_xdp(ctx, true, true);
}

/* pg_egress of probe.bpf.c, and beside it what the ingress programs must know of a handshake. */
SEC("tc")
int pg_egress_patterns(struct __sk_buff *skb)
{
	struct pg_packet p = {};

	if (pg_leaving(skb, &p) == PG_EGRESS_OTHER)
		pg_look_back(&p, (void *)(long)skb->data, (void *)(long)skb->data_end);
	return TC_ACT_UNSPEC;
}
