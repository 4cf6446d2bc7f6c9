// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>

#include "delay_queue.h"

void delay_queue_init(struct delay_queue *queue, size_t limit)
{
	queue->heap = calloc(limit, sizeof(struct delayed_frame *));
	if (!queue->heap) {
		fprintf(stderr, "relay: no memory for a queue of %zu frames\n", limit);
		exit(1);
	}
	queue->size = 0;
	queue->limit = limit;
	queue->pushed = 0;
}

static int earlier(const struct delayed_frame *a, const struct delayed_frame *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

int delay_queue_push(struct delay_queue *queue, struct delayed_frame *frame)
{
	size_t at = queue->size;

	if (at == queue->limit)
		return -1;
	queue->size++;
	frame->order = queue->pushed++;
	while (at > 0) {
		size_t parent = (at - 1) / 2;

		if (!earlier(frame, queue->heap[parent]))
			break;
		queue->heap[at] = queue->heap[parent];
		at = parent;
	}
	queue->heap[at] = frame;
	return 0;
}

struct delayed_frame *delay_queue_peek(const struct delay_queue *queue)
{
	return queue->size ? queue->heap[0] : NULL;
}

struct delayed_frame *delay_queue_pop(struct delay_queue *queue)
{
	struct delayed_frame *first = delay_queue_peek(queue);
	struct delayed_frame *last;
	size_t at = 0;

	if (!first)
		return NULL;
	last = queue->heap[--queue->size];
	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= queue->size)
			break;
		if (child + 1 < queue->size && earlier(queue->heap[child + 1], queue->heap[child]))
			child++;
		if (!earlier(queue->heap[child], last))
			break;
		queue->heap[at] = queue->heap[child];
		at = child;
	}
	queue->heap[at] = last;
	return first;
}
