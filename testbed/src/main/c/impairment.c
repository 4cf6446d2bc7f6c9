// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "impairment.h"

static const double PARETO_SHAPE = 3.0;
static const double PARETO_CUT = 20.0;
static const double NORMAL_CUT = 4.0;

/* One stream of draws for each kind of decision, so that none shifts another. */
enum stream {
	STREAM_LOSS = 1,
	STREAM_BURST_STATE,
	STREAM_BURST_LOSS,
	STREAM_DUPLICATE,
	STREAM_OVERTAKE,
	STREAM_SWAP,
	STREAM_STRAGGLE,
	STREAM_JITTER,
	STREAM_JITTER_ANGLE,
};

const char *const fate_names[FATES] = {
	[FATE_SENT] = "sent",
	[FATE_LOST_RANDOM] = "lost_random",
	[FATE_LOST_EVERY] = "lost_every",
	[FATE_LOST_BURST] = "lost_burst",
	[FATE_QUEUE_FULL] = "queue_full",
};

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

/* In [0, 1), by seed, direction, stream and the frame's count. */
static double draw(const struct impairment *impairment, enum stream stream)
{
	uint64_t key = mix(impairment->rule.seed + 16 * impairment->direction + stream);
	uint64_t bits = mix(key + (impairment->count + 1) * 0x9e3779b97f4a7c15ull);

	return (double)(bits >> 11) * 0x1p-53;
}

/* A state is left or kept before each frame; then the state says what is lost. */
static int burst_loses(struct impairment *impairment)
{
	const struct rule *rule = &impairment->rule;
	double change = impairment->in_burst ? rule->burst_leave : rule->burst_enter;

	if (rule->burst_enter <= 0)
		return 0;
	if (draw(impairment, STREAM_BURST_STATE) < change)
		impairment->in_burst = !impairment->in_burst;
	return impairment->in_burst && draw(impairment, STREAM_BURST_LOSS) < rule->burst_loss;
}

static enum fate loss(struct impairment *impairment)
{
	const struct rule *rule = &impairment->rule;

	/* First, because its state moves on with every frame. */
	if (burst_loses(impairment))
		return FATE_LOST_BURST;
	if (rule->loss_every && impairment->count % rule->loss_every == rule->loss_every - 1)
		return FATE_LOST_EVERY;
	if (draw(impairment, STREAM_LOSS) < rule->loss)
		return FATE_LOST_RANDOM;
	return FATE_SENT;
}

/* Around the plain delay, never below 0. */
static uint64_t jittered_delay(const struct impairment *impairment)
{
	const struct rule *rule = &impairment->rule;
	double delay = (double)rule->delay_ns;
	double jitter = (double)rule->jitter_ns;
	double u = draw(impairment, STREAM_JITTER);
	double deviation;

	switch (rule->jitter) {
	case JITTER_UNIFORM:
		delay += jitter * (2 * u - 1);
		break;
	case JITTER_NORMAL:
		deviation = sqrt(-2 * log(1 - u)) *
			    cos(2 * M_PI * draw(impairment, STREAM_JITTER_ANGLE));
		delay += jitter * fmin(fmax(deviation, -NORMAL_CUT), NORMAL_CUT);
		break;
	case JITTER_PARETO:
		delay += jitter * fmin(pow(1 - u, -1 / PARETO_SHAPE) - 1, PARETO_CUT);
		break;
	case JITTER_NONE:
		break;
	}
	return delay > 0 ? (uint64_t)delay : 0;
}

/*
 * A token bucket before a queue with tail drop, without a clock of its own: what counts is when the
 * bucket would be full again if nothing more came.
 *
 * Return: when the frame may leave, or UINT64_MAX when the queue has no room for it.
 */
static uint64_t shape(struct impairment *impairment, uint64_t arrival_ns, size_t bytes)
{
	const struct rule *rule = &impairment->rule;
	double ns_per_byte;
	uint64_t cost_ns, slack_ns, leaves_ns;

	if (!rule->rate_bps)
		return arrival_ns;
	ns_per_byte = 8e9 / (double)rule->rate_bps;
	cost_ns = (uint64_t)((double)bytes * ns_per_byte);
	/* A frame larger than the bucket waits until the bucket is full. */
	slack_ns = rule->bucket_bytes > bytes
			   ? (uint64_t)((double)(rule->bucket_bytes - bytes) * ns_per_byte)
			   : 0;
	leaves_ns =
		impairment->bucket_full_ns > slack_ns ? impairment->bucket_full_ns - slack_ns : 0;
	if (leaves_ns < arrival_ns)
		leaves_ns = arrival_ns;
	if (leaves_ns > arrival_ns &&
	    (double)(leaves_ns - arrival_ns) / ns_per_byte + (double)bytes >
		    (double)rule->queue_bytes)
		return UINT64_MAX;
	if (impairment->bucket_full_ns < leaves_ns)
		impairment->bucket_full_ns = leaves_ns;
	impairment->bucket_full_ns += cost_ns;
	return leaves_ns;
}

struct decision impairment_decide(struct impairment *impairment, uint64_t arrival_ns, size_t bytes,
				  int is_echo)
{
	const struct rule *rule = &impairment->rule;
	struct decision decision = {.count = -1, .due_ns = arrival_ns + rule->delay_ns};
	uint64_t leaves_ns;

	if (rule->echo_only && !is_echo)
		return decision;
	decision.count = (int64_t)impairment->count;
	decision.fate = loss(impairment);
	if (decision.fate == FATE_SENT) {
		leaves_ns = shape(impairment, arrival_ns, bytes);
		if (leaves_ns == UINT64_MAX) {
			decision.fate = FATE_QUEUE_FULL;
		} else {
			decision.duplicated = draw(impairment, STREAM_DUPLICATE) < rule->duplicate;
			decision.overtook = draw(impairment, STREAM_OVERTAKE) < rule->overtake;
			decision.swapped =
				!decision.overtook && draw(impairment, STREAM_SWAP) < rule->swap;
			decision.straggled = !decision.overtook &&
					     draw(impairment, STREAM_STRAGGLE) < rule->straggle;
			decision.due_ns = leaves_ns;
			if (!decision.overtook)
				decision.due_ns += jittered_delay(impairment);
			if (rule->keep_order && !decision.overtook) {
				if (decision.due_ns < impairment->last_due_ns)
					decision.due_ns = impairment->last_due_ns;
				impairment->last_due_ns = decision.due_ns;
			}
			/* Whoever straggles holds nobody else up. */
			if (decision.straggled)
				decision.due_ns += rule->straggle_ns;
		}
	}
	impairment->count++;
	return decision;
}
