// SPDX-License-Identifier: Apache-2.0
/*
 * relay: carries frames between two interfaces and holds each for a fixed time.
 *
 * The time counts from the kernel's arrival stamp, so that a late wake-up of this process shortens
 * the wait instead of adding to it; what remains as error is counted and published, since a witness
 * that does not know its own error is none. Sleep ends a little early and the rest is spun.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
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
#include "packet_port.h"

#define BATCH 64 /* frames read from one side before the other gets its turn */

static const char usage[] =
	"usage: relay IFACE_A IFACE_B [--delay US] [--delay-back US] [--limit FRAMES]\n"
	"             [--spin US] [--fifo PRIORITY] [--counters FILE] [--log FILE]\n"
	"  --delay US       hold frames from A to B this long (µs), and from B to A unless\n"
	"  --delay-back US  says otherwise\n"
	"  --limit FRAMES   frames held each way at most (20000)\n"
	"  --spin US        wake this early and spin (60)\n"
	"  --fifo PRIORITY  SCHED_FIFO priority (50; 0: none)\n"
	"  --counters FILE  where the counters go, as JSON: once ready, at SIGUSR1, at the end\n"
	"  --log FILE       one line a frame: direction,arrival_ns,due_ns,departure_ns,bytes\n";

/* What is done to the frames of one direction. */
struct impairment {
	uint64_t delay_ns;
};

struct counters {
	uint64_t received;
	uint64_t sent;
	uint64_t sent_bytes;	 /* without the virtio header */
	uint64_t overflowed;	 /* our queue was full */
	uint64_t kernel_dropped; /* the socket's queue was full */
	uint64_t unfit;		 /* truncated or VLAN-tagged */
	uint64_t send_errors;
	uint64_t delay_sum_ns; /* departure minus arrival, of the sent ones */
	uint64_t delay_min_ns;
	uint64_t delay_max_ns;
	uint64_t error_sum_ns; /* departure minus due time */
	uint64_t error_max_ns;
};

struct direction {
	const char *name;
	struct packet_port *from;
	struct packet_port *to;
	struct impairment impairment;
	struct delay_queue queue;
	struct counters counters;
};

struct relay {
	struct packet_port ports[2];
	struct direction directions[2];
	uint64_t spin_ns;
	int fifo_priority;
	int fifo_granted;
	const char *counters_path;
	FILE *log;
};

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t counters_wanted;

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

/* Wall clock, because that is what the kernel's arrival stamps are in. */
static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static void print_direction(FILE *out, struct direction *direction)
{
	struct counters *c = &direction->counters;

	c->kernel_dropped += packet_port_kernel_drops(direction->from);
	fprintf(out,
		"\"%s\":{\"delay_ns\":%" PRIu64 ",\"received\":%" PRIu64 ",\"sent\":%" PRIu64
		",\"sent_bytes\":%" PRIu64 ",\"queued\":%zu,\"overflowed\":%" PRIu64
		",\"kernel_dropped\":%" PRIu64 ",\"unfit\":%" PRIu64 ",\"send_errors\":%" PRIu64,
		direction->name, direction->impairment.delay_ns, c->received, c->sent,
		c->sent_bytes, direction->queue.size, c->overflowed, c->kernel_dropped, c->unfit,
		c->send_errors);
	/* Without a frame there is no delay to speak of: absent, not 0. */
	if (c->sent)
		fprintf(out,
			",\"delay_min_ns\":%" PRIu64 ",\"delay_mean_ns\":%" PRIu64
			",\"delay_max_ns\":%" PRIu64 ",\"error_mean_ns\":%" PRIu64
			",\"error_max_ns\":%" PRIu64,
			c->delay_min_ns, c->delay_sum_ns / c->sent, c->delay_max_ns,
			c->error_sum_ns / c->sent, c->error_max_ns);
	fputc('}', out);
}

/* Written beside and renamed, so that a reader never sees half of it. */
static void publish_counters(struct relay *relay)
{
	char beside[4096];
	FILE *out;

	if (relay->log)
		fflush(relay->log);
	if (!relay->counters_path)
		return;
	snprintf(beside, sizeof(beside), "%s.new", relay->counters_path);
	out = fopen(beside, "w");
	if (!out) {
		fprintf(stderr, "relay: %s: %s\n", beside, strerror(errno));
		return;
	}
	fprintf(out, "{\"fifo\":%s,", relay->fifo_granted ? "true" : "false");
	print_direction(out, &relay->directions[0]);
	fputc(',', out);
	print_direction(out, &relay->directions[1]);
	fputs("}\n", out);
	if (fclose(out) || rename(beside, relay->counters_path))
		fprintf(stderr, "relay: %s: %s\n", relay->counters_path, strerror(errno));
}

/* When a frame is to leave. Further impairments are decided here. */
static uint64_t departure(const struct impairment *impairment, uint64_t arrival_ns)
{
	return arrival_ns + impairment->delay_ns;
}

static void take_in(struct direction *direction)
{
	static unsigned char frame[PACKET_PORT_FRAME_MAX];
	struct delayed_frame *delayed;
	uint64_t arrival_ns;
	size_t length;
	int i;

	for (i = 0; i < BATCH; i++) {
		enum packet_port_result result =
			packet_port_receive(direction->from, frame, &length, &arrival_ns);

		if (result == PACKET_PORT_EMPTY)
			return;
		direction->counters.received++;
		if (result == PACKET_PORT_UNFIT) {
			direction->counters.unfit++;
			continue;
		}
		delayed = malloc(sizeof(*delayed) + length);
		if (!delayed) {
			direction->counters.overflowed++;
			continue;
		}
		delayed->arrival_ns = arrival_ns;
		delayed->due_ns = departure(&direction->impairment, arrival_ns);
		delayed->length = length;
		memcpy(delayed->data, frame, length);
		if (delay_queue_push(&direction->queue, delayed)) {
			direction->counters.overflowed++;
			free(delayed);
		}
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
		c->sent_bytes += frame->length - 10; /* sizeof(struct virtio_net_hdr) */
		if (relay->log)
			fprintf(relay->log, "%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%zu\n",
				direction->name, frame->arrival_ns, frame->due_ns, departed_ns,
				frame->length - 10);
	}
	free(frame);
}

/* Sends what is due; returns when the next frame is, UINT64_MAX for never. */
static uint64_t send_due(struct relay *relay)
{
	uint64_t next_ns = UINT64_MAX;
	int i;

	for (i = 0; i < 2; i++) {
		struct direction *direction = &relay->directions[i];
		struct delayed_frame *first;

		while ((first = delay_queue_peek(&direction->queue)) && first->due_ns <= now_ns())
			send_one(relay, direction);
		if (first && first->due_ns < next_ns)
			next_ns = first->due_ns;
	}
	return next_ns;
}

static void run(struct relay *relay, const sigset_t *while_waiting)
{
	struct pollfd polled[2] = {{.fd = relay->ports[0].fd, .events = POLLIN},
				   {.fd = relay->ports[1].fd, .events = POLLIN}};

	while (!stopping) {
		uint64_t next_ns = send_due(relay);
		uint64_t now = now_ns();
		struct timespec wait = {0};

		if (next_ns != UINT64_MAX && next_ns > now + relay->spin_ns) {
			uint64_t wait_ns = next_ns - now - relay->spin_ns;

			wait.tv_sec = (time_t)(wait_ns / 1000000000ull);
			wait.tv_nsec = (long)(wait_ns % 1000000000ull);
		}
		if (ppoll(polled, 2, next_ns == UINT64_MAX ? NULL : &wait, while_waiting) > 0) {
			if (polled[0].revents)
				take_in(&relay->directions[0]);
			if (polled[1].revents)
				take_in(&relay->directions[1]);
		}
		if (counters_wanted) {
			counters_wanted = 0;
			publish_counters(relay);
		}
	}
	publish_counters(relay);
}

static uint64_t number(const char *text, const char *option, double scale)
{
	char *end;
	double value;

	value = strtod(text, &end);
	if (end == text || *end || !(value >= 0 && value <= 1e9)) {
		fprintf(stderr, "relay: %s needs a number from 0 to 1e9, not '%s'\n", option, text);
		exit(2);
	}
	return (uint64_t)(value * scale + 0.5);
}

static void parse(struct relay *relay, int argc, char **argv)
{
	static const struct option options[] = {
		{"delay", required_argument, NULL, 'd'},
		{"delay-back", required_argument, NULL, 'b'},
		{"limit", required_argument, NULL, 'l'},
		{"spin", required_argument, NULL, 's'},
		{"fifo", required_argument, NULL, 'f'},
		{"counters", required_argument, NULL, 'c'},
		{"log", required_argument, NULL, 'o'},
		{NULL, 0, NULL, 0},
	};
	uint64_t there_ns = 0, back_ns = 0, limit = 20000;
	int option, i, back_given = 0;
	const char *log_path = NULL;

	relay->spin_ns = 60000;
	relay->fifo_priority = 50;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			there_ns = number(optarg, "--delay", 1e3);
			break;
		case 'b':
			back_ns = number(optarg, "--delay-back", 1e3);
			back_given = 1;
			break;
		case 'l':
			limit = number(optarg, "--limit", 1);
			break;
		case 's':
			relay->spin_ns = number(optarg, "--spin", 1e3);
			break;
		case 'f':
			relay->fifo_priority = (int)number(optarg, "--fifo", 1);
			break;
		case 'c':
			relay->counters_path = optarg;
			break;
		case 'o':
			log_path = optarg;
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (argc - optind != 2 || !limit) {
		fputs(usage, stderr);
		exit(2);
	}
	if (log_path && !(relay->log = fopen(log_path, "w"))) {
		fprintf(stderr, "relay: %s: %s\n", log_path, strerror(errno));
		exit(1);
	}
	for (i = 0; i < 2; i++) {
		struct direction *direction = &relay->directions[i];

		packet_port_open(&relay->ports[i], argv[optind + i]);
		direction->name = i ? "b_to_a" : "a_to_b";
		direction->from = &relay->ports[i];
		direction->to = &relay->ports[!i];
		direction->impairment.delay_ns = i && back_given ? back_ns : there_ns;
		delay_queue_init(&direction->queue, (size_t)limit);
	}
}

int main(int argc, char **argv)
{
	struct relay relay = {0};
	struct sched_param priority = {0};
	sigset_t blocked, while_waiting;

	parse(&relay, argc, argv);
	/* Signals arrive only inside ppoll, so none is missed between a check and the wait. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &while_waiting);
	signal(SIGTERM, on_stop);
	signal(SIGINT, on_stop);
	signal(SIGHUP, on_stop);
	signal(SIGUSR1, on_counters_wanted);
	sigdelset(&while_waiting, SIGTERM);
	sigdelset(&while_waiting, SIGINT);
	sigdelset(&while_waiting, SIGHUP);
	sigdelset(&while_waiting, SIGUSR1);

	prctl(PR_SET_TIMERSLACK, 1);
	priority.sched_priority = relay.fifo_priority;
	if (relay.fifo_priority)
		relay.fifo_granted = !sched_setscheduler(0, SCHED_FIFO, &priority);
	if (relay.fifo_priority && !relay.fifo_granted)
		fprintf(stderr, "relay: no SCHED_FIFO (%s): delays will scatter more\n",
			strerror(errno));
	publish_counters(&relay);
	run(&relay, &while_waiting);
	return 0;
}
