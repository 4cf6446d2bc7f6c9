/* SPDX-License-Identifier: GPL-2.0 */
/* What both directions know of probes, stamps, banks and interfaces. */
#ifndef PATHGAUGE_PROBE_BPF_H
#define PATHGAUGE_PROBE_BPF_H

#include "maps.bpf.h"
#include "parse.bpf.h"
#include "siphash.bpf.h"

#define PG_NO_SLOT 0xffffffffu

/* RFC 792 and RFC 4443; linux/icmp.h drags in the C library. */
enum pg_icmp_type {
	PG_ICMP_ECHOREPLY = 0,
	PG_ICMP_DEST_UNREACH = 3,
	PG_ICMP_SOURCE_QUENCH = 4,
	PG_ICMP_REDIRECT = 5,
	PG_ICMP_ECHO = 8,
	PG_ICMP_TIME_EXCEEDED = 11,
	PG_ICMP_PARAMETERPROB = 12,
	PG_ICMPV6_PKT_TOOBIG = 2,
	PG_ICMPV6_PARAMPROB = 4,
	PG_ICMPV6_ECHO_REQUEST = 128,
	PG_ICMPV6_ECHO_REPLY = 129,
};

#define PG_ICMP_FRAG_NEEDED 4 /* code of DEST_UNREACH */

/* The first eight bytes of every ICMP message; `info` is an echo's identifier and sequence. */
struct pg_icmp {
	__u8 type;
	__u8 code;
	__be16 checksum;
	union {
		struct {
			__be16 id;
			__be16 sequence;
		} echo;
		__be32 info;
	};
};

#define PG_COUNT(counter) __sync_fetch_and_add(&(counter), 1)

#define PG_INTERNAL(field)                                                                         \
	do {                                                                                       \
		__u32 zero_ = 0;                                                                   \
		struct pg_internal *internal_ = bpf_map_lookup_elem(&pg_internal, &zero_);         \
		if (internal_)                                                                     \
			internal_->field++;                                                        \
	} while (0)

/* How the agent announced an interface: its number among pg_ifaces and PG_IFACE_L3. */
static __always_inline __u32 pg_iface_of(__u32 ifindex)
{
	__u32 key = ifindex & PG_IFINDEX_MASK;
	__u32 *iface = bpf_map_lookup_elem(&pg_iface_index, &key);

	return iface ? *iface : 0;
}

static __always_inline struct pg_iface *pg_iface_counters(__u32 iface)
{
	__u32 key = iface & PG_IFACE_INDEX_MASK;
	struct pg_iface *counters = bpf_map_lookup_elem(&pg_ifaces, &key);

	if (!counters)
		PG_INTERNAL(lookup_failed);
	return counters;
}

/* The token as it stands on the wire. */
static __always_inline __be64 pg_token(const struct pg_payload *payload)
{
	__u64 message = (__u64)bpf_ntohl(payload->slot) << 32 | bpf_ntohl(payload->seq);

	/* SipHash reads the wire's bytes as a little-endian number. */
	return bpf_cpu_to_be64(pg_siphash(pg_key[0], pg_key[1], __builtin_bswap64(message)));
}

/* The probe of a slot, or NULL when the slot is unused or out of range. */
static __always_inline struct pg_probe *pg_probe_of(__u32 slot)
{
	struct pg_probe *probe;

	if (slot >= pg_max_probes)
		return 0;
	probe = bpf_map_lookup_elem(&pg_probes, &slot);
	return probe && probe->family ? probe : 0;
}

static __always_inline struct pg_stats *pg_stats_of(__u32 slot)
{
	return bpf_map_lookup_elem(&pg_stats, &slot);
}

static __always_inline struct pg_stamp *pg_stamp_of(const struct pg_probe *probe, __u32 seq)
{
	__u32 key = probe->stamp_base + (seq & probe->stamp_mask);

	return bpf_map_lookup_elem(&pg_stamps, &key);
}

/*
 * seq and state of a stamp as one word, so that whoever changes the state knows that it is still
 * that of the sequence it looked at.
 */
union pg_word {
	__u64 whole;
	struct {
		__u32 seq;
		__u32 state;
	};
};

static __always_inline union pg_word pg_word_of(__u32 seq, __u32 state)
{
	union pg_word word = {.seq = seq};

	word.state = state;
	return word;
}

static __always_inline __u64 *pg_word_at(struct pg_stamp *stamp)
{
	return (__u64 *)&stamp->seq;
}

static __always_inline union pg_word pg_word_read(struct pg_stamp *stamp)
{
	union pg_word word = {.whole = *(volatile __u64 *)pg_word_at(stamp)};

	return word;
}

/* Return: whether the stamp was still `from` and is now `to`. */
static __always_inline bool pg_word_swap(struct pg_stamp *stamp, union pg_word from,
					 union pg_word to)
{
	return __sync_val_compare_and_swap(pg_word_at(stamp), from.whole, to.whole) == from.whole;
}

static __always_inline __u32 pg_status(union pg_word word)
{
	return word.state & PG_STAMP_STATE_MASK;
}

/* Whether a sequence of this probe was stamped, and its stamp not reused since. */
static __always_inline bool pg_stamped(const struct pg_probe *probe, __u32 seq)
{
	struct pg_stamp *stamp = pg_stamp_of(probe, seq);
	union pg_word word;

	if (!stamp)
		return false;
	word = pg_word_read(stamp);
	return word.seq == seq && pg_status(word) != PG_STAMP_FREE;
}

static __always_inline union pg_word pg_with_status(union pg_word word, __u32 status)
{
	return pg_word_of(word.seq, (word.state & ~PG_STAMP_STATE_MASK) | status);
}

/* Number in pg_banks of the bank that a stamp belongs to. */
static __always_inline __u32 pg_bank_key(const struct pg_probe *probe, __u32 state)
{
	return probe->bank_base + ((state >> PG_STAMP_BANK_SHIFT) & probe->bank_mask & 0xff);
}

static __always_inline struct pg_bank *pg_bank_at(__u32 key)
{
	return bpf_map_lookup_elem(&pg_banks, &key);
}

/* The wall clock's slot of ten seconds. */
static __always_inline __u32 pg_slot_number(__u64 monotonic_ns)
{
	__u32 zero = 0;
	struct pg_clock *clock = bpf_map_lookup_elem(&pg_clock, &zero);

	return (monotonic_ns + (clock ? clock->wall_offset_ns : 0)) / PG_SLOT_NANOS;
}

#endif
