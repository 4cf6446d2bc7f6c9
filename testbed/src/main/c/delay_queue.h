/* SPDX-License-Identifier: Apache-2.0 */
/* Frames that wait for their time: a binary heap by due time, first in first out among equals. */
#ifndef PATHGAUGE_DELAY_QUEUE_H
#define PATHGAUGE_DELAY_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "echo.h"
#include "impairment.h"

struct delayed_frame {
	uint64_t arrival_ns;
	uint64_t due_ns;
	uint64_t order; /* set by the queue */
	struct decision decision;
	struct echo echo;
	int is_echo;
	int is_copy; /* of a duplicated frame */
	size_t length;
	unsigned char data[];
};

struct delay_queue {
	struct delayed_frame **heap;
	size_t size;
	size_t limit;
	uint64_t pushed;
};

/* Exits with a message when there is no memory. */
void delay_queue_init(struct delay_queue *queue, size_t limit);

/* Takes the frame; 0, or -1 when the queue is full and the frame stays the caller's. */
int delay_queue_push(struct delay_queue *queue, struct delayed_frame *frame);

/* The frame due first, or NULL; it stays in the queue. */
struct delayed_frame *delay_queue_peek(const struct delay_queue *queue);

/* Takes the frame due first out, NULL when empty. The caller frees it. */
struct delayed_frame *delay_queue_pop(struct delay_queue *queue);

#endif
