/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A genuine reply meets its stamp: claim it, measure, record.
 *
 * Replies of one probe may arrive on several CPUs at once, so each sum is an atomic addition and
 * each extreme or estimate a compare-and-swap, tried a bounded number of times. Who loses the last
 * try leaves an extreme or the jitter estimate unchanged; counts and sums are exact.
 */
#ifndef PATHGAUGE_MATCH_BPF_H
#define PATHGAUGE_MATCH_BPF_H

#include "hist.bpf.h"
#include "probe.bpf.h"

#define PG_TRIES     4
#define PG_RTT_STEP  3 /* log2(PG_RTT_PER_OCTAVE) */
#define PG_IPDV_STEP 2

_Static_assert(1 << PG_RTT_STEP == PG_RTT_PER_OCTAVE, "RTT buckets an octave");
_Static_assert(1 << PG_IPDV_STEP == PG_IPDV_PER_OCTAVE, "IPDV buckets an octave");

struct pg_reply {
	__u64 ingress_ns;
	struct pg_payload payload;
	__u32 slot;
	__u32 seq;
	bool upper; /* see struct pg_packet */
};

/* Wakes nobody: an interrupt to oneself costs microseconds, and the agent drains once a second. */
static __always_inline void pg_sample(const struct pg_reply *reply, const struct pg_probe *probe,
				      __u64 egress_ns, enum pg_verdict verdict)
{
	struct pg_sample sample = {
		.egress_ns = egress_ns,
		.ingress_ns = reply->ingress_ns,
		.slot = reply->slot,
		.seq = reply->seq,
		.verdict = verdict,
	};

	if (probe->samples &&
	    bpf_ringbuf_output(&pg_samples, &sample, sizeof(sample), BPF_RB_NO_WAKEUP))
		PG_INTERNAL(samples_lost);
}

/* In microseconds squared, rounded; exact to the nanosecond while the square fits 64 bits. */
static __always_inline __u64 pg_square_us2(__u64 ns)
{
	__u64 us = (ns + 500) / 1000;

	return ns >> 32 ? us * us : (ns * ns + 500000) / 1000000;
}

static __always_inline void pg_lower(__u64 *min, __u64 value)
{
	for (int i = 0; i < PG_TRIES; i++) {
		__u64 old = *(volatile __u64 *)min;

		if ((old != 0 && old <= value) ||
		    __sync_val_compare_and_swap(min, old, value) == old)
			return;
	}
}

static __always_inline void pg_raise(__u64 *max, __u64 value)
{
	for (int i = 0; i < PG_TRIES; i++) {
		__u64 old = *(volatile __u64 *)max;

		if (old >= value || __sync_val_compare_and_swap(max, old, value) == old)
			return;
	}
}

static __always_inline void pg_signed_extremes(struct pg_bank *bank, __s64 value)
{
	for (int i = 0; i < PG_TRIES; i++) {
		__s64 old = *(volatile __s64 *)&bank->ipdv_min_ns;

		if (old <= value ||
		    __sync_val_compare_and_swap(&bank->ipdv_min_ns, old, value) == old)
			break;
	}
	for (int i = 0; i < PG_TRIES; i++) {
		__s64 old = *(volatile __s64 *)&bank->ipdv_max_ns;

		if (old >= value ||
		    __sync_val_compare_and_swap(&bank->ipdv_max_ns, old, value) == old)
			break;
	}
}

/*
 * RFC 3550, A.8, in order of arrival. Leaves @rtt as the newest round-trip time.
 *
 * Return: the estimate scaled by 16.
 */
static __always_inline __u64 pg_jitter(struct pg_stats *stats, __u64 rtt, bool first)
{
	__u64 last = __sync_lock_test_and_set(&stats->last_rtt_ns, rtt);
	__u64 d = rtt > last ? rtt - last : last - rtt;
	__u64 old = 0;

	if (first)
		return 0;
	for (int i = 0; i < PG_TRIES; i++) {
		__u64 next;

		old = *(volatile __u64 *)&stats->jitter_x16_ns;
		next = old + d - ((old + 8) >> 4);
		if (__sync_val_compare_and_swap(&stats->jitter_x16_ns, old, next) == old)
			return next;
	}
	return old;
}

/*
 * RFC 4737, 3.3: reordered is what arrives with a sequence below the highest one. Sequences compare
 * modulo 2^32.
 *
 * Return: 1 if reordered.
 */
static __always_inline __u32 pg_reordered(struct pg_stats *stats, __u32 seq, bool first)
{
	for (int i = 0; i < PG_TRIES; i++) {
		__u32 highest = *(volatile __u32 *)&stats->highest_seq;

		if (!first && (__s32)(seq - highest) < 0)
			return 1;
		if (__sync_val_compare_and_swap(&stats->highest_seq, highest, seq) == highest)
			return 0;
	}
	return 0;
}

/*
 * Whether a bank still counts the slot of time that a stamp was made in. It does until all its
 * probes have a verdict, unless the wall clock was set meanwhile and the agent emptied the bank.
 */
static __always_inline bool pg_bank_is_of(struct pg_bank *bank, __u32 state)
{
	__u32 owner = *(volatile __u32 *)&bank->slot_number;

	return owner != 0 && (owner & 0xff) == ((state >> PG_STAMP_BANK_SHIFT) & 0xff);
}

/*
 * Records the IPDV (RFC 3393) of two consecutive probes, both answered, into the bank of the later.
 * Whichever reply comes second finds the pair complete; PG_STAMP_PAIRED lets only one record it.
 */
static __always_inline void pg_pair(const struct pg_probe *probe, __u32 later_seq)
{
	struct pg_stamp *earlier = pg_stamp_of(probe, later_seq - 1);
	struct pg_stamp *later = pg_stamp_of(probe, later_seq);
	union pg_word word, before;
	struct pg_histogram *histogram;
	struct pg_bank *bank;
	__u32 key, count;
	__s64 ipdv;
	__u64 size;

	if (!earlier || !later)
		return;
	word = pg_word_read(later);
	before = pg_word_read(earlier);
	if (word.seq != later_seq || pg_status(word) != PG_STAMP_ANSWERED ||
	    word.state & PG_STAMP_PAIRED || before.seq != later_seq - 1 ||
	    pg_status(before) != PG_STAMP_ANSWERED)
		return;
	ipdv = later->rtt_ns - earlier->rtt_ns;
	if (!pg_word_swap(later, word, pg_word_of(word.seq, word.state | PG_STAMP_PAIRED)))
		return;
	key = pg_bank_key(probe, word.state);
	bank = pg_bank_at(key);
	histogram = bpf_map_lookup_elem(&pg_histograms, &key);
	if (!bank || !histogram) {
		PG_INTERNAL(lookup_failed);
		return;
	}
	if (!pg_bank_is_of(bank, word.state))
		return;
	count = __sync_fetch_and_add(&bank->ipdv_count, 1);
	if (count == 0) {
		bank->ipdv_min_ns = ipdv;
		bank->ipdv_max_ns = ipdv;
	} else {
		pg_signed_extremes(bank, ipdv);
	}
	size = ipdv < 0 ? -ipdv : ipdv;
	__sync_fetch_and_add(&bank->ipdv_abs_sum_ns, size);
	if (!pg_hist_add(histogram->ipdv, PG_IPDV_BUCKETS, PG_IPDV_STEP, size, count))
		PG_INTERNAL(histogram_full);
}

/* Everything that a reply in time changes, but the stamp and the IPDV. */
static __always_inline void pg_record(const struct pg_reply *reply, const struct pg_probe *probe,
				      struct pg_stats *stats, __u32 state, __u64 rtt)
{
	__u32 key = pg_bank_key(probe, state);
	bool first = __sync_fetch_and_add(&stats->received, 1) == 0;
	__u32 reordered = pg_reordered(stats, reply->seq, first);
	__u64 jitter = pg_jitter(stats, rtt, first);
	__u64 square = pg_square_us2(rtt);
	struct pg_bank *bank = pg_bank_at(key);
	struct pg_histogram *histogram;
	__u32 count;

	__sync_fetch_and_add(&stats->rtt_sum_ns, rtt);
	__sync_fetch_and_add(&stats->rtt_sumsq_us2, square);
	stats->last_ingress_ns = reply->ingress_ns;
	if (reordered)
		PG_COUNT(stats->reordered);
	histogram = bpf_map_lookup_elem(&pg_histograms, &key);
	if (!bank || !histogram) {
		PG_INTERNAL(lookup_failed);
		return;
	}
	if (!pg_bank_is_of(bank, state))
		return;
	count = PG_COUNT(bank->received);
	__sync_fetch_and_add(&bank->rtt_sum_ns, rtt);
	__sync_fetch_and_add(&bank->rtt_sumsq_us2, square);
	pg_lower(&bank->rtt_min_ns, rtt);
	pg_raise(&bank->rtt_max_ns, rtt);
	bank->jitter_ns = jitter >> 4;
	if (reordered)
		PG_COUNT(bank->reordered);
	if (!pg_hist_add(histogram->rtt, PG_RTT_BUCKETS, PG_RTT_STEP, rtt, count))
		PG_INTERNAL(histogram_full);
}

/* The bank of a stamp if it still is that of the stamp's time, for what comes after the timeout. */
static __always_inline struct pg_bank *pg_bank_if_current(__u32 key, __u64 egress_ns)
{
	struct pg_bank *bank = pg_bank_at(key);

	return bank && bank->slot_number == pg_slot_number(egress_ns) ? bank : 0;
}

static __always_inline enum pg_verdict
pg_match(const struct pg_reply *reply, const struct pg_probe *probe, struct pg_stats *stats)
{
	struct pg_stamp *stamp = pg_stamp_of(probe, reply->seq);
	struct pg_bank *bank;
	union pg_word word;
	__u64 egress, rtt;
	__u32 key, status;
	bool late;

	if (!stamp) {
		PG_INTERNAL(lookup_failed);
		return PG_PASS_STALE;
	}
	word = pg_word_read(stamp);
	egress = *(volatile __u64 *)&stamp->egress_ns;
	status = pg_status(word);
	key = pg_bank_key(probe, word.state);
	if (word.seq != reply->seq || status == PG_STAMP_FREE) {
		if (!reply->upper)
			PG_COUNT(stats->stale);
		return PG_PASS_STALE;
	}
	/* 0 is no round-trip time; clocks of two CPUs may differ by a few ns. */
	rtt = reply->ingress_ns > egress ? reply->ingress_ns - egress : 1;
	late = rtt > probe->timeout_ns;
	/* Whoever claims the stamp records the reply; on losing the race this is a duplicate. */
	if (status != PG_STAMP_OUTSTANDING ||
	    !pg_word_swap(stamp, word, pg_with_status(word, PG_STAMP_CLAIMED))) {
		if (reply->upper)
			return PG_PASS_DUPLICATE;
		PG_COUNT(stats->duplicates);
		bank = pg_bank_if_current(key, egress);
		if (bank)
			PG_COUNT(bank->duplicates);
		pg_sample(reply, probe, egress, PG_PASS_DUPLICATE);
		return PG_PASS_DUPLICATE;
	}
	stamp->rtt_ns = rtt;
	if (late) {
		PG_COUNT(stats->late);
		bank = pg_bank_if_current(key, egress);
		if (bank)
			PG_COUNT(bank->late);
	} else {
		pg_record(reply, probe, stats, word.state, rtt);
	}
	/* Fails if the ring of stamps came round meanwhile: then the new probe keeps its stamp. */
	pg_word_swap(stamp, pg_with_status(word, PG_STAMP_CLAIMED),
		     pg_with_status(word, late ? PG_STAMP_LATE : PG_STAMP_ANSWERED));
	pg_sample(reply, probe, egress, late ? PG_PASS_LATE : PG_DROP_REPLY);
	if (late)
		return PG_PASS_LATE;
	pg_pair(probe, reply->seq);
	pg_pair(probe, reply->seq + 1);
	return PG_DROP_REPLY;
}

#endif
