/* SPDX-License-Identifier: GPL-2.0 */
/* Egress: recognise our own requests and stamp them, as late as possible. */
#ifndef PATHGAUGE_EGRESS_BPF_H
#define PATHGAUGE_EGRESS_BPF_H

#include "probe.bpf.h"

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

static __always_inline enum pg_egress pg_stamp_request(const struct pg_payload *payload,
						       const struct pg_probe *probe, __u32 slot)
{
	__u32 seq = bpf_ntohl(payload->seq);
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

static __always_inline enum pg_egress pg_request(struct pg_packet *p)
{
	struct pg_addresses addresses;
	struct pg_payload payload;
	struct pg_probe *probe;
	struct pg_icmp icmp;
	__u32 slot;

	if (p->family == PG_AF_INET6 && pg_skip_extensions(p, false) != PG_PARSED_ICMP)
		return PG_EGRESS_OTHER;
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
	if (!probe || probe->family != p->family || pg_load_addresses(p, false, &addresses) ||
	    !pg_same_address(addresses.destination, probe->target))
		return PG_EGRESS_UNKNOWN;
	return pg_stamp_request(&payload, probe, slot);
}

#endif
