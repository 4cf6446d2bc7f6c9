/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Suspicious patterns: counts what arrives by source prefix, in sketches of fixed size.
 *
 * A SYN flood is SYNs whose handshakes are never completed (RFC 4987). Whether one is completed is
 * seen without any state of a connection: egress writes down the two numbers that the third packet
 * of a handshake must have when a SYN-ACK leaves, and ingress looks for them under each ACK.
 * Whoever forges a source never sees the SYN-ACK, so he cannot know its number.
 */
#ifndef PATHGAUGE_SKETCH_BPF_H
#define PATHGAUGE_SKETCH_BPF_H

#include <linux/tcp.h>
#include "parse.bpf.h"
#include "probe.bpf.h"

#define PG_DIRECT_MOST 2048 /* bytes; headers behind that are fetched by helper */
#define PG_NOTE_ALWAYS 16   /* packets beyond the threshold */
#define PG_NOTE_STEP   6    /* log2 of packets between later notes */

_Static_assert((PG_PATTERN_ROWS * PG_PATTERN_ROW_BITS) +
			       (PG_PATTERN_PORT_ROWS * PG_PATTERN_PORT_ROW_BITS) <=
		       64,
	       "one hash serves all rows");

PG_ARRAY(pg_pattern_sketch, struct pg_pattern_sketch, PG_PATTERN_EPOCHS, BPF_F_MMAPABLE);
PG_ARRAY(pg_pattern_config, struct pg_pattern_config, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_pattern_handshakes, __u64, PG_PATTERN_HANDSHAKES, 0);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PG_PATTERN_SUSPECTS);
	__type(key, struct pg_pattern_source);
	__type(value, __u32);
} pg_pattern_suspects SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PG_PATTERN_EXEMPT);
	__type(key, struct pg_pattern_exempt);
	__type(value, __u32);
} pg_pattern_exempt SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PG_MAX_IFACES);
	__type(key, __u32);
	__type(value, struct pg_pattern_totals);
} pg_pattern_totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_pattern_faults);
} pg_pattern_faults SEC(".maps");

#define PG_PATTERN_FAULT(field)                                                                    \
	do {                                                                                       \
		__u32 zero_ = 0;                                                                   \
		struct pg_pattern_faults *faults_ =                                                \
			bpf_map_lookup_elem(&pg_pattern_faults, &zero_);                           \
		if (faults_)                                                                       \
			faults_->field++;                                                          \
	} while (0)

static __always_inline struct pg_pattern_config *pg_patterns(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&pg_pattern_config, &zero);
}

/* Spreads every bit over the whole word. Java has the same: org.pathgauge.patterns.Sketch. */
static __always_inline __u64 pg_mix(__u64 v)
{
	v ^= v >> 32;
	v *= 0x9e3779b97f4a7c15ULL;
	v ^= v >> 29;
	v *= 0xd6e8feb86659fd93ULL;
	return v ^ v >> 32;
}

static __always_inline __u64 pg_source_hash(const struct pg_pattern_config *config,
					    const struct pg_pattern_source *key)
{
	__u64 hash = pg_mix(((__u64)key->ifindex << 32 | key->prefix[0]) ^ config->seed[0]);

	if (key->family == PG_AF_INET)
		return hash;
	hash = pg_mix(hash ^ ((__u64)key->prefix[2] << 32 | key->prefix[1]));
	return pg_mix(hash ^ key->prefix[3] ^ config->seed[1]);
}

static __always_inline bool pg_tcp_header(const struct pg_packet *p, const bool xdp, void *data,
					  void *end, struct tcphdr *tcp)
{
	__u32 l4 = p->l4;

	if (l4 < PG_DIRECT_MOST) {
		struct tcphdr *at = data + l4;

		if ((void *)(at + 1) <= end) {
			*tcp = *at;
			return true;
		}
	}
	return !pg_load(p, xdp, l4, tcp, sizeof(*tcp));
}

static __always_inline bool pg_source(const struct pg_packet *p, const bool xdp,
				      struct pg_pattern_source *key)
{
	if (p->family == PG_AF_INET)
		return !pg_load(p, xdp, p->l3 + __builtin_offsetof(struct iphdr, saddr),
				key->prefix, 4);
	return !pg_load(p, xdp, p->l3 + __builtin_offsetof(struct ipv6hdr, saddr), key->prefix, 16);
}

/* The place of the pair of numbers that the ACK of a handshake has. */
static __always_inline __u64 *pg_handshake(const struct pg_pattern_config *config, __u64 numbers)
{
	__u32 key = pg_mix(numbers ^ config->seed[1]) & (PG_PATTERN_HANDSHAKES - 1);

	return bpf_map_lookup_elem(&pg_pattern_handshakes, &key);
}

/* Whether a segment is the ACK of a SYN-ACK that left here; no second one is. */
static __always_inline bool pg_completes(const struct pg_pattern_config *config,
					 const struct tcphdr *tcp)
{
	__u64 numbers = (__u64)bpf_ntohl(tcp->seq) << 32 | bpf_ntohl(tcp->ack_seq);
	__u64 *expected = pg_handshake(config, numbers);

	return expected && numbers && *(volatile __u64 *)expected == numbers &&
	       __sync_val_compare_and_swap(expected, numbers, 0) == numbers;
}

/* What a packet counts as; PG_PATTERN_COUNTS for nothing. Of TCP in fragments nothing is read. */
static __always_inline __u32 pg_seen(const struct pg_pattern_config *config,
				     const struct pg_packet *p, const bool xdp, void *data,
				     void *end, enum pg_verdict verdict, __be16 *port)
{
	bool fragment = verdict == PG_PASS_FRAGMENT;
	__u8 protocol = p->protocol;
	struct tcphdr tcp;

	if (protocol == PG_NEXT_FRAGMENT && pg_load(p, xdp, p->l4, &protocol, 1))
		return PG_PATTERN_COUNTS;
	switch (protocol) {
	case IPPROTO_UDP:
		return PG_PATTERN_UDP;
	case IPPROTO_ICMP:
		return p->family == PG_AF_INET ? PG_PATTERN_ICMP : PG_PATTERN_COUNTS;
	case IPPROTO_ICMPV6:
		return p->family == PG_AF_INET6 ? PG_PATTERN_ICMP : PG_PATTERN_COUNTS;
	case IPPROTO_TCP:
		break;
	default:
		return PG_PATTERN_COUNTS;
	}
	if (fragment)
		return PG_PATTERN_COUNTS;
	if (!pg_tcp_header(p, xdp, data, end, &tcp)) {
		PG_PATTERN_FAULT(unreadable);
		return PG_PATTERN_COUNTS;
	}
	if (tcp.rst)
		return PG_PATTERN_COUNTS;
	if (!tcp.ack) {
		*port = tcp.dest;
		return tcp.syn ? PG_PATTERN_SYN : PG_PATTERN_COUNTS;
	}
	return !tcp.syn && pg_completes(config, &tcp) ? PG_PATTERN_HANDSHAKE : PG_PATTERN_COUNTS;
}

static __always_inline bool pg_is_exempt(const struct pg_pattern_source *key)
{
	struct pg_pattern_exempt wanted = {.length = 128};

	if (key->family == PG_AF_INET) {
		wanted.prefix[2] = bpf_htonl(0xffff);
		wanted.prefix[3] = key->prefix[0];
	} else {
		__builtin_memcpy(wanted.prefix, key->prefix, sizeof(wanted.prefix));
	}
	return bpf_map_lookup_elem(&pg_pattern_exempt, &wanted);
}

/* Writes a prefix down, so that the agent asks for it. */
static __noinline void pg_suspect(struct pg_pattern_source *key, __u32 epoch)
{
	__u32 *newest = bpf_map_lookup_elem(&pg_pattern_suspects, key);

	if (newest)
		*newest = epoch;
	else if (bpf_map_update_elem(&pg_pattern_suspects, key, &epoch, BPF_ANY))
		PG_PATTERN_FAULT(suspects_full);
}

/*
 * Sets the bit of a port. Bits are counted as they are set, since programs have no instruction that
 * counts them. Return: bits set by now, or 0 when this one was set before.
 */
static __always_inline __u32 pg_touch(struct pg_pattern_ports *cell, __u32 bit)
{
	__u64 mask = 1ULL << (bit & 63);
	__u64 *word = &cell->bits[bit >> 6 & (PG_PATTERN_PORT_WORDS - 1)];

	if (*(volatile __u64 *)word & mask || __sync_fetch_and_or(word, mask) & mask)
		return 0;
	return __sync_fetch_and_add(&cell->set, 1) + 1;
}

/* Whether a SYN to this port makes its source one to be asked about as a scanner. */
static __always_inline bool pg_scans(const struct pg_pattern_config *config,
				     struct pg_pattern_sketch *sketch, __u64 hash, __be16 port,
				     __u32 syns)
{
	__u32 bit = pg_mix(port ^ config->seed[1]) & (PG_PATTERN_PORT_BITS - 1);
	__u32 least = syns;
	bool fresh = false;

#pragma clang loop unroll(full)
	for (int row = 0; row < PG_PATTERN_PORT_ROWS; row++) {
		__u32 column = hash >> (PG_PATTERN_ROWS * PG_PATTERN_ROW_BITS +
					row * PG_PATTERN_PORT_ROW_BITS) &
			       (PG_PATTERN_PORT_COLUMNS - 1);
		struct pg_pattern_ports *cell =
			&sketch->ports[row * PG_PATTERN_PORT_COLUMNS + column];
		__u32 set = pg_touch(cell, bit);

		fresh |= set != 0;
		if (!set)
			set = *(volatile __u32 *)&cell->set;
		if (set < least)
			least = set;
	}
	return fresh && least >= config->ports_from;
}

/* Counts `packets` of a source, of which `port` is the destination's if they are SYNs. */
static __always_inline void pg_count_source(const struct pg_pattern_config *config,
					    struct pg_pattern_source *key, __u32 seen, __be16 port,
					    __u32 packets)
{
	__u64 hash = pg_source_hash(config, key);
	__u32 epoch = *(volatile __u32 *)&config->epoch;
	__u32 bank = epoch & (PG_PATTERN_EPOCHS - 1);
	__u32 least = ~0u, from, beyond;
	struct pg_pattern_sketch *sketch;
	bool note;

	sketch = bpf_map_lookup_elem(&pg_pattern_sketch, &bank);
	if (!sketch)
		return;
#pragma clang loop unroll(full)
	for (int row = 0; row < PG_PATTERN_ROWS; row++) {
		__u32 column = hash >> (row * PG_PATTERN_ROW_BITS) & (PG_PATTERN_COLUMNS - 1);
		__u32 *count = &sketch->cells[row * PG_PATTERN_COLUMNS + column].count[seen];
		__u32 now = __sync_fetch_and_add(count, packets) + packets;

		if (now < least)
			least = now;
	}
	/*
	 * A prefix that stays beyond its threshold is not written down with each packet: only with
	 * the first few, since the agent may just have removed it, and then at times.
	 */
	from = config->from[seen];
	beyond = least - from;
	note = least >= from &&
	       (beyond < packets + PG_NOTE_ALWAYS || (beyond ^ (beyond - packets)) >> PG_NOTE_STEP);
	if (seen == PG_PATTERN_SYN && pg_scans(config, sketch, hash, port, least))
		note = true;
	if (note)
		pg_suspect(key, epoch);
}

/* What the ingress program does with a packet when patterns are looked for. */
static __always_inline void pg_look(const struct pg_packet *p, const bool xdp, void *data,
				    void *end, __u32 ifindex, __u32 iface, enum pg_verdict verdict,
				    __u32 packets)
{
	struct pg_pattern_config *config = pg_patterns();
	struct pg_pattern_source key = {.ifindex = ifindex, .family = p->family};
	__u32 number = iface & PG_IFACE_INDEX_MASK;
	struct pg_pattern_totals *totals;
	__be16 port = 0;
	__u32 seen;

	/* What was counted at the interface below is not counted again. */
	if (!config || !p->family || iface & PG_IFACE_UPPER)
		return;
	/* Answers to our own probes; each stamp has but one of these. */
	if (verdict == PG_DROP_REPLY || verdict == PG_PASS_LATE || verdict == PG_PASS_SYN_ACK ||
	    verdict == PG_PASS_REFUSED || verdict == PG_PASS_ICMP_ERROR)
		return;
	seen = pg_seen(config, p, xdp, data, end, verdict, &port);
	if (seen >= PG_PATTERN_COUNTS || !pg_source(p, xdp, &key))
		return;
	if (config->exempt && pg_is_exempt(&key))
		return;
	/* For the verifier, in whose eyes the comparison above was compiled away. */
	barrier_var(seen);
	seen &= PG_PATTERN_COUNTS - 1;
	if (seen == PG_PATTERN_HANDSHAKE)
		packets = 1; /* GRO may have merged data with it */
	totals = bpf_map_lookup_elem(&pg_pattern_totals, &number);
	if (totals)
		totals->count[seen] += packets;
	if (key.family == PG_AF_INET) {
		key.prefix[0] &= config->mask4;
	} else {
#pragma clang loop unroll(full)
		for (int i = 0; i < 4; i++)
			key.prefix[i] &= config->mask6[i];
	}
	pg_count_source(config, &key, seen, port, packets);
}

/* Functions of their own for the reason that pg_skb_candidate() is one. */
static __noinline void pg_skb_look(struct pg_packet *p, __u32 iface, enum pg_verdict verdict,
				   __u64 packets)
{
	struct __sk_buff *skb = p->ctx;

	pg_look(p, false, (void *)(long)skb->data, (void *)(long)skb->data_end, skb->ifindex, iface,
		verdict, packets);
}

static __noinline void pg_xdp_look(struct pg_packet *p, __u32 iface, enum pg_verdict verdict)
{
	struct xdp_md *ctx = p->ctx;

	pg_look(p, true, (void *)(long)ctx->data, (void *)(long)ctx->data_end, ctx->ingress_ifindex,
		iface, verdict, 1);
}

/* What the egress program does with a packet: remembers what will complete a handshake. */
static __always_inline void pg_look_back(const struct pg_packet *p, void *data, void *end)
{
	struct pg_pattern_config *config;
	struct tcphdr tcp;
	__u64 numbers;
	__u64 *place;

	if (p->protocol != IPPROTO_TCP || !pg_tcp_header(p, false, data, end, &tcp) || !tcp.syn ||
	    !tcp.ack)
		return;
	config = pg_patterns();
	if (!config)
		return;
	numbers = (__u64)bpf_ntohl(tcp.ack_seq) << 32 | (__u32)(bpf_ntohl(tcp.seq) + 1);
	place = pg_handshake(config, numbers);
	if (place)
		*place = numbers;
}

#endif
