/* SPDX-License-Identifier: Apache-2.0 */
/* What the relay tells of itself: its counters, and a line of its log for each frame. */
#ifndef PATHGAUGE_RELAY_TOLD_H
#define PATHGAUGE_RELAY_TOLD_H

#include <stdint.h>
#include <stdio.h>

#include "delay_queue.h"
#include "impairment.h"
#include "packet_port.h"
#include "relay_options.h"

struct counters {
	uint64_t received;
	uint64_t matched;      /* of them, what the rules are for */
	uint64_t fates[FATES]; /* by what was decided; FATE_SENT: to be sent, once or twice */
	uint64_t duplicated;
	uint64_t overtook;
	uint64_t swapped;
	uint64_t straggled;
	uint64_t sent;		 /* duplicates count */
	uint64_t sent_bytes;	 /* without the virtio header */
	uint64_t overflowed;	 /* our queue was full */
	uint64_t kernel_dropped; /* the socket's queue was full */
	uint64_t unfit;		 /* longer than a frame can be */
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
	struct delayed_frame *held; /* waits for a successor to change places with, or NULL */
	struct counters counters;
};

struct relay {
	struct relay_options options;
	struct packet_port ports[2];
	struct direction directions[2];
	int fifo_granted;
	FILE *log;
};

/* Writes the counters to the file that the options name, if any, and the log to the disk. */
void relay_publish_counters(struct relay *relay);

/* Logs what became of a frame; departed_ns 0: it never left. */
void relay_log_frame(struct relay *relay, const struct direction *direction,
		     const struct delayed_frame *frame, const char *fate, uint64_t departed_ns);

#endif
