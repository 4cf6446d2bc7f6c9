// SPDX-License-Identifier: Apache-2.0
/*
 * naive: pings as a program does that takes both of its times itself.
 *
 * The comparator of all that has the kernel take one of them or both: the clock is read before an
 * echo request is given to the kernel, and again when its reply has been read. One thread, one raw
 * socket for all targets, which reads what is there whenever nothing is due. IPv4.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/icmp.h>

#define TARGETS_MOST 64
#define PACKETS_MOST 1000000
#define PADDING	     52 /* with the number, 56 octets behind the header: as many as ping sends */
#define NANOS	     1000000000LL
#define WAIT	     (5 * NANOS) /* for replies once all is sent */
#define SPACE	     (64 << 20)	 /* of the socket: what waits there is late, but not lost */

static const char usage[] =
	"usage: naive --count N --spacing MICROS ADDRESS...\n"
	"  --count N         echo requests to each IPv4 address\n"
	"  --spacing MICROS  between two of one address; 0 sends all at once\n"
	"prints the address and the round-trip time in nanoseconds of each reply, a line each\n";

struct request {
	struct icmphdr head;
	uint32_t number;
	char padding[PADDING];
} __attribute__((packed));

static struct in_addr targets[TARGETS_MOST];
static int64_t *sent; /* by number; 0: not yet, or answered */
static uint16_t identifier;

static void fail(const char *what)
{
	fprintf(stderr, "naive: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void misuse(const char *what)
{
	fprintf(stderr, "naive: %s\n%s", what, usage);
	exit(2);
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NANOS + time.tv_nsec;
}

static long number_of(const char *text, long least, long most, const char *option)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < least || value > most) {
		fprintf(stderr, "naive: %s needs a number from %ld to %ld, not '%s'\n", option,
			least, most, text);
		exit(2);
	}
	return value;
}

static uint16_t checksum(const void *data, size_t octets)
{
	const unsigned char *at = data;
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < octets; i += 2)
		sum += (uint32_t)(at[i] << 8 | at[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static int open_socket(void)
{
	struct icmp_filter filter = {.data = ~(1U << ICMP_ECHOREPLY)};
	int space = SPACE;
	int opened = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

	if (opened < 0)
		fail("cannot open a raw socket (root needed)");
	if (setsockopt(opened, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)))
		fail("cannot set the socket's filter");
	if (setsockopt(opened, SOL_SOCKET, SO_RCVBUFFORCE, &space, sizeof(space)) &&
	    setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &space, sizeof(space)))
		fail("cannot set the socket's space");
	return opened;
}

static void send_request(int to, struct in_addr target, uint32_t number)
{
	struct request request = {
		.head = {.type = ICMP_ECHO},
		.number = number,
	};
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = target};

	request.head.un.echo.id = identifier;
	request.head.un.echo.sequence = htons((uint16_t)number);
	request.head.checksum = checksum(&request, sizeof(request));
	sent[number] = now();
	if (sendto(to, &request, sizeof(request), 0, (struct sockaddr *)&address,
		   sizeof(address)) != sizeof(request))
		fail(inet_ntoa(target));
}

/* Prints the round-trip times of all replies that are there; returns how many. */
static long read_replies(int from, long count, long packets)
{
	char text[INET_ADDRSTRLEN];
	struct request reply;
	char packet[2048];
	long read = 0;
	ssize_t octets;
	int64_t time;
	size_t head;

	while ((octets = recv(from, packet, sizeof(packet), MSG_DONTWAIT)) >= 0) {
		time = now();
		head = ((const struct iphdr *)packet)->ihl * 4UL;
		if ((size_t)octets < head + sizeof(reply))
			continue;
		memcpy(&reply, packet + head, sizeof(reply));
		if (reply.head.un.echo.id != identifier || reply.number >= packets ||
		    !sent[reply.number])
			continue;
		inet_ntop(AF_INET, &targets[reply.number / count], text, sizeof(text));
		printf("%s %lld\n", text, (long long)(time - sent[reply.number]));
		sent[reply.number] = 0;
		read++;
	}
	if (errno != EAGAIN && errno != EINTR)
		fail("cannot read replies");
	return read;
}

static void await_reply(int from, int64_t until)
{
	struct pollfd readable = {.fd = from, .events = POLLIN};
	int64_t left = until - now();
	struct timespec most;

	if (left <= 0)
		return;
	most = (struct timespec){.tv_sec = left / NANOS, .tv_nsec = left % NANOS};
	if (ppoll(&readable, 1, &most, NULL) < 0 && errno != EINTR)
		fail("cannot wait for replies");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"count", required_argument, NULL, 'c'},
		{"spacing", required_argument, NULL, 's'},
		{NULL, 0, NULL, 0},
	};
	long count = 0, spacing = -1, addresses, packets, turn = 0, answered = 0;
	int64_t due, end;
	int option, on;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			count = number_of(optarg, 1, PACKETS_MOST / TARGETS_MOST, "--count");
		else if (option == 's')
			spacing = number_of(optarg, 0, 60000000, "--spacing");
		else
			misuse("unknown option");
	}
	addresses = argc - optind;
	if (!count || spacing < 0 || addresses < 1 || addresses > TARGETS_MOST)
		misuse("--count, --spacing and 1 to 64 addresses are needed");
	for (long target = 0; target < addresses; target++)
		if (inet_pton(AF_INET, argv[optind + target], &targets[target]) != 1)
			misuse("an address is none of IPv4");
	packets = count * addresses;
	sent = calloc((size_t)packets, sizeof(*sent));
	if (!sent)
		fail("no memory");
	identifier = (uint16_t)getpid();
	on = open_socket();

	due = now();
	end = due + WAIT;
	while (answered < packets && now() < end) {
		while (turn < count && now() >= due) {
			for (long target = 0; target < addresses; target++)
				send_request(on, targets[target],
					     (uint32_t)(target * count + turn));
			turn++;
			due += spacing * 1000;
			end = now() + WAIT;
		}
		await_reply(on, turn < count ? due : end);
		answered += read_replies(on, count, packets);
	}
	return 0;
}
