/* SPDX-License-Identifier: GPL-2.0 */
/* Ingress: decide whose a packet is; the same source at XDP and at tcx. */
#ifndef PATHGAUGE_INGRESS_BPF_H
#define PATHGAUGE_INGRESS_BPF_H

#include "csum.bpf.h"
#include "errors.bpf.h"
#include "handshake.bpf.h"
#include "match.bpf.h"
#include "probe.bpf.h"

#define PG_FIRST_BUFFER 512 /* bytes; no driver has smaller ones for frames in several buffers */

/*
 * An echo reply with our identifier. `reach` is how much of the message the packet really holds,
 * which is less than the IP header says when it was cut.
 */
static __always_inline enum pg_verdict pg_echo_reply(struct pg_packet *p, const bool xdp,
						     __u32 reach, __u64 now)
{
	struct pg_reply reply = {.ingress_ns = now, .upper = p->upper};
	struct pg_addresses addresses;
	struct pg_probe *probe;
	struct pg_stats *stats;
	__u32 pseudo = 0;
	int header, sum;

	header = pg_sum_header(p, xdp, &addresses);
	if (header < 0)
		return PG_PASS_MALFORMED;
	if (p->family == PG_AF_INET6)
		pseudo = pg_sum_pseudo(p, &addresses, IPPROTO_ICMPV6);
	sum = pg_sum_message(p, xdp, pseudo, reach, &reply.payload);
	if (reply.payload.magic != bpf_htonl(PG_MAGIC))
		return reach < p->l4_len ? PG_PASS_MALFORMED : PG_PASS_OTHER;
	reply.slot = bpf_ntohl(reply.payload.slot);
	reply.seq = bpf_ntohl(reply.payload.seq);
	probe = pg_probe_of(reply.slot);
	stats = probe ? pg_stats_of(reply.slot) : 0;
	if (header == 0 || sum != 0xffff || reach < p->l4_len ||
	    reach < PG_ECHO_HEADER + PG_PAYLOAD_SIZE) {
		/* The slot is as doubtful as the rest, but it is the best guess there is. */
		if (stats && !p->upper)
			PG_COUNT(stats->corrupt);
		return PG_PASS_CORRUPT;
	}
	if (reply.payload.token != pg_token(&reply.payload)) {
		if (stats && !p->upper)
			PG_COUNT(stats->forged);
		return PG_PASS_FORGED;
	}
	if (!probe)
		return PG_PASS_STALE;
	if (!stats) {
		PG_INTERNAL(lookup_failed);
		return PG_PASS_OTHER;
	}
	if (probe->type != PG_TYPE_ICMP_ECHO || probe->family != p->family ||
	    !pg_same_address(addresses.source, probe->target)) {
		if (!pg_stamped(probe, reply.seq)) {
			/* An answer to the probe that had the slot before. */
			if (!p->upper)
				PG_COUNT(stats->stale);
			return PG_PASS_STALE;
		}
		if (!p->upper)
			PG_COUNT(stats->forged);
		return PG_PASS_FORGED;
	}
	return pg_match(&reply, probe, stats);
}

static __always_inline enum pg_verdict pg_icmp_message(struct pg_packet *p, const bool xdp,
						       __u64 now)
{
	bool v4 = p->family == PG_AF_INET;
	struct pg_icmp icmp;
	__u32 reach;

	if (p->l4_len < sizeof(icmp) || pg_load(p, xdp, p->l4, &icmp, sizeof(icmp)))
		return PG_PASS_MALFORMED;
	reach = p->length - p->l4;
	if (reach > p->l4_len)
		reach = p->l4_len; /* Ethernet pads short frames */
	if (icmp.type == (v4 ? PG_ICMP_ECHOREPLY : PG_ICMPV6_ECHO_REPLY)) {
		if (icmp.echo.id == pg_icmp_id)
			return pg_echo_reply(p, xdp, reach, now);
	} else if (pg_is_error(icmp.type, v4)) {
		return pg_icmp_quote(p, xdp, &icmp, reach, now);
	}
	return reach < p->l4_len ? PG_PASS_MALFORMED : PG_PASS_OTHER;
}

/*
 * Only a helper tells the length of a frame in several buffers, and a call is dear. Most frames fit
 * their first buffer: by the word of their IP header or, without one, because they leave room in
 * it.
 */
static __always_inline void pg_whole_length(struct pg_packet *p)
{
	if (p->end ? p->end > p->length : p->length >= PG_FIRST_BUFFER)
		p->length = bpf_xdp_get_buff_len(p->ctx);
}

/* What may be ours. */
static __always_inline enum pg_verdict pg_candidate(struct pg_packet *p, const bool xdp,
						    enum pg_parsed parsed)
{
	/* First thing. The packets of others are spared the clock. */
	__u64 now = bpf_ktime_get_ns();

	if (xdp)
		pg_whole_length(p);
	if (parsed == PG_PARSED_ICMP && p->family == PG_AF_INET6)
		parsed = pg_skip_extensions(p, xdp);
	switch (parsed) {
	case PG_PARSED_ICMP:
		return pg_icmp_message(p, xdp, now);
	case PG_PARSED_TCP:
		return pg_tcp_segment(p, xdp, now);
	case PG_PARSED_FRAGMENT:
		return PG_PASS_FRAGMENT;
	case PG_PARSED_MALFORMED:
		return PG_PASS_MALFORMED;
	default:
		return PG_PASS_OTHER;
	}
}

/*
 * Functions of their own, for the sake of all other packets: inline, this much code would take the
 * registers, and each packet would pay for a dozen variables kept on the stack.
 */
static __noinline enum pg_verdict pg_skb_candidate(struct pg_packet *p, enum pg_parsed parsed)
{
	return pg_candidate(p, false, parsed);
}

static __noinline enum pg_verdict pg_xdp_candidate(struct pg_packet *p, enum pg_parsed parsed)
{
	return pg_candidate(p, true, parsed);
}

static __always_inline enum pg_verdict pg_classify(struct pg_packet *p, const bool xdp, void *data,
						   void *end, __u32 iface)
{
	enum pg_parsed parsed = pg_parse(p, xdp, data, end, iface & PG_IFACE_L3, false);

	p->upper = iface & PG_IFACE_UPPER;
	if (parsed == PG_PARSED_ICMP || parsed == PG_PARSED_TCP)
		return xdp ? pg_xdp_candidate(p, parsed) : pg_skb_candidate(p, parsed);
	if (xdp)
		pg_whole_length(p);
	switch (parsed) {
	case PG_PARSED_FRAGMENT:
		return PG_PASS_FRAGMENT;
	case PG_PARSED_MALFORMED:
		return PG_PASS_MALFORMED;
	default:
		return PG_PASS_OTHER;
	}
}

#endif
