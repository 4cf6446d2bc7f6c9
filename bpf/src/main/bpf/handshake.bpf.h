/* SPDX-License-Identifier: GPL-2.0 */
/* Ingress: what answers the SYN of a tcp-syn probe. All of it is passed: the stack resets it. */
#ifndef PATHGAUGE_HANDSHAKE_BPF_H
#define PATHGAUGE_HANDSHAKE_BPF_H

#include <linux/tcp.h>
#include "csum.bpf.h"
#include "match.bpf.h"
#include "syn.bpf.h"

/*
 * Whether a segment has the checksum it should. A virtual device hands on what the sender left to
 * its hardware: such a segment holds the sum of the pseudo header alone, not complemented. Programs
 * cannot tell the devices apart, so one segment in 65,536 that came corrupt over a wire passes for
 * this, as one passes for right by chance.
 */
static __always_inline bool pg_segment_sum(const struct pg_packet *p, const bool xdp,
					   const struct pg_addresses *a, __be16 check)
{
	__u32 pseudo = pg_sum_pseudo(p, a, IPPROTO_TCP);

	return pg_fold(pseudo) == check || pg_sum_message(p, xdp, pseudo, p->l4_len, 0) == 0xffff;
}

/* A RST is no success: its packet stays without a reply, and is lost when its time has come. */
static __always_inline enum pg_verdict pg_refused(struct pg_stamp *stamp, union pg_word word,
						  struct pg_stats *stats)
{
	if (pg_status(word) == PG_STAMP_OUTSTANDING &&
	    pg_word_swap(stamp, word, pg_with_status(word, PG_STAMP_REFUSED)))
		PG_COUNT(stats->refused);
	return PG_PASS_REFUSED;
}

/* A segment whose acknowledgement means `meaning`, from the right place or not. */
static __always_inline enum pg_verdict pg_answer(struct pg_reply *reply, __u32 meaning,
						 const struct pg_probe *probe, bool from_target,
						 bool reset)
{
	struct pg_stamp *stamp = pg_stamp_of(probe, meaning);
	struct pg_stats *stats = pg_stats_of(reply->slot);
	enum pg_verdict verdict;
	union pg_word word;

	if (!stamp || !stats) {
		PG_INTERNAL(lookup_failed);
		return PG_PASS_OTHER;
	}
	word = pg_word_read(stamp);
	if (!pg_syn_same_seq(meaning, word.seq) || pg_status(word) == PG_STAMP_FREE) {
		if (from_target && !reply->upper)
			PG_COUNT(stats->stale);
		return PG_PASS_STALE;
	}
	if (!from_target) {
		if (!reply->upper)
			PG_COUNT(stats->forged);
		return PG_PASS_FORGED;
	}
	if (reset)
		return pg_refused(stamp, word, stats);
	reply->seq = word.seq;
	verdict = pg_match(reply, probe, stats);
	/* At an upper interface every answer is one that was seen before. */
	if (verdict == PG_DROP_REPLY || (verdict == PG_PASS_DUPLICATE && reply->upper))
		return PG_PASS_SYN_ACK;
	return verdict;
}

/* A TCP segment to one of our ports, perhaps. */
static __always_inline enum pg_verdict pg_tcp_segment(struct pg_packet *p, const bool xdp,
						      __u64 now)
{
	struct pg_reply reply = {.ingress_ns = now, .upper = p->upper};
	struct pg_addresses addresses;
	struct pg_probe *probe;
	bool from_target, valid;
	struct tcphdr tcp;
	__u32 meaning;
	int header;

	if (p->l4_len < sizeof(tcp) || pg_load(p, xdp, p->l4, &tcp, sizeof(tcp)))
		return PG_PASS_MALFORMED;
	if (!pg_is_syn_port(tcp.dest) || !tcp.ack || tcp.fin || tcp.syn == tcp.rst)
		return PG_PASS_OTHER;
	if (tcp.doff * 4 < sizeof(tcp) || tcp.doff * 4 > p->l4_len)
		return PG_PASS_MALFORMED; /* the stack ignores it, too */
	header = pg_sum_header(p, xdp, &addresses);
	if (header < 0)
		return PG_PASS_MALFORMED;
	valid = header && p->length - p->l4 >= p->l4_len &&
		pg_segment_sum(p, xdp, &addresses, tcp.check);
	meaning = pg_syn_meaning(bpf_ntohl(tcp.ack_seq) - 1);
	reply.slot = pg_syn_slot(meaning);
	probe = pg_probe_of(reply.slot);
	from_target = probe && probe->family == p->family && pg_syn_goes_to(probe, tcp.source) &&
		      pg_same_address(addresses.source, probe->target);
	if (!valid) {
		/* The number is as doubtful as the rest, but it is the best guess there is. */
		struct pg_stats *stats = from_target ? pg_stats_of(reply.slot) : 0;

		if (stats && !p->upper)
			PG_COUNT(stats->corrupt);
		return PG_PASS_CORRUPT;
	}
	/* Numbers that no SYN of ours had are somebody's guesses, and no particular probe's. */
	if (reply.slot >= pg_max_probes || !pg_syn_port_fits(tcp.dest, meaning))
		return PG_PASS_FORGED;
	if (!probe || probe->type != PG_TYPE_TCP_SYN)
		return PG_PASS_STALE;
	return pg_answer(&reply, meaning, probe, from_target, tcp.rst);
}

#endif
