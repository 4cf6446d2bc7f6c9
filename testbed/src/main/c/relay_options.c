// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "relay_options.h"

#define RULE_WORDS_MAX 128
#define RULES_SIZE_MAX 8192
#define BUCKET_DEFAULT 10000
#define QUEUE_DEFAULT  100000
#define MICROS_MAX     60e6

static const char usage[] =
	"usage: relay IFACE_A IFACE_B [OPTION...] [RULE...] [--there RULE...] [--back RULE...]\n"
	"Rules before --there and --back count for both directions, A to B is \"there\":\n"
	"  --delay US              hold frames this long, µs\n"
	"  --jitter KIND,US        uniform: delay ± US; normal: US is the standard deviation, cut\n"
	"                          at 4; pareto: shape 3 above the delay, cut at 20 US; never < 0\n"
	"  --keep-order            jitter does not let frames overtake each other\n"
	"  --loss P                lose each frame with probability P\n"
	"  --loss-every N          lose every Nth frame\n"
	"  --loss-burst P,R[,L]    Gilbert-Elliott: into bursts with P, out of them with R, lose "
	"L\n"
	"                          (1) of the frames within\n"
	"  --duplicate P           this share leaves twice\n"
	"  --overtake P            this share leaves without delay\n"
	"  --swap P                this share changes places with its successor\n"
	"  --straggle P,US         this share takes so much longer\n"
	"  --rate KBIT[,BUCKET[,QUEUE]]  token bucket (10000 bytes) and its queue (100000 bytes),\n"
	"                          which drops what does not fit\n"
	"  --match echo|all        what rules but --delay are for (all)\n"
	"  --seed S                decides everything that is drawn (1)\n"
	"Options:\n"
	"  --limit FRAMES   frames held each way at most (20000)\n"
	"  --spin US        wake this early and spin (60)\n"
	"  --fifo PRIORITY  SCHED_FIFO priority (50; 0: none)\n"
	"  --rules FILE     rules, as above, read at start and again at SIGHUP, from\n"
	"                   which frames are counted from 0 again; counters go on\n"
	"  --counters FILE  where the counters go, as JSON: once ready, at SIGUSR1, at the end\n"
	"  --log FILE       one JSON object a line: what became of each frame, with its stamps\n";

/* The caller of a parse; says where a fault was. */
struct parse {
	struct relay_options *options;
	const char *fault_option;
	const char *fault;
	int first; /* the directions that rules are for now: first to last */
	int last;
	int files; /* options that are no rules are allowed */
};

static int fault(struct parse *parse, const char *option, const char *what)
{
	parse->fault_option = option;
	parse->fault = what;
	return -1;
}

/* One to three numbers with commas between, each from 0 to its greatest; how many, or -1. */
static int numbers(const char *text, double *values, const double *greatest, int most)
{
	int count = 0;

	for (;;) {
		char *end;

		if (count == most)
			return -1;
		errno = 0;
		values[count] = strtod(text, &end);
		if (errno || end == text ||
		    !(values[count] >= 0 && values[count] <= greatest[count]))
			return -1;
		count++;
		if (!*end)
			return count;
		if (*end != ',')
			return -1;
		text = end + 1;
	}
}

static int number(const char *text, double *value, double greatest)
{
	return numbers(text, value, &greatest, 1) == 1 ? 0 : -1;
}

static uint64_t nanos(double micros)
{
	return (uint64_t)(micros * 1e3 + 0.5);
}

static int parse_jitter(struct rule *rule, const char *text)
{
	static const char *const kinds[] = {
		[JITTER_UNIFORM] = "uniform,",
		[JITTER_NORMAL] = "normal,",
		[JITTER_PARETO] = "pareto,",
	};
	double micros;
	int kind;

	for (kind = JITTER_UNIFORM; kind <= JITTER_PARETO; kind++) {
		size_t length = strlen(kinds[kind]);

		if (!strncmp(text, kinds[kind], length) &&
		    !number(text + length, &micros, MICROS_MAX)) {
			rule->jitter = (enum jitter_kind)kind;
			rule->jitter_ns = nanos(micros);
			return 0;
		}
	}
	return -1;
}

static int parse_seed(struct rule *rule, const char *text)
{
	char *end;

	errno = 0;
	rule->seed = strtoull(text, &end, 0);
	return errno || end == text || *end || *text == '-' ? -1 : 0;
}

static int parse_rate(struct rule *rule, const char *text)
{
	static const double greatest[] = {1e9, 1e9, 1e9};
	double values[3] = {0, BUCKET_DEFAULT, QUEUE_DEFAULT};

	if (numbers(text, values, greatest, 3) < 1)
		return -1;
	rule->rate_bps = (uint64_t)(values[0] * 1e3);
	rule->bucket_bytes = (uint64_t)values[1];
	rule->queue_bytes = (uint64_t)values[2];
	return 0;
}

static int parse_burst(struct rule *rule, const char *text)
{
	static const double greatest[] = {1, 1, 1};
	double values[3] = {0, 0, 1};

	if (numbers(text, values, greatest, 3) < 2)
		return -1;
	rule->burst_enter = values[0];
	rule->burst_leave = values[1];
	rule->burst_loss = values[2];
	return 0;
}

static int parse_straggle(struct rule *rule, const char *text)
{
	static const double greatest[] = {1, MICROS_MAX};
	double values[2];

	if (numbers(text, values, greatest, 2) != 2)
		return -1;
	rule->straggle = values[0];
	rule->straggle_ns = nanos(values[1]);
	return 0;
}

/* One rule for one direction; 0, 1 when it is no rule, -1 with a fault. */
static int parse_rule(struct parse *parse, struct rule *rule, int option, const char *text)
{
	double value;

	switch (option) {
	case 'd':
		if (number(text, &value, MICROS_MAX))
			return fault(parse, "--delay", "needs µs from 0 to 60000000");
		rule->delay_ns = nanos(value);
		return 0;
	case 'j':
		return parse_jitter(rule, text)
			       ? fault(parse, "--jitter",
				       "needs uniform,US or normal,US or pareto,US")
			       : 0;
	case 'k':
		rule->keep_order = 1;
		return 0;
	case 'p':
		return number(text, &rule->loss, 1)
			       ? fault(parse, "--loss", "needs a probability from 0 to 1")
			       : 0;
	case 'e':
		if (number(text, &value, 1e9) || value < 1)
			return fault(parse, "--loss-every", "needs a number from 1 to 1e9");
		rule->loss_every = (uint64_t)value;
		return 0;
	case 'g':
		return parse_burst(rule, text) ? fault(parse, "--loss-burst",
						       "needs P,R or P,R,L, each from 0 to 1")
					       : 0;
	case 'u':
		return number(text, &rule->duplicate, 1)
			       ? fault(parse, "--duplicate", "needs a share from 0 to 1")
			       : 0;
	case 'v':
		return number(text, &rule->overtake, 1)
			       ? fault(parse, "--overtake", "needs a share from 0 to 1")
			       : 0;
	case 'w':
		return number(text, &rule->swap, 1)
			       ? fault(parse, "--swap", "needs a share from 0 to 1")
			       : 0;
	case 't':
		return parse_straggle(rule, text)
			       ? fault(parse, "--straggle", "needs SHARE,US: 0 to 1, and µs")
			       : 0;
	case 'r':
		return parse_rate(rule, text)
			       ? fault(parse, "--rate",
				       "needs KBIT or KBIT,BUCKET or KBIT,BUCKET,QUEUE")
			       : 0;
	case 'm':
		rule->echo_only = !strcmp(text, "echo");
		return !rule->echo_only && strcmp(text, "all")
			       ? fault(parse, "--match", "is echo or all")
			       : 0;
	case 's':
		return parse_seed(rule, text) ? fault(parse, "--seed", "needs a whole number") : 0;
	default:
		return 1;
	}
}

static int parse_file_option(struct parse *parse, int option, char *text)
{
	struct relay_options *options = parse->options;
	double value = 0;

	switch (option) {
	case 'L':
		if (number(text, &value, 1e7) || value < 1)
			return fault(parse, "--limit", "needs a number of frames from 1 to 1e7");
		options->limit = (uint64_t)value;
		return 0;
	case 'S':
		if (number(text, &value, 1e6))
			return fault(parse, "--spin", "needs µs from 0 to 1000000");
		options->spin_ns = nanos(value);
		return 0;
	case 'F':
		if (number(text, &value, 99))
			return fault(parse, "--fifo", "needs a priority from 0 to 99");
		options->fifo_priority = (int)value;
		return 0;
	case 'C':
		options->counters_path = text;
		return 0;
	case 'O':
		options->log_path = text;
		return 0;
	case 'R':
		options->rules_path = text;
		return 0;
	default:
		return fault(parse, "", "unknown option, or one without its value");
	}
}

static int parse_words(struct parse *parse, int argc, char **argv)
{
	static const struct option known[] = {
		{"there", no_argument, NULL, 'A'},
		{"back", no_argument, NULL, 'B'},
		{"delay", required_argument, NULL, 'd'},
		{"jitter", required_argument, NULL, 'j'},
		{"keep-order", no_argument, NULL, 'k'},
		{"loss", required_argument, NULL, 'p'},
		{"loss-every", required_argument, NULL, 'e'},
		{"loss-burst", required_argument, NULL, 'g'},
		{"duplicate", required_argument, NULL, 'u'},
		{"overtake", required_argument, NULL, 'v'},
		{"swap", required_argument, NULL, 'w'},
		{"straggle", required_argument, NULL, 't'},
		{"rate", required_argument, NULL, 'r'},
		{"match", required_argument, NULL, 'm'},
		{"seed", required_argument, NULL, 's'},
		{"limit", required_argument, NULL, 'L'},
		{"spin", required_argument, NULL, 'S'},
		{"fifo", required_argument, NULL, 'F'},
		{"counters", required_argument, NULL, 'C'},
		{"log", required_argument, NULL, 'O'},
		{"rules", required_argument, NULL, 'R'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int option, i;

	parse->first = 0;
	parse->last = 1;
	optind = 0; /* from the start, also the second time */
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		int result = 0;

		if (option == 'h' && parse->files) {
			fputs(usage, stdout);
			exit(0);
		}
		if (option == 'A' || option == 'B') {
			parse->first = parse->last = option == 'B';
			continue;
		}
		for (i = parse->first; i <= parse->last && !result; i++)
			result = parse_rule(parse, &parse->options->rules[i], option, optarg);
		if (result < 0)
			return -1;
		if (result && !parse->files)
			return fault(parse, "", "not a rule");
		if (result && parse_file_option(parse, option, optarg))
			return -1;
	}
	return 0;
}

static void no_rules(struct relay_options *options)
{
	memset(options->rules, 0, sizeof(options->rules));
	options->rules[0].seed = options->rules[1].seed = 1;
}

void relay_options_parse(struct relay_options *options, int argc, char **argv)
{
	struct parse parse = {.options = options, .files = 1};

	memset(options, 0, sizeof(*options));
	no_rules(options);
	options->limit = 20000;
	options->spin_ns = 60000;
	options->fifo_priority = 50;
	if (parse_words(&parse, argc, argv)) {
		fprintf(stderr, "relay: %s %s\n%s", parse.fault_option, parse.fault, usage);
		exit(2);
	}
	if (argc - optind != 2) {
		fprintf(stderr, "relay: needs two interfaces\n%s", usage);
		exit(2);
	}
	options->interfaces[0] = argv[optind];
	options->interfaces[1] = argv[optind + 1];
	if (options->rules_path && relay_options_read_rules(options))
		exit(2);
}

int relay_options_read_rules(struct relay_options *options)
{
	char text[RULES_SIZE_MAX];
	char *words[RULE_WORDS_MAX + 1] = {"relay"};
	struct relay_options changed = *options;
	struct parse parse = {.options = &changed};
	FILE *file = fopen(options->rules_path, "r");
	int count = 1;
	size_t length;
	char *word;

	if (!file) {
		fprintf(stderr, "relay: %s: %s\n", options->rules_path, strerror(errno));
		return -1;
	}
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = 0;
	for (word = strtok(text, " \t\n"); word && count < RULE_WORDS_MAX;
	     word = strtok(NULL, " \t\n"))
		words[count++] = word;
	no_rules(&changed);
	if (word || length == sizeof(text) - 1) {
		fprintf(stderr, "relay: %s: too many rules\n", options->rules_path);
		return -1;
	}
	if (parse_words(&parse, count, words)) {
		fprintf(stderr, "relay: %s: %s %s\n", options->rules_path, parse.fault_option,
			parse.fault);
		return -1;
	}
	if (optind != count) {
		fprintf(stderr, "relay: %s: '%s' is no rule\n", options->rules_path, words[optind]);
		return -1;
	}
	*options = changed;
	return 0;
}
