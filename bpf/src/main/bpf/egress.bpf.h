/* SPDX-License-Identifier: GPL-2.0 */
/* Egress: recognise our own requests and stamp them, as late as possible. */
#ifndef PATHGAUGE_EGRESS_BPF_H
#define PATHGAUGE_EGRESS_BPF_H

#include "hooks.bpf.h"
#include "syn.bpf.h"

/*
 * Counts a request in the bank of its slot of time.
 *
 * Return: the low byte of the bank's slot_number, whose lowest bits are the bank's index within
 * the probe's banks.
 */
static __always_inline __u32 pg_bank_sent(const struct pg_probe *probe, struct pg_stats *stats)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 slot = pg_slot_number(now);
	__u32 index = slot & probe->bank_mask & 0xff;
	struct pg_bank *bank = pg_bank_at(probe->bank_base + index);
	__u32 owner;

	if (probe->once)
		return 0;
	if (!bank) {
		PG_INTERNAL(lookup_failed);
		return slot & 0xff;
	}
	owner = *(volatile __u32 *)&bank->slot_number;
	if (owner == 0) {
		owner = __sync_val_compare_and_swap(&bank->slot_number, 0, slot);
		if (owner == 0) {
			bank->first_ns = now;
			owner = slot;
		}
	}
	if (owner != slot) {
		PG_COUNT(stats->overruns);
		PG_INTERNAL(bank_overruns);
	}
	PG_COUNT(bank->sent);
	return owner & 0xff;
}

static __always_inline enum pg_egress pg_stamp_request(__u32 seq, const struct pg_probe *probe,
						       __u32 slot)
{
	struct pg_stamp *stamp = pg_stamp_of(probe, seq);
	struct pg_stats *stats = pg_stats_of(slot);
	union pg_word word;
	__u32 bank;

	if (!stamp || !stats) {
		PG_INTERNAL(lookup_failed);
		return PG_EGRESS_UNKNOWN;
	}
	word = pg_word_read(stamp);
	if (word.seq == seq && pg_status(word) == PG_STAMP_OUTSTANDING) {
		/* Seen at an upper device already (bridge, VLAN, bond): the lower one counts. */
		stamp->egress_ns = bpf_ktime_get_ns();
		return PG_EGRESS_STAMPED;
	}
	bank = pg_bank_sent(probe, stats);
	PG_COUNT(stats->sent);
	stats->last_seq_sent = seq;
	word = pg_word_of(seq, PG_STAMP_OUTSTANDING | bank << PG_STAMP_BANK_SHIFT);
	*(volatile __u64 *)pg_word_at(stamp) = word.whole;
	stamp->egress_ns = bpf_ktime_get_ns();
	return PG_EGRESS_STAMPED;
}

/* Whether a probe of this slot goes where the packet goes. */
static __always_inline bool pg_goes_to_target(struct pg_packet *p, const struct pg_probe *probe)
{
	struct pg_addresses addresses;

	return probe->family == p->family && !pg_load_addresses(p, false, &addresses) &&
	       pg_same_address(addresses.destination, probe->target);
}

/* A TCP segment from one of our ports, perhaps: a SYN of ours or the stack's RST. */
static __always_inline enum pg_egress pg_syn_segment(struct pg_packet *p)
{
	struct pg_probe *probe;
	struct pg_syn syn;
	__u32 meaning, seq;

	if (p->l4_len != sizeof(syn) || pg_load(p, false, p->l4, &syn, sizeof(syn)) ||
	    !pg_is_syn_port(syn.source) || syn.flags != bpf_htons(PG_SYN_FLAGS))
		return PG_EGRESS_OTHER;
	meaning = pg_syn_meaning(bpf_ntohl(syn.seq));
	seq = bpf_ntohl(syn.ts_value);
	if (pg_syn_slot(meaning) >= pg_max_probes || !pg_syn_same_seq(meaning, seq) ||
	    !pg_syn_port_fits(syn.source, meaning))
		return PG_EGRESS_FORGED;
	probe = pg_probe_of(pg_syn_slot(meaning));
	if (!probe || !pg_syn_goes_to(probe, syn.dest) || !pg_goes_to_target(p, probe))
		return PG_EGRESS_UNKNOWN;
	return pg_stamp_request(seq, probe, pg_syn_slot(meaning));
}

static __always_inline enum pg_egress pg_echo_request(struct pg_packet *p)
{
	struct pg_payload payload;
	struct pg_probe *probe;
	struct pg_icmp icmp;
	__u32 slot;

	if (p->l4_len < sizeof(icmp) + sizeof(payload) ||
	    pg_load(p, false, p->l4, &icmp, sizeof(icmp)) ||
	    icmp.type != (p->family == PG_AF_INET ? PG_ICMP_ECHO : PG_ICMPV6_ECHO_REQUEST) ||
	    icmp.echo.id != pg_icmp_id ||
	    pg_load(p, false, p->l4 + sizeof(icmp), &payload, sizeof(payload)) ||
	    payload.magic != bpf_htonl(PG_MAGIC))
		return PG_EGRESS_OTHER;
	if (payload.token != pg_token(&payload))
		return PG_EGRESS_FORGED;
	slot = bpf_ntohl(payload.slot);
	probe = pg_probe_of(slot);
	if (!probe || probe->type != PG_TYPE_ICMP_ECHO || !pg_goes_to_target(p, probe))
		return PG_EGRESS_UNKNOWN;
	return pg_stamp_request(bpf_ntohl(payload.seq), probe, slot);
}

/* What may be ours; a function of its own for the reason that pg_skb_candidate() is one. */
static __noinline enum pg_egress pg_request_candidate(struct pg_packet *p, enum pg_parsed parsed)
{
	if (parsed == PG_PARSED_ICMP && p->family == PG_AF_INET6)
		parsed = pg_skip_extensions(p, false);
	switch (parsed) {
	case PG_PARSED_ICMP:
		return pg_echo_request(p);
	case PG_PARSED_TCP:
		return pg_syn_segment(p);
	default:
		return PG_EGRESS_OTHER;
	}
}

static __always_inline enum pg_egress pg_request(struct pg_packet *p, enum pg_parsed parsed)
{
	return parsed == PG_PARSED_ICMP || parsed == PG_PARSED_TCP ? pg_request_candidate(p, parsed)
								   : PG_EGRESS_OTHER;
}

/* What every packet that leaves an interface meets: it is parsed, stamped if ours, and counted. */
static __always_inline enum pg_egress pg_leaving(struct __sk_buff *skb, struct pg_packet *p)
{
	__u32 iface = pg_iface_of(skb->ifindex);
	struct pg_iface *counters;
	enum pg_egress verdict;
	enum pg_parsed parsed;

	p->ctx = skb;
	pg_linear_headers(skb);
	parsed = pg_parse(p, false, (void *)(long)skb->data, (void *)(long)skb->data_end,
			  iface & PG_IFACE_L3, true);
	verdict = pg_request(p, parsed);
	counters = pg_iface_counters(iface);
	if (counters)
		counters->egress[verdict]++;
	return verdict;
}

#endif
