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

/* struct pg_filter_key as words; those between the first and the last are zero in most masks. */
struct pg_words {
	__u64 w[5];
};

#define PG_FIRST 0
#define PG_LAST	 4

#define PG_NO_SET 0xffffffffu /* no head.first_block */

_Static_assert(sizeof(struct pg_filter_key) == sizeof(struct pg_words), "pg_words");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "pg_last_word");

/*
 * The last one, from the ports on, made in a register: to read a word from where its parts have
 * just been written to takes the processor several times as long.
 */
static __always_inline __u64 pg_last_word(__u32 ports, __u8 protocol, __u8 flags, __u32 iface)
{
	return ports | (__u64)protocol << 32 | (__u64)flags << 40 | (__u64)(iface & 0xffff) << 48;
}

static __always_inline const __u64 *pg_mask(const struct pg_filter_shape *shape)
{
	return (const __u64 *)&shape->mask;
}

/* What leads to a key's cell. The parts of the sum do not wait for each other. */
static __always_inline __u64 pg_filter_hash(const struct pg_filter_set *set, __u32 number,
					    const __u64 *w)
{
	const struct pg_filter_shape *shape = &set->shapes[number];
	const __u64 *mask = pg_mask(shape);
	__u64 h = (w[PG_FIRST] & mask[PG_FIRST]) * PG_FILTER_K0 +
		  (w[PG_LAST] & mask[PG_LAST]) * PG_FILTER_K4 + number * PG_FILTER_K5;

	if (shape->wide)
		h += (w[1] & mask[1]) * PG_FILTER_K1 + (w[2] & mask[2]) * PG_FILTER_K2 +
		     (w[3] & mask[3]) * PG_FILTER_K3;
	h ^= set->head.seed;
	h ^= h >> 32;
	return h * PG_FILTER_K6;
}

/* Whether a set may have a cell of this hash. */
static __always_inline bool pg_present(const struct pg_filter_set *set, __u64 hash)
{
	__u64 bits = 1ULL << (hash >> 47 & 63) | 1ULL << (hash >> 41 & 63);

	return (set->present[hash >> 53] & bits) == bits;
}

/* Among all blocks' cells, the one that a hash leads to. */
static __always_inline __u32 pg_place(const struct pg_filter_set *set, __u64 hash)
{
	__u32 block = (hash >> 32) / PG_FILTER_CELLS & set->head.block_mask;

	return (set->head.first_block + block) * PG_FILTER_CELLS +
	       (hash >> 32 & (PG_FILTER_CELLS - 1));
}

static __always_inline const struct pg_filter_cell *pg_cell_at(__u32 place)
{
	__u32 at = place / PG_FILTER_CELLS, zero = 0;
	void *array = bpf_map_lookup_elem(&pg_filter_blocks, &at);
	struct pg_filter_block *block;

	if (!array)
		return 0;
	block = bpf_map_lookup_elem(array, &zero);
	if (!block)
		return 0;
	barrier_var(place);
	return &block->cells[place & (PG_FILTER_CELLS - 1)];
}

/* Whether a cell is the one of a key under a shape's mask. */
static __always_inline bool pg_is_cell(const struct pg_filter_cell *cell,
				       const struct pg_filter_set *set, __u32 number,
				       const __u64 *w)
{
	const __u64 *mask = pg_mask(&set->shapes[number]), *k = (const __u64 *)&cell->key;
	__u64 other = (k[PG_FIRST] ^ (w[PG_FIRST] & mask[PG_FIRST])) |
		      (k[PG_LAST] ^ (w[PG_LAST] & mask[PG_LAST])) | (cell->shape ^ number);

	if (set->shapes[number].wide)
		other |= (k[1] ^ (w[1] & mask[1])) | (k[2] ^ (w[2] & mask[2])) |
			 (k[3] ^ (w[3] & mask[3]));
	/* Else the compiler makes several jumps of it. */
	barrier_var(other);
	return !other && cell->action != PG_FILTER_NONE;
}

static __always_inline const struct pg_filter_set *pg_filter_set(void)
{
	__u32 zero = 0;
	void *array = bpf_map_lookup_elem(&pg_filter, &zero);

	return array ? bpf_map_lookup_elem(array, &zero) : 0;
}

/*
 * The place behind the first one of the cell of a key, which is under its shape's mask, and 1; 0:
 * there is none. This and pg_search() are not static, so that the verifier looks at them by
 * themselves and not once for each way that leads to them.
 */
__noinline int pg_displaced(const struct pg_words *key, __u32 number, __u32 first)
{
	__u32 block = first & ~(PG_FILTER_CELLS - 1);

	if (!key)
		return 0;
	for (int i = 1; i < PG_FILTER_TRIES; i++) {
		__u32 at = block | ((first + i) & (PG_FILTER_CELLS - 1));
		const struct pg_filter_cell *cell = pg_cell_at(at);
		const __u64 *k, *w = key->w;

		if (!cell || cell->action == PG_FILTER_NONE)
			return 0;
		k = (const __u64 *)&cell->key;
		if (cell->shape == number && !((k[0] ^ w[0]) | (k[1] ^ w[1]) | (k[2] ^ w[2]) |
					       (k[3] ^ w[3]) | (k[4] ^ w[4])))
			return at + 1;
	}
	return 0;
}

/*
 * The place of the cell of the first rule that matches, and 1; 0: there is none. `seen` names the
 * set whose first shape has been seen to have none: by its first block, in which it differs from
 * the set before it. It may have been exchanged meanwhile.
 */
__noinline int pg_search(const struct pg_words *words, __u32 seen)
{
	const struct pg_filter_set *set = pg_filter_set();
	__u32 rank = PG_FILTER_NO_RANK, found = 0, i = 0;

	if (!set || !words)
		return 0;
	if (seen == set->head.first_block) {
		i = 1;
		/* Two constants are what the verifier wants, not what the compiler makes of them.
		 */
		barrier_var(i);
	}
#pragma clang loop unroll(disable)
	for (; i < PG_FILTER_SHAPES; i++) {
		const struct pg_filter_shape *shape = &set->shapes[i];
		const struct pg_filter_cell *cell;
		struct pg_words key;
		__u64 hash;
		__u32 at;

		if (shape->first_rank >= rank)
			break;
		if ((words->w[PG_LAST] & shape->common_mask) != shape->common)
			continue;
		hash = pg_filter_hash(set, i, words->w);
		if (!pg_present(set, hash))
			continue;
		at = pg_place(set, hash) + 1;
		cell = pg_cell_at(at - 1);
		if (cell && !pg_is_cell(cell, set, i, words->w)) {
#pragma clang loop unroll(full)
			for (int word = 0; word <= PG_LAST; word++)
				key.w[word] = words->w[word] & pg_mask(shape)[word];
			at = pg_displaced(&key, i, at - 1);
			cell = at ? pg_cell_at(at - 1) : 0;
		}
		if (cell && cell->rank < rank) {
			rank = cell->rank;
			found = at;
		}
	}
	return found;
}

static __always_inline const struct pg_filter_cell *pg_searched(const struct pg_words *words,
								__u32 seen)
{
	__u32 found = pg_search(words, seen);

	return found ? pg_cell_at(found - 1) : 0;
}

/*
 * The cell of the first rule that matches, or NULL. Returning from a call is dear, so that what is
 * nearest is done without one: the first shape has no cell, or one where the key leads to, and no
 * other shape can have an earlier rule.
 */
static __always_inline const struct pg_filter_cell *pg_first(const struct pg_words *words)
{
	const struct pg_filter_set *set = pg_filter_set();
	const struct pg_filter_cell *cell = 0;
	__u32 rank = PG_FILTER_NO_RANK;
	__u64 hash;

	if (!set)
		return 0;
	if ((words->w[PG_LAST] & set->shapes[0].common_mask) == set->shapes[0].common) {
		hash = pg_filter_hash(set, 0, words->w);
		if (pg_present(set, hash)) {
			cell = pg_cell_at(pg_place(set, hash));
			if (!cell || !pg_is_cell(cell, set, 0, words->w))
				return pg_searched(words, PG_NO_SET);
			rank = cell->rank;
		}
	}
	if (set->shapes[1].first_rank >= rank)
		return cell;
	return pg_searched(words, cell ? PG_NO_SET : set->head.first_block);
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
	__u32 at = p->l4, end = p->end;

	if (p->family == PG_AF_INET6 && *protocol == PG_NEXT_FRAGMENT) {
		struct pg_fragment fragment;

		if (pg_load(p, xdp, at, &fragment, sizeof(fragment)))
			return 0;
		*protocol = fragment.next;
		at += sizeof(fragment);
		later_fragment = fragment.offset & bpf_htons(PG_IP6_OFFSET);
	}
	/* What GRO merged beyond 64 KiB states no length. */
	if (!xdp && end == p->l3)
		end = p->length;
	return !later_fragment && pg_has_ports(*protocol) && at + 4 <= end ? at : 0;
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
static __noinline bool pg_in_rate(const struct pg_filter_cell *found, __u64 packets)
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

static __always_inline void pg_filter_count(__u32 slot, bool drop, __u64 packets, __u64 bytes)
{
	__u32 at = bpf_get_smp_processor_id() * PG_FILTER_SLOTS + slot;
	struct pg_filter_hits *hits = bpf_map_lookup_elem(&pg_filter_hits, &at);
	__u64 jiffy = bpf_jiffies64();

	if (!hits) {
		PG_INTERNAL(lookup_failed);
		return;
	}
	if (drop) {
		hits->dropped += packets;
		hits->dropped_bytes += bytes;
	} else {
		hits->passed += packets;
		hits->passed_bytes += bytes;
	}
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

/* Asks the rules. Return: the verdict before, or PG_DROP_FILTER or PG_DROP_RATE. */
static __always_inline enum pg_verdict pg_filtered(const struct pg_packet *p, const bool xdp,
						   enum pg_verdict verdict, __u32 iface,
						   __u64 packets, __u64 bytes)
{
	const struct pg_filter_cell *found;
	struct pg_words words;

	if (pg_is_answer(verdict) || pg_filter_key_of(p, xdp, iface, words.w))
		return verdict;
	found = pg_first(&words);
	if (!found)
		return verdict;
	if (found->action == PG_FILTER_DROP)
		verdict = PG_DROP_FILTER;
	else if (found->action == PG_FILTER_RATE && !pg_in_rate(found, packets))
		verdict = PG_DROP_RATE;
	pg_filter_count(found->slot, verdict == PG_DROP_FILTER || verdict == PG_DROP_RATE, packets,
			bytes);
	return verdict;
}

#endif
