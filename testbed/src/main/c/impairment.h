/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the relay does to the frames of one direction.
 *
 * Every decision about a matching frame is a function of the seed, the direction, the frame's count
 * (from 0, of matching frames in this direction) and, for rate and order, of the arrival stamps
 * alone. Who knows the rule and the log can decide everything again offline.
 */
#ifndef PATHGAUGE_IMPAIRMENT_H
#define PATHGAUGE_IMPAIRMENT_H

#include <stddef.h>
#include <stdint.h>

enum jitter_kind {
	JITTER_NONE,
	JITTER_UNIFORM, /* delay ± jitter */
	JITTER_NORMAL,	/* jitter is one standard deviation; cut at four */
	JITTER_PARETO,	/* above the delay: jitter * (u^(-1/3) - 1); cut at 20 jitters */
};

/* What was asked for. All zero: frames pass at once. */
struct rule {
	uint64_t seed;
	uint64_t delay_ns;
	uint64_t jitter_ns;
	enum jitter_kind jitter;
	int keep_order; /* a jittered frame waits for those before it */
	int echo_only;	/* other frames than ICMP echoes take the plain delay and nothing else */
	double loss;	/* each frame with this probability */
	uint64_t loss_every;
	double burst_enter; /* Gilbert-Elliott: good to bad, */
	double burst_leave; /* bad to good, */
	double burst_loss;  /* and what is lost in the bad state */
	double duplicate;
	double overtake; /* share that leaves without any delay */
	double swap;	 /* share that changes places with its successor */
	double straggle; /* share that takes straggle_ns longer */
	uint64_t straggle_ns;
	uint64_t rate_bps; /* 0: unlimited */
	uint64_t bucket_bytes;
	uint64_t queue_bytes;
};

enum fate {
	FATE_SENT,
	FATE_LOST_RANDOM,
	FATE_LOST_EVERY,
	FATE_LOST_BURST,
	FATE_QUEUE_FULL, /* tail drop of the rate limit */
	FATES,
};

/* Words of the counters and of the log. */
extern const char *const fate_names[FATES];

struct impairment {
	struct rule rule;
	unsigned int direction;
	uint64_t count; /* of matching frames so far */
	int in_burst;
	uint64_t bucket_full_ns; /* when the token bucket will be full again */
	uint64_t last_due_ns;
};

struct decision {
	enum fate fate;
	int64_t count; /* of the frame; -1: it does not match */
	uint64_t due_ns;
	int duplicated;
	int overtook;
	int swapped;
	int straggled;
};

/* Decides about one frame. bytes is its length on the wire, without the frame check sequence. */
struct decision impairment_decide(struct impairment *impairment, uint64_t arrival_ns, size_t bytes,
				  int is_echo);

#endif
