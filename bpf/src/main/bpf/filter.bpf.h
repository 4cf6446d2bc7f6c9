/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The filter: which rule a packet is subject to, and what that does with it. See filter_abi.h for
 * how the rules lie in memory.
 */
#ifndef PATHGAUGE_FILTER_BPF_H
#define PATHGAUGE_FILTER_BPF_H

#include "filter_abi.h"
#include "probe.bpf.h"
#include "search.bpf.h"

#define PG_FILTER_DIRECT 128 /* ports up to here are read from the packet, without a helper */
#define PG_RATE_TRIES	 16
#define PG_NEXT_SCTP	 132

/* Sized by the agent: all CPUs' slots, a CPU's beside each other, so that none shares a line. */
PG_ARRAY(pg_filter_hits, struct pg_filter_hits, 1, BPF_F_MMAPABLE);

/* When the next packet would be in time, by slot, in fractions of a nanosecond. */
PG_ARRAY(pg_filter_rates, __u64, PG_FILTER_SLOTS, BPF_F_MMAPABLE);

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "pg_last_word");

/*
 * The last word of a key, from the ports on, made in a register: to read a word from where its
 * parts have just been written to takes the processor several times as long.
 */
static __always_inline __u64 pg_last_word(__u32 ports, __u8 protocol, __u8 flags, __u32 iface)
{
	return ports | (__u64)protocol << 32 | (__u64)flags << 40 | (__u64)(iface & 0xffff) << 48;
}

static __always_inline bool pg_has_ports(__u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == PG_NEXT_SCTP;
}

/* An IPv6 fragment header, RFC 8200, 4.5. */
struct pg_fragment {
	__u8 next;
	__u8 reserved;
	__be16 offset; /* in eights, above three bits of something else */
	__be32 identification;
};

#define PG_IP6_OFFSET 0xfff8

/* Where the ports are, given that there are any; 0: none to see. */
static __always_inline __u32 pg_ports_at(const struct pg_packet *p, const bool xdp, __u8 *protocol,
					 bool later_fragment)
{
	__u32 at = p->l4;

	if (p->family == PG_AF_INET6 && *protocol == PG_NEXT_FRAGMENT) {
		struct pg_fragment fragment;

		if (pg_load(p, xdp, at, &fragment, sizeof(fragment)))
			return 0;
		*protocol = fragment.next;
		at += sizeof(fragment);
		later_fragment = fragment.offset & bpf_htons(PG_IP6_OFFSET);
	}
	return !later_fragment && pg_has_ports(*protocol) && at + 4 <= p->end ? at : 0;
}

/*
 * What rules can see of a packet: the words of its struct pg_filter_key.
 *
 * Return: 0, or -1 for what has no readable IP header, which no rule matches.
 */
static __always_inline int pg_filter_key_of(const struct pg_packet *p, const bool xdp, __u32 iface,
					    __u64 *w)
{
	__u8 flags = p->family | (iface & PG_IFACE_UPPER ? 0 : PG_FILTER_FIRST);
	struct __sk_buff *skb = p->ctx;
	struct xdp_md *frame = p->ctx;
	void *data = (void *)(long)(xdp ? frame->data : skb->data);
	void *end = (void *)(long)(xdp ? frame->data_end : skb->data_end);
	__u8 protocol = p->protocol;
	__u32 l3 = p->l3, at;
	bool later = false;
	__u32 ports = 0;

	if (l3 > ETH_HLEN + PG_VLAN_TAGS * 4)
		return -1;
	if (p->family == PG_AF_INET) {
		struct iphdr *ip = data + l3;

		if ((void *)(ip + 1) > end)
			return -1;
		__builtin_memcpy(w, &ip->saddr, sizeof(*w)); /* and the destination */
		w[1] = w[2] = w[3] = 0;
		later = ip->frag_off & bpf_htons(PG_IP_OFFSET);
	} else if (p->family == PG_AF_INET6) {
		struct ipv6hdr *ip = data + l3;

		if ((void *)(ip + 1) > end)
			return -1;
		__builtin_memcpy(w, &ip->saddr, 4 * sizeof(*w));
	} else {
		return -1;
	}
	at = pg_ports_at(p, xdp, &protocol, later);
	barrier_var(at);
	if (at) {
		if (at < PG_FILTER_DIRECT && data + at + sizeof(ports) <= end) {
			__builtin_memcpy(&ports, data + at, sizeof(ports));
			flags |= PG_FILTER_PORTS;
		} else if (!pg_load(p, xdp, at, &ports, sizeof(ports))) {
			flags |= PG_FILTER_PORTS;
		}
	}
	w[PG_LAST] = pg_last_word(ports, protocol, flags, iface);
	return 0;
}

/*
 * The token bucket as a virtual schedule (GCRA, ITU-T I.371 Annex A): `next` is when the next
 * packet would be in time. One word for all CPUs, so the rate is that of the host. What GRO merged
 * passes as a whole when its first packet may, and pays for all. No inline function, for the
 * stack's sake.
 */
static __noinline bool pg_in_rate(__u64 found, __u32 half, __u64 packets)
{
	const struct pg_filter_set *set = &pg_filter_sets.sets[half & 1];
	const struct pg_filter_cell *cell = pg_cell_at(set, half & 1, pg_found_place(found));
	__u32 slot = pg_found_slot(found);
	__u64 *next = bpf_map_lookup_elem(&pg_filter_rates, &slot);
	__u64 now = bpf_ktime_get_ns() * PG_FILTER_FRACTIONS;
	__u64 cost;

	if (!next || !cell) {
		PG_INTERNAL(lookup_failed);
		return true;
	}
	cost = cell->cost * packets;
	for (int i = 0; i < PG_RATE_TRIES; i++) {
		__u64 old = *(volatile __u64 *)next;
		__u64 from = old > now ? old : now;

		if (from - now > cell->burst)
			return false;
		if (__sync_val_compare_and_swap(next, old, from + cost) == old)
			return true;
	}
	/* As many other packets passed meanwhile. */
	return false;
}

static __always_inline void pg_filter_count(__u32 slot, __u32 drop, __u64 packets, __u64 bytes)
{
	__u32 at = bpf_get_smp_processor_id() * PG_FILTER_SLOTS + slot;
	struct pg_filter_hits *hits = bpf_map_lookup_elem(&pg_filter_hits, &at);
	__u64 jiffy = bpf_jiffies64(), *sums;

	if (!hits) {
		PG_INTERNAL(lookup_failed);
		return;
	}
	/* Else the compiler makes several jumps of it. */
	barrier_var(drop);
	sums = drop ? &hits->dropped : &hits->passed;
	barrier_var(sums);
	sums[0] += packets;
	sums[1] += bytes;
	/* The clock is a call, which is dear; the count of jiffies is read in passing. */
	if (hits->jiffy != jiffy) {
		hits->jiffy = jiffy;
		hits->last_ns = bpf_ktime_get_coarse_ns();
	}
}

/*
 * Answers to our probes are subject to no rule: they have been measured, and their verdict says
 * what becomes of them. What only poses as one is.
 */
static __always_inline bool pg_is_answer(enum pg_verdict verdict)
{
	return verdict == PG_DROP_REPLY || verdict == PG_PASS_LATE ||
	       verdict == PG_PASS_DUPLICATE || verdict == PG_PASS_SYN_ACK ||
	       verdict == PG_PASS_REFUSED;
}

/* Functions of their own, for the stack's sake: what they need must not add to a candidate's. */
static __noinline int pg_skb_key(const struct pg_packet *p, __u32 iface, struct pg_words *words)
{
	return pg_filter_key_of(p, false, iface, words->w);
}

static __noinline int pg_xdp_key(const struct pg_packet *p, __u32 iface, struct pg_words *words)
{
	return pg_filter_key_of(p, true, iface, words->w);
}

/* What becomes of a packet by the rule found. Return: the verdict before, or one of the filter. */
static __always_inline enum pg_verdict pg_ruled(__u64 found, __u32 half, enum pg_verdict verdict,
						__u64 packets, __u64 bytes)
{
	__u8 action = pg_found_action(found);
	__u32 drop = 0;

	if (action == PG_FILTER_NONE)
		return verdict;
	if (action == PG_FILTER_DROP) {
		verdict = PG_DROP_FILTER;
		drop = 1;
	} else if (action == PG_FILTER_RATE && !pg_in_rate(found, half, packets)) {
		verdict = PG_DROP_RATE;
		drop = 1;
	}
	pg_filter_count(pg_found_slot(found), drop, packets, bytes);
	return verdict;
}

/* The long way, for any packet that has been parsed. */
static __always_inline enum pg_verdict pg_filtered(const struct pg_packet *p, const bool xdp,
						   struct pg_words *words, enum pg_verdict verdict,
						   __u32 iface, __u64 packets, __u64 bytes)
{
	__u32 half = pg_filter_current();

	if (pg_is_answer(verdict) ||
	    (xdp ? pg_xdp_key(p, iface, words) : pg_skb_key(p, iface, words)))
		return verdict;
	return pg_ruled(pg_search(words, half, 0, PG_FOUND_NOTHING), half, verdict, packets, bytes);
}

/* The short way, for what pg_usual() made the words of. */
static __always_inline enum pg_verdict pg_filtered_usual(const struct pg_words *words,
							 __u64 packets, __u64 bytes)
{
	__u32 half = pg_filter_current();

	return pg_ruled(pg_search_inline(words, half), half, PG_PASS_OTHER, packets, bytes);
}

#endif
