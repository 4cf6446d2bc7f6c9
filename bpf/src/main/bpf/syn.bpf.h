/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The initial sequence number of a tcp-syn probe.
 *
 * A SYN has no room for a token, and its answer brings back but one number: the acknowledgement,
 * which is the initial sequence number plus one (RFC 9293, 3.4). So that number carries the probe's
 * slot and the low bits of its sequence, and nobody can guess it who has not seen the SYN: it is
 * put through a permutation of 32 bits, a Feistel network of four rounds with SipHash (Luby and
 * Rackoff, 1988).
 */
#ifndef PATHGAUGE_SYN_BPF_H
#define PATHGAUGE_SYN_BPF_H

#include "probe.bpf.h"

#define PG_SYN_ROUNDS 4
#define PG_SYN_FLAGS  0x9002 /* header of nine words, SYN alone */

_Static_assert(sizeof(struct pg_syn) == 9 * 4, "PG_SYN_FLAGS");

/* The first eight bytes of a TCP header, which every ICMP error quotes. */
struct pg_tcp_begin {
	__be16 source;
	__be16 dest;
	__be32 seq;
};

/* No slot has these numbers, so these messages differ from those of tokens. */
static __always_inline __u32 pg_syn_round(__u32 round, __u32 half)
{
	__u64 message = (__u64)(PG_SYN_DOMAIN + round) << 32 | half;

	return pg_siphash(pg_key[0], pg_key[1], __builtin_bswap64(message)) & 0xffff;
}

/* Return: what a sequence number in a SYN of ours stands for: slot, then low bits of the sequence.
 */
static __noinline __u32 pg_syn_meaning(__u32 number)
{
	__u32 left = number >> 16, right = number & 0xffff;

	for (int round = PG_SYN_ROUNDS - 1; round >= 0; round--) {
		__u32 before = left;

		left = right ^ pg_syn_round(round, left);
		right = before;
	}
	return left << 16 | right;
}

static __always_inline __u32 pg_syn_slot(__u32 meaning)
{
	return meaning >> pg_syn_seq_bits;
}

static __always_inline bool pg_syn_same_seq(__u32 meaning, __u32 seq)
{
	return !((meaning ^ seq) & ((1u << pg_syn_seq_bits) - 1));
}

/*
 * Probes on their way to one port of one target at the same time must differ in their source port,
 * or the target takes the later one for a stray segment of the earlier.
 */
static __always_inline bool pg_syn_port_fits(__be16 port, __u32 meaning)
{
	__u32 offset = pg_syn_slot(meaning) * PG_SYN_PORT_STEP + meaning;

	return bpf_ntohs(port) == pg_syn_port + (offset & (PG_SYN_PORTS - 1));
}

/* Whether a probe sends SYNs to this port. */
static __always_inline bool pg_syn_goes_to(const struct pg_probe *probe, __be16 port)
{
	return probe->type == PG_TYPE_TCP_SYN && probe->port == port;
}

#endif
