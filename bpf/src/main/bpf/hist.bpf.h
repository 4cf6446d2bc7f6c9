/* SPDX-License-Identifier: GPL-2.0 */
/* Log-linear buckets: each octave is cut into equal steps. */
#ifndef PATHGAUGE_HIST_BPF_H
#define PATHGAUGE_HIST_BPF_H

#include <stdbool.h>
#include "probe_abi.h"

/* Floor of the binary logarithm; v must not be 0. BPF has no instruction for it. */
static __always_inline __u32 pg_log2(__u64 v)
{
	__u32 log = 0;

#define PG_LOG2_STEP(bits)                                                                         \
	if (v >> (bits)) {                                                                         \
		log += (bits);                                                                     \
		v >>= (bits);                                                                      \
	}
	PG_LOG2_STEP(32)
	PG_LOG2_STEP(16)
	PG_LOG2_STEP(8)
	PG_LOG2_STEP(4)
	PG_LOG2_STEP(2)
	PG_LOG2_STEP(1)
#undef PG_LOG2_STEP
	return log;
}

/* The bucket of a delay: 0 below 2^10 ns, the last one from 2^34 ns. 2^step_bits steps an octave.
 */
static __always_inline __u32 pg_bucket(__u64 ns, const __u32 step_bits)
{
	__u32 log;

	if (ns >> PG_RTT_FIRST_EXP == 0)
		return 0;
	if (ns >> (PG_RTT_FIRST_EXP + PG_RTT_OCTAVES))
		return (PG_RTT_OCTAVES << step_bits) + 1;
	log = pg_log2(ns);
	return 1 + ((log - PG_RTT_FIRST_EXP) << step_bits) +
	       (__u32)((ns >> (log - step_bits)) & ((1u << step_bits) - 1));
}

/* A one in the byte of a word that has an index in memory. */
static __always_inline __u32 pg_byte_one(__u32 index)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return 1u << (8 * (index & 3));
#else
	return 1u << (24 - 8 * (index & 3));
#endif
}

/*
 * Counts a delay in its byte. There is no atomic addition to a byte, so one is added to its word.
 * `buckets` is a constant at every call, so the check is what the verifier needs and no more. It is
 * of the word's number: verifiers before 6.8 learn nothing of a byte's whose lowest bits are cut.
 *
 * Return: false if as many were counted `before` as a byte holds, and this one is not.
 */
static __always_inline bool pg_hist_add(__u8 *counts, const __u32 buckets, const __u32 step_bits,
					__u64 ns, __u32 before)
{
	__u32 bucket = pg_bucket(ns, step_bits);
	__u32 word = bucket / 4;

	if (before >= PG_HISTOGRAM_MOST)
		return false;
	barrier_var(word);
	if (word < (buckets + 3) / 4)
		__sync_fetch_and_add((__u32 *)counts + word, pg_byte_one(bucket));
	return true;
}

#endif
