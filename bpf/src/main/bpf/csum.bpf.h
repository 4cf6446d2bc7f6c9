/* SPDX-License-Identifier: GPL-2.0 */
/* The checksum of a whole ICMP message or TCP segment, in pieces that fit the stack. */
#ifndef PATHGAUGE_CSUM_BPF_H
#define PATHGAUGE_CSUM_BPF_H

#include "parse.bpf.h"
#include "probe_abi.h"

/* Linux 6.1 rounds the stack of each function up to 32 bytes, and all of a call have 512. */
#define PG_PIECE       96
#define PG_PIECES      683 /* 64 KiB: no IP packet is longer */
#define PG_ECHO_HEADER 8
#define PG_IPV4_MAX    60 /* header with options */

/* RFC 8200, 8.1. With an IPv4 packet's addresses, which end in zeros, it sums as RFC 9293's. */
struct pg_pseudo_header {
	struct pg_addresses addresses;
	__be32 length;
	__be32 next;
};

static __always_inline __u32 pg_fold(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/*
 * Copies a packet's addresses and checks the sum of an IPv4 header: the hook comes before the stack
 * does.
 *
 * Return: 1, 0 when the header's checksum is wrong, or a negative error.
 */
static __always_inline int pg_sum_header(const struct pg_packet *p, const bool xdp,
					 struct pg_addresses *a)
{
	__be32 header[PG_IPV4_MAX / 4] = {};
	__u32 last = p->l4 - p->l3 - 1;

	if (p->family == PG_AF_INET6)
		return pg_load_addresses(p, xdp, a) ? -1 : 1;
	/* See pg_sum_piece(). */
	barrier_var(last);
	if (last >= sizeof(header) || pg_load(p, xdp, p->l3, header, last + 1))
		return -1;
	__builtin_memset(a, 0, sizeof(*a));
	a->source[0] = header[__builtin_offsetof(struct iphdr, saddr) / 4];
	a->destination[0] = header[__builtin_offsetof(struct iphdr, daddr) / 4];
	return pg_fold(bpf_csum_diff(0, 0, header, sizeof(header), 0)) == 0xffff;
}

/* What the loop over the pieces carries along. */
struct pg_sum {
	const struct pg_packet *packet;
	__u32 left;
	__u32 sum;
	int error;
	__u8 piece[PG_PIECE] __attribute__((aligned(8)));
};

/* Adds the next piece. A short one ends in zeros, because the helper sums whole words. */
static __always_inline void pg_sum_piece(struct pg_sum *s, const bool xdp, __u32 index)
{
	__u32 size = s->left < PG_PIECE ? s->left : PG_PIECE;
	__u32 last = size - 1;

	if (size < PG_PIECE)
		__builtin_memset(s->piece, 0, sizeof(s->piece));
	/*
	 * One comparison bounds the size from both sides: verifiers before 6.8 learn nothing from
	 * size != 0.
	 */
	barrier_var(last);
	if (last >= PG_PIECE ||
	    pg_load(s->packet, xdp, s->packet->l4 + index * PG_PIECE, s->piece, last + 1)) {
		s->error = 1;
		return;
	}
	s->sum = bpf_csum_diff(0, 0, (__be32 *)s->piece, PG_PIECE, s->sum);
	s->left -= size;
}

/* Pieces after the first; bpf_loop() calls these, so that the verifier sees the body once. */
static long pg_sum_skb_rest(__u32 index, void *data)
{
	struct pg_sum *s = data;

	pg_sum_piece(s, false, index + 1);
	return s->error || s->left == 0;
}

static long pg_sum_xdp_rest(__u32 index, void *data)
{
	struct pg_sum *s = data;

	pg_sum_piece(s, true, index + 1);
	return s->error || s->left == 0;
}

/* The sum of a pseudo header. */
static __always_inline __u32 pg_sum_pseudo(const struct pg_packet *p, const struct pg_addresses *a,
					   __u8 protocol)
{
	struct pg_pseudo_header pseudo = {
		.addresses = *a,
		.length = bpf_htonl(p->l4_len),
		.next = bpf_htonl(protocol),
	};

	return bpf_csum_diff(0, 0, (__be32 *)&pseudo, sizeof(pseudo), 0);
}

/*
 * Adds `length` bytes of the message to a sum, and copies on the way as much of an echo's payload
 * as is there; the rest of *payload is zero. With `payload` NULL it copies nothing.
 *
 * Return: the folded sum, 0xffff when the checksum is right, or a negative error.
 */
static __always_inline int pg_sum_message(const struct pg_packet *p, const bool xdp, __u32 sum,
					  __u32 length, struct pg_payload *payload)
{
	struct pg_sum s = {.packet = p, .left = length, .sum = sum};

	pg_sum_piece(&s, xdp, 0);
	if (payload)
		__builtin_memcpy(payload, s.piece + PG_ECHO_HEADER, sizeof(*payload));
	if (s.left > 0 && !s.error)
		bpf_loop(PG_PIECES, xdp ? pg_sum_xdp_rest : pg_sum_skb_rest, &s, 0);
	return s.error || s.left > 0 ? -1 : (int)pg_fold(s.sum);
}

#endif
