// SPDX-License-Identifier: GPL-2.0
/*
 * dropper: attaches the exact dropper to an interface, changes its rule, tells its counts.
 *
 * Nothing is pinned and nothing stays running: the filter belongs to the interface, and its maps
 * are found again through it. When the interface goes, everything goes.
 */
#include <errno.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "dropper.h"
#include "dropper.skel.h"

#define FILTER_HANDLE	1
#define FILTER_PRIORITY 1
#define MAX_MAPS	8

static const char usage[] =
	"usage: dropper attach|set IFACE ingress|egress [--every N [--burst B] | --all | --share P "
	"--seed S]\n"
	"                          [--match echo|all]\n"
	"       dropper counts|detach IFACE ingress|egress\n"
	"  attach  puts the dropper there with this rule and counts from 0\n"
	"  set     changes the rule; counts go on\n"
	"  counts  prints {\"seen\",\"matched\",\"dropped\",\"dropped_bytes\"}\n"
	"  --every N   drops every Nth matching packet\n"
	"  --burst B   and the B-1 before it, so that B in a row are lost\n"
	"  --share P   drops each with probability P (0..1), drawn from --seed\n";

static void fail(const char *what, int error)
{
	fprintf(stderr, "dropper: %s: %s\n", what, strerror(error < 0 ? -error : error));
	exit(1);
}

static void misuse(const char *what)
{
	fprintf(stderr, "dropper: %s\n%s", what, usage);
	exit(2);
}

static unsigned long long number(const char *text, const char *option)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-') {
		fprintf(stderr, "dropper: %s needs a whole number, not '%s'\n", option, text);
		exit(2);
	}
	return value;
}

static struct dropper_rule parse_rule(int argc, char **argv)
{
	static const struct option options[] = {
		{"every", required_argument, NULL, 'e'},
		{"all", no_argument, NULL, 'a'},
		{"share", required_argument, NULL, 'p'},
		{"seed", required_argument, NULL, 's'},
		{"match", required_argument, NULL, 'm'},
		{"burst", required_argument, NULL, 'b'},
		{NULL, 0, NULL, 0},
	};
	struct dropper_rule rule = {.burst = 1};
	double share;
	char *end;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'e':
			rule.every = (__u32)number(optarg, "--every");
			break;
		case 'a':
			rule.every = 1;
			break;
		case 'b':
			rule.burst = (__u32)number(optarg, "--burst");
			break;
		case 'p':
			share = strtod(optarg, &end);
			if (end == optarg || *end || !(share >= 0 && share <= 1))
				misuse("--share needs a number from 0 to 1");
			/* 2^64 itself does not fit; every=1 is the way to say all. */
			rule.threshold = share >= 1 ? 0 : (__u64)(share * 18446744073709551616.0);
			rule.every = share >= 1 ? 1 : rule.every;
			break;
		case 's':
			rule.seed = number(optarg, "--seed");
			break;
		case 'm':
			if (!strcmp(optarg, "all"))
				rule.match = DROPPER_MATCH_ALL;
			else if (strcmp(optarg, "echo"))
				misuse("--match is echo or all");
			break;
		default:
			misuse("unknown option");
		}
	}
	if (rule.burst != 1 && (rule.burst < 1 || rule.burst > rule.every))
		misuse("--burst needs --every, and a number from 1 to that");
	return rule;
}

static void attach(struct bpf_tc_hook *hook, const struct dropper_rule *rule)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = FILTER_HANDLE, .priority = FILTER_PRIORITY,
		    .flags = BPF_TC_F_REPLACE);
	struct dropper *skeleton = dropper__open_and_load();
	__u32 zero = 0;
	int error;

	if (!skeleton)
		fail("cannot load the program (root needed)", errno);
	error = bpf_map_update_elem(bpf_map__fd(skeleton->maps.dropper_rules), &zero, rule,
				    BPF_ANY);
	if (error)
		fail("cannot write the rule", error);
	error = bpf_tc_hook_create(hook);
	if (error && error != -EEXIST)
		fail("cannot make the clsact queue discipline", error);
	opts.prog_fd = bpf_program__fd(skeleton->progs.dropper);
	error = bpf_tc_attach(hook, &opts);
	if (error)
		fail("cannot attach", error);
	dropper__destroy(skeleton);
}

static __u32 attached_program(const struct bpf_tc_hook *hook)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = FILTER_HANDLE, .priority = FILTER_PRIORITY);
	int error = bpf_tc_query(hook, &opts);

	return error ? 0 : opts.prog_id;
}

/* The map of the attached program that has this name. */
static int attached_map(const struct bpf_tc_hook *hook, const char *name)
{
	__u32 ids[MAX_MAPS], length, i;
	struct bpf_prog_info info = {.nr_map_ids = MAX_MAPS};
	__u32 id = attached_program(hook);
	int program, map;

	if (!id)
		fail("no dropper is attached here", ENOENT);
	program = bpf_prog_get_fd_by_id(id);
	if (program < 0)
		fail("cannot open the attached program", program);
	info.map_ids = (__u64)(unsigned long)ids;
	length = sizeof(info);
	if (bpf_obj_get_info_by_fd(program, &info, &length))
		fail("cannot read the attached program's maps", errno);
	for (i = 0; i < info.nr_map_ids && i < MAX_MAPS; i++) {
		struct bpf_map_info described = {0};

		length = sizeof(described);
		map = bpf_map_get_fd_by_id(ids[i]);
		if (map < 0 || bpf_obj_get_info_by_fd(map, &described, &length))
			fail("cannot open a map of the attached program", errno);
		if (!strcmp(described.name, name))
			return map;
		close(map);
	}
	fail("the program attached here is no dropper", EINVAL);
	return -1;
}

static void print_counts(const struct bpf_tc_hook *hook)
{
	struct dropper_counts counts;
	__u32 zero = 0;

	if (bpf_map_lookup_elem(attached_map(hook, "dropper_counted"), &zero, &counts))
		fail("cannot read the counts", errno);
	printf("{\"seen\":%llu,\"matched\":%llu,\"dropped\":%llu,\"dropped_bytes\":%llu}\n",
	       counts.seen, counts.matched, counts.dropped, counts.dropped_bytes);
}

/* Detaching what is not attached is no error: after it, nothing of ours is there. */
static void detach(struct bpf_tc_hook *hook)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = FILTER_HANDLE, .priority = FILTER_PRIORITY);
	int error;

	if (!attached_program(hook))
		return;
	error = bpf_tc_detach(hook, &opts);
	if (error)
		fail("cannot detach", error);
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_tc_hook, hook);
	struct dropper_rule rule;
	__u32 zero = 0;

	if (argc < 4)
		misuse("too few arguments");
	hook.ifindex = (int)if_nametoindex(argv[2]);
	if (!hook.ifindex)
		fail(argv[2], errno);
	if (!strcmp(argv[3], "ingress"))
		hook.attach_point = BPF_TC_INGRESS;
	else if (!strcmp(argv[3], "egress"))
		hook.attach_point = BPF_TC_EGRESS;
	else
		misuse("the direction is ingress or egress");
	rule = parse_rule(argc - 3, argv + 3);
	/* What libbpf would print is said in our own words, or is no fault (-EEXIST, -ENOENT). */
	libbpf_set_print(NULL);

	if (!strcmp(argv[1], "attach")) {
		attach(&hook, &rule);
	} else if (!strcmp(argv[1], "set")) {
		if (bpf_map_update_elem(attached_map(&hook, "dropper_rules"), &zero, &rule,
					BPF_ANY))
			fail("cannot write the rule", errno);
	} else if (!strcmp(argv[1], "counts")) {
		print_counts(&hook);
	} else if (!strcmp(argv[1], "detach")) {
		detach(&hook);
	} else {
		misuse("unknown command");
	}
	return 0;
}
