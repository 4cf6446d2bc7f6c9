// SPDX-License-Identifier: Apache-2.0
/*
 * relay: carries frames between two interfaces, and delays, loses, doubles or reorders them by
 * rule.
 *
 * Time counts from the kernel's arrival stamp, so that a late wake-up of this process shortens the
 * wait instead of adding to it; what remains as error is counted and published, since a witness
 * that does not know its own error is none. Sleep ends a little early and the rest is spun.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "delay_queue.h"
#include "echo.h"
#include "impairment.h"
#include "packet_port.h"
#include "relay_told.h"

#define BATCH 64 /* frames read from one side before the other gets its turn */
/* After this a frame leaves that found no successor to change places with. */
#define SWAP_PATIENCE_NS 500000000ull

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t counters_wanted;
static volatile sig_atomic_t rules_changed;

static void on_stop(int number)
{
	(void)number;
	stopping = 1;
}

static void on_counters_wanted(int number)
{
	(void)number;
	counters_wanted = 1;
}

static void on_rules_changed(int number)
{
	(void)number;
	rules_changed = 1;
}

/* Wall clock, because that is what the kernel's arrival stamps are in. */
static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static void enqueue(struct relay *relay, struct direction *direction, struct delayed_frame *frame)
{
	if (delay_queue_push(&direction->queue, frame)) {
		direction->counters.overflowed++;
		relay_log_frame(relay, direction, frame, "overflowed", 0);
		free(frame);
	}
}

static struct delayed_frame *copy_of(const struct delayed_frame *frame)
{
	size_t bytes = sizeof(*frame) + frame->length;
	struct delayed_frame *copy = malloc(bytes);

	if (copy) {
		memcpy(copy, frame, bytes);
		copy->is_copy = 1;
	}
	return copy;
}

/* Counts what was decided and puts the frame, and its copy, where they wait. */
static void admit(struct relay *relay, struct direction *direction, struct delayed_frame *frame)
{
	const struct decision *decision = &frame->decision;
	struct counters *c = &direction->counters;
	struct delayed_frame *copy = NULL, *before;

	c->matched += decision->count >= 0;
	c->fates[decision->fate]++;
	if (decision->fate != FATE_SENT) {
		relay_log_frame(relay, direction, frame, fate_names[decision->fate], 0);
		free(frame);
		return;
	}
	c->duplicated += decision->duplicated;
	c->overtook += decision->overtook;
	c->swapped += decision->swapped;
	c->straggled += decision->straggled;
	if (decision->duplicated && !(copy = copy_of(frame)))
		c->overflowed++;
	before = direction->held;
	/* Only frames that rules are for change places. */
	if (decision->count >= 0 && before)
		direction->held = NULL;
	if (decision->swapped && !before) {
		direction->held = frame;
		if (copy)
			enqueue(relay, direction, copy);
		return;
	}
	enqueue(relay, direction, frame);
	if (copy)
		enqueue(relay, direction, copy);
	if (decision->count >= 0 && before) {
		if (before->due_ns < decision->due_ns)
			before->due_ns = decision->due_ns;
		enqueue(relay, direction, before);
	}
}

static void take_in(struct relay *relay, struct direction *direction)
{
	static unsigned char data[PACKET_PORT_FRAME_MAX];
	struct delayed_frame *frame;
	uint64_t arrival_ns;
	size_t length, bytes;
	int i;

	for (i = 0; i < BATCH; i++) {
		enum packet_port_result result =
			packet_port_receive(direction->from, data, &length, &arrival_ns);

		if (result == PACKET_PORT_EMPTY)
			return;
		direction->counters.received++;
		if (result == PACKET_PORT_UNFIT) {
			direction->counters.unfit++;
			continue;
		}
		frame = calloc(1, sizeof(*frame) + length);
		if (!frame) {
			direction->counters.overflowed++;
			continue;
		}
		bytes = length - PACKET_PORT_HEADER_SIZE;
		memcpy(frame->data, data, length);
		frame->length = length;
		frame->arrival_ns = arrival_ns;
		frame->is_echo =
			echo_parse(frame->data + PACKET_PORT_HEADER_SIZE, bytes, &frame->echo);
		frame->decision = impairment_decide(&direction->impairment, arrival_ns, bytes,
						    frame->is_echo);
		frame->due_ns = frame->decision.due_ns;
		admit(relay, direction, frame);
	}
}

static void send_one(struct relay *relay, struct direction *direction)
{
	struct delayed_frame *frame = delay_queue_pop(&direction->queue);
	struct counters *c = &direction->counters;
	uint64_t departed_ns = now_ns();
	uint64_t delay_ns = departed_ns - frame->arrival_ns;
	uint64_t error_ns = departed_ns - frame->due_ns;

	if (packet_port_send(direction->to, frame->data, frame->length)) {
		c->send_errors++;
		relay_log_frame(relay, direction, frame, "send_error", departed_ns);
	} else {
		if (!c->sent || delay_ns < c->delay_min_ns)
			c->delay_min_ns = delay_ns;
		if (delay_ns > c->delay_max_ns)
			c->delay_max_ns = delay_ns;
		if (error_ns > c->error_max_ns)
			c->error_max_ns = error_ns;
		c->delay_sum_ns += delay_ns;
		c->error_sum_ns += error_ns;
		c->sent++;
		c->sent_bytes += frame->length - PACKET_PORT_HEADER_SIZE;
		relay_log_frame(relay, direction, frame, fate_names[FATE_SENT], departed_ns);
	}
	free(frame);
}

/* Lets a frame go whose successor does not come. Return: when to look again. */
static uint64_t release_held(struct relay *relay, struct direction *direction)
{
	struct delayed_frame *held = direction->held;

	if (!held)
		return UINT64_MAX;
	if (held->due_ns + SWAP_PATIENCE_NS > now_ns())
		return held->due_ns + SWAP_PATIENCE_NS;
	direction->held = NULL;
	enqueue(relay, direction, held);
	return UINT64_MAX;
}

/* Sends what is due; returns when the next frame is, UINT64_MAX for never. */
static uint64_t send_due(struct relay *relay)
{
	uint64_t next_ns = UINT64_MAX;
	int i;

	for (i = 0; i < 2; i++) {
		struct direction *direction = &relay->directions[i];
		uint64_t release_ns = release_held(relay, direction);
		struct delayed_frame *first;

		while ((first = delay_queue_peek(&direction->queue)) && first->due_ns <= now_ns())
			send_one(relay, direction);
		if (first && first->due_ns < next_ns)
			next_ns = first->due_ns;
		if (release_ns < next_ns)
			next_ns = release_ns;
	}
	return next_ns;
}

/* Counts start again from 0, as does the course of decisions; frames held leave as decided. */
static void take_rules(struct relay *relay)
{
	int i;

	for (i = 0; i < 2; i++)
		relay->directions[i].impairment = (struct impairment){
			.rule = relay->options.rules[i],
			.direction = (unsigned int)i,
		};
}

static void run(struct relay *relay, const sigset_t *while_waiting)
{
	struct pollfd polled[2] = {{.fd = relay->ports[0].fd, .events = POLLIN},
				   {.fd = relay->ports[1].fd, .events = POLLIN}};
	uint64_t spin_ns = relay->options.spin_ns;

	while (!stopping) {
		uint64_t next_ns = send_due(relay);
		uint64_t now = now_ns();
		struct timespec wait = {0};

		if (next_ns != UINT64_MAX && next_ns > now + spin_ns) {
			uint64_t wait_ns = next_ns - now - spin_ns;

			wait.tv_sec = (time_t)(wait_ns / 1000000000ull);
			wait.tv_nsec = (long)(wait_ns % 1000000000ull);
		}
		if (ppoll(polled, 2, next_ns == UINT64_MAX ? NULL : &wait, while_waiting) > 0) {
			if (polled[0].revents)
				take_in(relay, &relay->directions[0]);
			if (polled[1].revents)
				take_in(relay, &relay->directions[1]);
		}
		if (rules_changed) {
			rules_changed = 0;
			if (relay->options.rules_path && !relay_options_read_rules(&relay->options))
				take_rules(relay);
			relay_publish_counters(relay);
		}
		if (counters_wanted) {
			counters_wanted = 0;
			relay_publish_counters(relay);
		}
	}
	relay_publish_counters(relay);
}

static void open_all(struct relay *relay)
{
	const struct relay_options *options = &relay->options;
	int i;

	if (options->log_path && !(relay->log = fopen(options->log_path, "w"))) {
		fprintf(stderr, "relay: %s: %s\n", options->log_path, strerror(errno));
		exit(1);
	}
	for (i = 0; i < 2; i++) {
		struct direction *direction = &relay->directions[i];

		packet_port_open(&relay->ports[i], options->interfaces[i]);
		direction->name = i ? "b_to_a" : "a_to_b";
		direction->from = &relay->ports[i];
		direction->to = &relay->ports[!i];
		delay_queue_init(&direction->queue, (size_t)options->limit);
	}
	take_rules(relay);
}

/* Signals arrive only inside ppoll, so none is missed between a check and the wait. */
static void handle(int number, void (*handler)(int), sigset_t *while_waiting)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, number);
	sigprocmask(SIG_BLOCK, &one, NULL);
	signal(number, handler);
	sigdelset(while_waiting, number);
}

int main(int argc, char **argv)
{
	struct relay relay = {0};
	struct sched_param priority = {0};
	sigset_t while_waiting;

	relay_options_parse(&relay.options, argc, argv);
	open_all(&relay);
	sigprocmask(SIG_BLOCK, NULL, &while_waiting);
	handle(SIGTERM, on_stop, &while_waiting);
	handle(SIGINT, on_stop, &while_waiting);
	handle(SIGHUP, relay.options.rules_path ? on_rules_changed : on_stop, &while_waiting);
	handle(SIGUSR1, on_counters_wanted, &while_waiting);

	prctl(PR_SET_TIMERSLACK, 1);
	priority.sched_priority = relay.options.fifo_priority;
	if (priority.sched_priority)
		relay.fifo_granted = !sched_setscheduler(0, SCHED_FIFO, &priority);
	if (priority.sched_priority && !relay.fifo_granted)
		fprintf(stderr, "relay: no SCHED_FIFO (%s): delays will scatter more\n",
			strerror(errno));
	relay_publish_counters(&relay);
	run(&relay, &while_waiting);
	return 0;
}
