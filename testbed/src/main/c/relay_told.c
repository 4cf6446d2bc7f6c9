// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "relay_told.h"

static void print_count(FILE *out, const char *name, uint64_t value)
{
	fprintf(out, ",\"%s\":%" PRIu64, name, value);
}

static void print_direction(FILE *out, struct direction *direction)
{
	struct counters *c = &direction->counters;
	enum fate fate;

	c->kernel_dropped += packet_port_kernel_drops(direction->from);
	fprintf(out, "\"%s\":{\"delay_ns\":%" PRIu64, direction->name,
		direction->impairment.rule.delay_ns);
	print_count(out, "received", c->received);
	print_count(out, "matched", c->matched);
	for (fate = FATE_LOST_RANDOM; fate < FATES; fate++)
		print_count(out, fate_names[fate], c->fates[fate]);
	print_count(out, "duplicated", c->duplicated);
	print_count(out, "overtook", c->overtook);
	print_count(out, "swapped", c->swapped);
	print_count(out, "straggled", c->straggled);
	print_count(out, "sent", c->sent);
	print_count(out, "sent_bytes", c->sent_bytes);
	print_count(out, "queued", direction->queue.size + (direction->held ? 1 : 0));
	print_count(out, "overflowed", c->overflowed);
	print_count(out, "kernel_dropped", c->kernel_dropped);
	print_count(out, "unfit", c->unfit);
	print_count(out, "send_errors", c->send_errors);
	/* Without a frame there is no delay to speak of: absent, not 0. */
	if (c->sent) {
		print_count(out, "delay_min_ns", c->delay_min_ns);
		print_count(out, "delay_mean_ns", c->delay_sum_ns / c->sent);
		print_count(out, "delay_max_ns", c->delay_max_ns);
		print_count(out, "error_mean_ns", c->error_sum_ns / c->sent);
		print_count(out, "error_max_ns", c->error_max_ns);
	}
	fputc('}', out);
}

/* Written beside and renamed, so that a reader never sees half of it. */
void relay_publish_counters(struct relay *relay)
{
	const char *path = relay->options.counters_path;
	char beside[4096];
	FILE *out;

	if (relay->log)
		fflush(relay->log);
	if (!path)
		return;
	snprintf(beside, sizeof(beside), "%s.new", path);
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
	if (fclose(out) || rename(beside, path))
		fprintf(stderr, "relay: %s: %s\n", path, strerror(errno));
}

void relay_log_frame(struct relay *relay, const struct direction *direction,
		     const struct delayed_frame *frame, const char *fate, uint64_t departed_ns)
{
	FILE *out = relay->log;

	if (!out)
		return;
	fprintf(out,
		"{\"direction\":\"%s\",\"fate\":\"%s\",\"arrival_ns\":%" PRIu64 ",\"bytes\":%zu",
		direction->name, fate, frame->arrival_ns, frame->length - PACKET_PORT_HEADER_SIZE);
	if (frame->decision.count >= 0)
		fprintf(out, ",\"count\":%" PRId64, frame->decision.count);
	if (frame->is_echo)
		fprintf(out, ",\"identifier\":%u,\"sequence\":%u", frame->echo.identifier,
			frame->echo.sequence);
	if (frame->decision.overtook)
		fputs(",\"overtook\":true", out);
	if (frame->decision.swapped)
		fputs(",\"swapped\":true", out);
	if (frame->decision.straggled)
		fputs(",\"straggled\":true", out);
	if (frame->is_copy)
		fputs(",\"copy\":true", out);
	if (departed_ns)
		fprintf(out, ",\"due_ns\":%" PRIu64 ",\"departure_ns\":%" PRIu64, frame->due_ns,
			departed_ns);
	fputs("}\n", out);
}
