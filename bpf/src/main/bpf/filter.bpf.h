/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The filter: which rule a packet is subject to, and what that does with it. See filter_abi.h for
 * how the rules lie in memory.
 */
#ifndef PATHGAUGE_FILTER_BPF_H
#define PATHGAUGE_FILTER_BPF_H

#include "filter_abi.h"
#include "probe.bpf.h"

#define PG_FILTER_DIRECT 128 /* ports up to here are read from the packet, without a helper */
#define PG_RATE_TRIES	 16
#define PG_NEXT_SCTP	 132

/* Arrays of one element, which all have one size, so that the compiler needs no call to look in. */
#define PG_ARRAYS(name, value_type, entries)                                                       \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);                                          \
		__uint(max_entries, entries);                                                      \
		__type(key, __u32);                                                                \
		__array(                                                                           \
			values, struct {                                                           \
				__uint(type, BPF_MAP_TYPE_ARRAY);                                  \
				__uint(map_flags, BPF_F_MMAPABLE);                                 \
				__uint(max_entries, 1);                                            \
				__type(key, __u32);                                                \
				__type(value, value_type);                                         \
			});                                                                        \
	} name SEC(".maps")

/* The rule set in force. */
PG_ARRAYS(pg_filter, struct pg_filter_set, 1);

/* Its cells in one half, and in the other one the cells of the set before it or behind it. */
PG_ARRAYS(pg_filter_blocks, struct pg_filter_block, 2 * PG_FILTER_BLOCKS);

/* Sized by the agent: all CPUs' slots, a CPU's beside each other, so that none shares a line. */
PG_ARRAY(pg_filter_hits, struct pg_filter_hits, 1, BPF_F_MMAPABLE);

/* When the next packet would be in time, by slot, in fractions of a nanosecond. */
PG_ARRAY(pg_filter_rates, __u64, PG_FILTER_SLOTS, BPF_F_MMAPABLE);

struct pg_search {
	union {
		struct pg_filter_key key;
		__u64 words[5];
	};
	const struct pg_filter_set *set;
	/* What matters of the best cell so far. */
	__u32 rank;
	__u16 slot;
	__u8 action;
	__u64 cost;
	__u64 burst;
};

_Static_assert(sizeof(struct pg_filter_key) == 5 * sizeof(__u64), "pg_search.words");

/* What leads to a key's cell. The parts of the sum do not wait for each other. */
static __always_inline __u64 pg_filter_hash(const __u64 *w, __u64 seed, __u32 shape)
{
	__u64 h = (w[0] * PG_FILTER_K0 + w[1] * PG_FILTER_K1) +
		  (w[2] * PG_FILTER_K2 + w[3] * PG_FILTER_K3) +
		  (w[4] * PG_FILTER_K4 + shape * PG_FILTER_K5);

	h ^= seed;
	h ^= h >> 32;
	return h * PG_FILTER_K6;
}

/* Looks for a key's cell. */
static __always_inline void pg_search_cells(struct pg_search *s, const __u64 *w, __u32 number,
					    __u32 place)
{
	__u32 at = s->set->head.first_block + (place / PG_FILTER_CELLS & s->set->head.block_mask);
	void *array = bpf_map_lookup_elem(&pg_filter_blocks, &at);
	struct pg_filter_block *block;
	__u32 zero = 0;

	if (!array)
		return;
	block = bpf_map_lookup_elem(array, &zero);
	if (!block)
		return;
	for (int i = 0; i < PG_FILTER_TRIES; i++) {
		__u32 in = (place + i) & (PG_FILTER_CELLS - 1);
		struct pg_filter_cell *cell;
		const __u64 *k;

		barrier_var(in);
		cell = &block->cells[in & (PG_FILTER_CELLS - 1)];
		k = (const __u64 *)&cell->key;
		if (cell->action == PG_FILTER_NONE)
			return;
		if (cell->shape != number ||
		    ((k[0] ^ w[0]) | (k[1] ^ w[1]) | (k[2] ^ w[2]) | (k[3] ^ w[3]) | (k[4] ^ w[4])))
			continue;
		if (cell->rank < s->rank) {
			s->rank = cell->rank;
			s->slot = cell->slot;
			s->action = cell->action;
			s->cost = cell->cost;
			s->burst = cell->burst;
		}
		return;
	}
}

/* Looks into one shape. Return: 1 when no later one can have an earlier rule. */
static __always_inline long pg_search_shape(__u32 number, struct pg_search *s)
{
	const struct pg_filter_set *set = s->set;
	const struct pg_filter_shape *shape;
	__u64 w[5], hash;

	shape = &set->shapes[number & (PG_FILTER_SHAPES - 1)];
	if (shape->first_rank >= s->rank)
		return 1;
	if ((s->words[4] & shape->common_mask) != shape->common)
		return 0;
#pragma clang loop unroll(full)
	for (int i = 0; i < 5; i++)
		w[i] = s->words[i] & ((const __u64 *)&shape->mask)[i];
	hash = pg_filter_hash(w, set->head.seed, number);
	if (set->present[hash >> 54] >> (hash >> 48 & 63) & 1)
		pg_search_cells(s, w, number, hash >> 32);
	return 0;
}

/* bpf_loop() calls it, so that the verifier sees it once. */
static long pg_search_later_shape(__u32 before, void *search)
{
	return pg_search_shape(before + 1, search);
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
static __always_inline __u32 pg_ports_at(const struct pg_packet *p, const bool xdp,
					 struct pg_filter_key *key, bool later_fragment)
{
	__u32 at = p->l4, end = p->end;

	if (p->family == PG_AF_INET6 && key->protocol == PG_NEXT_FRAGMENT) {
		struct pg_fragment fragment;

		if (pg_load(p, xdp, at, &fragment, sizeof(fragment)))
			return 0;
		key->protocol = fragment.next;
		at += sizeof(fragment);
		later_fragment = fragment.offset & bpf_htons(PG_IP6_OFFSET);
	}
	/* What GRO merged beyond 64 KiB states no length. */
	if (!xdp && end == p->l3)
		end = p->length;
	return !later_fragment && pg_has_ports(key->protocol) && at + 4 <= end ? at : 0;
}

/*
 * What rules can see of a packet.
 *
 * Return: 0, or -1 for what has no readable IP header, which no rule matches.
 */
static __always_inline int pg_filter_key_of(const struct pg_packet *p, const bool xdp, __u32 iface,
					    struct pg_filter_key *key)
{
	struct __sk_buff *skb = p->ctx;
	struct xdp_md *frame = p->ctx;
	void *data = (void *)(long)(xdp ? frame->data : skb->data);
	void *end = (void *)(long)(xdp ? frame->data_end : skb->data_end);
	__u32 l3 = p->l3, at;
	bool later = false;
	__be16 ports[2];

	if (l3 > ETH_HLEN + PG_VLAN_TAGS * 4)
		return -1;
	if (p->family == PG_AF_INET) {
		struct iphdr *ip = data + l3;

		if ((void *)(ip + 1) > end)
			return -1;
		key->source[0] = ip->saddr;
		key->destination[0] = ip->daddr;
		later = ip->frag_off & bpf_htons(PG_IP_OFFSET);
	} else if (p->family == PG_AF_INET6) {
		struct ipv6hdr *ip = data + l3;

		if ((void *)(ip + 1) > end)
			return -1;
		__builtin_memcpy(key->source, &ip->saddr, sizeof(key->source));
		__builtin_memcpy(key->destination, &ip->daddr, sizeof(key->destination));
	} else {
		return -1;
	}
	key->protocol = p->protocol;
	key->flags = p->family | (iface & PG_IFACE_UPPER ? 0 : PG_FILTER_FIRST);
	key->iface = iface & PG_IFACE_INDEX_MASK;
	at = pg_ports_at(p, xdp, key, later);
	if (at == 0)
		return 0;
	barrier_var(at);
	if (at < PG_FILTER_DIRECT && data + at + sizeof(ports) <= end)
		__builtin_memcpy(ports, data + at, sizeof(ports));
	else if (pg_load(p, xdp, at, ports, sizeof(ports)))
		return 0;
	key->source_port = ports[0];
	key->destination_port = ports[1];
	key->flags |= PG_FILTER_PORTS;
	return 0;
}

/*
 * The token bucket as a virtual schedule (GCRA, ITU-T I.371 Annex A): `next` is when the next
 * packet would be in time. One word for all CPUs, so the rate is that of the host. What GRO merged
 * passes as a whole when its first packet may, and pays for all.
 */
static __always_inline bool pg_in_rate(const struct pg_search *found, __u64 packets)
{
	__u32 slot = found->slot;
	__u64 *next = bpf_map_lookup_elem(&pg_filter_rates, &slot);
	__u64 now = bpf_ktime_get_ns() * PG_FILTER_FRACTIONS;
	__u64 cost = found->cost * packets;

	if (!next) {
		PG_INTERNAL(lookup_failed);
		return true;
	}
	for (int i = 0; i < PG_RATE_TRIES; i++) {
		__u64 old = *(volatile __u64 *)next;
		__u64 from = old > now ? old : now;

		if (from - now > found->burst)
			return false;
		if (__sync_val_compare_and_swap(next, old, from + cost) == old)
			return true;
	}
	/* As many other packets passed meanwhile. */
	return false;
}

static __always_inline void pg_filter_count(const struct pg_search *found, bool drop, __u64 packets,
					    __u64 bytes)
{
	__u32 at = bpf_get_smp_processor_id() * PG_FILTER_SLOTS + found->slot;
	struct pg_filter_hits *hits = bpf_map_lookup_elem(&pg_filter_hits, &at);

	if (!hits) {
		PG_INTERNAL(lookup_failed);
		return;
	}
	hits->matched += packets;
	hits->matched_bytes += bytes;
	if (drop) {
		hits->dropped += packets;
		hits->dropped_bytes += bytes;
	}
	hits->last_ns = bpf_ktime_get_coarse_ns();
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

/* Asks the rules. Return: the verdict before, or PG_DROP_FILTER or PG_DROP_RATE. */
static __always_inline enum pg_verdict pg_ask_filter(const struct pg_packet *p, const bool xdp,
						     enum pg_verdict verdict, __u32 iface,
						     __u64 packets, __u64 bytes)
{
	struct pg_search s = {.rank = 0xffffffff};
	__u32 zero = 0, shapes;
	void *array;
	bool drop;

	if (pg_is_answer(verdict) || pg_filter_key_of(p, xdp, iface, &s.key))
		return verdict;
	array = bpf_map_lookup_elem(&pg_filter, &zero);
	if (!array)
		return verdict;
	s.set = bpf_map_lookup_elem(array, &zero);
	if (!s.set)
		return verdict;
	shapes = s.set->head.shapes;
	/* Most sets have a few. The first one is spared the cost of a loop. */
	if (shapes > 0)
		pg_search_shape(0, &s);
	if (shapes > 1)
		bpf_loop(shapes - 1, pg_search_later_shape, &s, 0);
	if (s.action == PG_FILTER_NONE)
		return verdict;
	drop = s.action == PG_FILTER_DROP ||
	       (s.action == PG_FILTER_RATE && !pg_in_rate(&s, packets));
	pg_filter_count(&s, drop, packets, bytes);
	if (!drop)
		return verdict;
	return s.action == PG_FILTER_DROP ? PG_DROP_FILTER : PG_DROP_RATE;
}

/* Functions of their own for the sake of the stack, on which their caller's frame lies too. */
static __noinline enum pg_verdict pg_skb_filtered(const struct pg_packet *p,
						  enum pg_verdict verdict, __u32 iface,
						  __u64 packets, __u64 bytes)
{
	return pg_ask_filter(p, false, verdict, iface, packets, bytes);
}

static __noinline enum pg_verdict pg_xdp_filtered(const struct pg_packet *p,
						  enum pg_verdict verdict, __u32 iface)
{
	return pg_ask_filter(p, true, verdict, iface, 1, p->length);
}

#endif
