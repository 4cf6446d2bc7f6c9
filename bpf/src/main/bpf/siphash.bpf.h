/* SPDX-License-Identifier: GPL-2.0 */
/* SipHash-2-4 of one eight-byte message (Aumasson and Bernstein, 2012): the token of a probe. */
#ifndef PATHGAUGE_SIPHASH_BPF_H
#define PATHGAUGE_SIPHASH_BPF_H

#include <linux/types.h>
#include <bpf/bpf_helpers.h>

static __always_inline __u64 pg_rotl(__u64 x, const __u32 bits)
{
	return x << bits | x >> (64 - bits);
}

static __always_inline void pg_sip_rounds(__u64 *v, const int rounds)
{
#pragma clang loop unroll(full)
	for (int i = 0; i < rounds; i++) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = pg_rotl(v[1], 13) ^ v[0];
		v[3] = pg_rotl(v[3], 16) ^ v[2];
		v[0] = pg_rotl(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = pg_rotl(v[1], 17) ^ v[2];
		v[3] = pg_rotl(v[3], 21) ^ v[0];
		v[2] = pg_rotl(v[2], 32);
	}
}

/* `message` is the eight bytes as a little-endian number. */
static __always_inline __u64 pg_siphash(__u64 k0, __u64 k1, __u64 message)
{
	const __u64 length = 8ULL << 56;
	__u64 v[4] = {
		k0 ^ 0x736f6d6570736575ULL,
		k1 ^ 0x646f72616e646f6dULL,
		k0 ^ 0x6c7967656e657261ULL,
		k1 ^ 0x7465646279746573ULL,
	};

	v[3] ^= message;
	pg_sip_rounds(v, 2);
	v[0] ^= message;
	v[3] ^= length;
	pg_sip_rounds(v, 2);
	v[0] ^= length;
	v[2] ^= 0xff;
	pg_sip_rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

#endif
