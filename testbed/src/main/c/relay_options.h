/* SPDX-License-Identifier: Apache-2.0 */
/* The relay's command line, and the file of rules that it reads again at SIGHUP. */
#ifndef PATHGAUGE_RELAY_OPTIONS_H
#define PATHGAUGE_RELAY_OPTIONS_H

#include <stdint.h>

#include "impairment.h"

struct relay_options {
	struct rule rules[2]; /* A to B, B to A */
	const char *interfaces[2];
	const char *counters_path;
	const char *log_path;
	const char *rules_path;
	uint64_t limit; /* frames held each way */
	uint64_t spin_ns;
	int fifo_priority;
};

/* Exits with a message on misuse. */
void relay_options_parse(struct relay_options *options, int argc, char **argv);

/* Reads rules, words separated by white space, from options->rules_path. 0; or -1 with a message on
 * standard error and the rules as they were. */
int relay_options_read_rules(struct relay_options *options);

#endif
