// SPDX-License-Identifier: GPL-2.0
/*
 * frames: puts copies of one Ethernet frame on an interface at the rate of the kernel, for
 * benchmarks of what receives them.
 *
 * A receiving veth must poll for them (an XDP program of its own, or "gro on"), else the kernel
 * drops them before anybody sees them.
 */
#include <errno.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "frames.h"
#include "frames.skel.h"

#define BATCH	     64
#define TURN	     262144 /* frames between two looks at the clock */
#define FRAME_LEAST  60
#define FRAME_MOST   1514
#define IP_AT	     14
#define IP_OCTETS    20
#define SOURCE_AT    (IP_AT + 12)
#define CHECKSUM_AT  (IP_AT + 10)
#define SOURCES_MOST 65536

static const char usage[] =
	"usage: frames IFACE HEX (--seconds S | --count N) [--sources N]\n"
	"  HEX          the frame without its check sequence, 60 to 1514 octets\n"
	"  --seconds S  sends for so long, in turns of 262144 frames\n"
	"  --count N    sends just so many\n"
	"  --sources N  the last 16 bits of the IPv4 source run through 0 to N-1 (IPv4 without "
	"options)\n"
	"prints {\"sent\",\"seconds\",\"passed\"}: frames, seconds at work, seconds on the clock\n";

static void fail(const char *what, int error)
{
	fprintf(stderr, "frames: %s: %s\n", what, strerror(error < 0 ? -error : error));
	exit(1);
}

static void misuse(const char *what)
{
	fprintf(stderr, "frames: %s\n%s", what, usage);
	exit(2);
}

static double positive(const char *text, const char *option)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value > 0)) {
		fprintf(stderr, "frames: %s needs a number above 0, not '%s'\n", option, text);
		exit(2);
	}
	return value;
}

static __u32 unhex(const char *text, __u8 *frame)
{
	size_t octets = strlen(text) / 2, i;
	unsigned int octet;

	if (strlen(text) % 2 || octets < FRAME_LEAST || octets > FRAME_MOST)
		misuse("a frame has 60 to 1514 octets, two hexadecimal digits each");
	for (i = 0; i < octets; i++) {
		if (sscanf(text + 2 * i, "%2x", &octet) != 1)
			misuse("the frame is not hexadecimal");
		frame[i] = (__u8)octet;
	}
	return (__u32)octets;
}

/* In the order of the wire: a sum of 16-bit words does not care for the order of their octets. */
static __u32 header_sum(const __u8 *frame)
{
	__u32 sum = 0, at;
	__u16 word;

	for (at = IP_AT; at < IP_AT + IP_OCTETS; at += 2) {
		if (at == CHECKSUM_AT || at == SOURCE_AT + 2)
			continue;
		memcpy(&word, frame + at, sizeof(word));
		sum += word;
	}
	return sum;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * Seconds that the kernel says it took, as whole nanoseconds a frame. Its stopwatch stands still
 * while another task has the processor, and making and clearing away the pages is not in it either.
 */
static double send_frames(int program, const __u8 *frame, __u32 length, int count)
{
	struct xdp_md context = {.data_end = length};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = length,
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = count,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = BATCH);

	if (bpf_prog_test_run_opts(program, &opts))
		fail("the kernel does not send live frames (Linux 5.18 is needed)", errno);
	return (double)opts.duration * count / 1e9;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"seconds", required_argument, NULL, 's'},
		{"count", required_argument, NULL, 'c'},
		{"sources", required_argument, NULL, 'n'},
		{NULL, 0, NULL, 0},
	};
	double seconds = 0, count = 0, sources = 1, started, passed = 0, sent = 0, busy = 0;
	__u8 frame[FRAME_MOST] = {0};
	struct frames *skeleton;
	__u32 length, ifindex;
	int option, turn, error;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			seconds = positive(optarg, "--seconds");
			break;
		case 'c':
			count = positive(optarg, "--count");
			break;
		case 'n':
			sources = positive(optarg, "--sources");
			break;
		default:
			misuse("unknown option");
		}
	}
	if (argc - optind != 2 || !seconds == !count)
		misuse("an interface, a frame, and either --seconds or --count are needed");
	ifindex = if_nametoindex(argv[optind]);
	if (!ifindex)
		fail(argv[optind], errno);
	length = unhex(argv[optind + 1], frame);
	if (sources > SOURCES_MOST)
		misuse("there are at most 65536 --sources");
	if (sources > 1 && (frame[12] != 0x08 || frame[13] != 0x00 || frame[IP_AT] != 0x45))
		misuse("--sources needs a frame of IPv4 without options");

	skeleton = frames__open();
	if (!skeleton)
		fail("cannot open the program", errno);
	skeleton->rodata->plan.ifindex = ifindex;
	skeleton->rodata->plan.sources = (__u32)sources;
	skeleton->rodata->plan.checksum = header_sum(frame);
	error = frames__load(skeleton);
	if (error)
		fail("cannot load the program (root needed)", error);

	started = now();
	while (count ? sent < count : passed < seconds) {
		turn = count && count - sent < TURN ? (int)(count - sent) : TURN;
		busy += send_frames(bpf_program__fd(skeleton->progs.frames), frame, length, turn);
		sent += turn;
		passed = now() - started;
	}
	printf("{\"sent\":%.0f,\"seconds\":%.6f,\"passed\":%.6f}\n", sent, busy, passed);
	frames__destroy(skeleton);
	return 0;
}
