// SPDX-License-Identifier: Apache-2.0
/*
 * snmp_load: asks an SNMP agent for a table with a number of requests under way all the time, and
 * counts what comes.
 *
 * Every response is read in full (and decrypted): one with an error, or one that does not hold what
 * was asked, ends the run. Only the digest of a version 3 response is not checked.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "snmp_message.h"

#define SLOTS_MAX   256
#define COLUMNS_MAX 64
#define GET_OIDS    10
#define SILENCE_MS  1000
#define SILENCES    10
#define BUFFER	    (4 << 20)

static const char usage[] =
	"usage: snmp_load PORT get|walk|wide OPTION...\n"
	"  get   GET of 10 columns of one row, rows at random\n"
	"  walk  GETBULK of one column after the other\n"
	"  wide  GETBULK of all columns at once\n"
	"  --community NAME          version 2c, or\n"
	"  --user NAME --auth SECRET --priv SECRET  version 3, SHA-256 and AES-128\n"
	"  --entry OID               the conceptual row\n"
	"  --columns N,N,...         at least 10\n"
	"  --rows N                  indexes run from 1 to N\n"
	"  --repetitions N           of GETBULK (25)\n"
	"  --outstanding N           requests under way (16)\n"
	"  --seconds S               for so long (3)\n"
	"  --address A               IPv4 address (127.0.0.1)\n"
	"prints {\"requests\",\"variables\",\"seconds\",\"resent\",\"cpu\"}; cpu: share of one "
	"core this took\n";

enum mode { GET, WALK, WIDE };

/* One request under way: which, and where its walk is. */
struct slot {
	uint32_t id;
	unsigned int column;
	uint32_t row;
	uint8_t message[4096];
	uint8_t *start;
};

static struct {
	struct manager manager;
	enum mode mode;
	const char *address, *auth, *priv;
	struct oid entry;
	unsigned int columns[COLUMNS_MAX], column_count, outstanding, repetitions;
	uint32_t rows;
	double seconds;
	int socket;
	struct slot slots[SLOTS_MAX];
	uint64_t random;
	uint32_t sequence;
	unsigned long requests, variables, resent;
} load = {.address = "127.0.0.1",
	  .outstanding = 16,
	  .repetitions = 25,
	  .seconds = 3,
	  .random = 32473};

static void fail(const char *what)
{
	fprintf(stderr, "snmp_load: %s%s%s\n", what, errno ? ": " : "",
		errno ? strerror(errno) : "");
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static uint32_t below(uint32_t limit)
{
	load.random ^= load.random << 13;
	load.random ^= load.random >> 7;
	load.random ^= load.random << 17;
	return (uint32_t)(load.random % limit);
}

static void send_slot(struct slot *slot)
{
	size_t length = (size_t)(slot->message + sizeof(slot->message) - slot->start);

	if (send(load.socket, slot->start, length, 0) < 0 && errno != ECONNREFUSED)
		fail("send");
}

static void name(struct oid *oid, unsigned int column, uint32_t row)
{
	memcpy(oid->id, load.entry.id, load.entry.length * sizeof(oid->id[0]));
	oid->id[load.entry.length] = load.columns[column];
	oid->id[load.entry.length + 1] = row;
	/* Before the first row there is the column alone. */
	oid->length = load.entry.length + (row ? 2 : 1);
}

static void ask(struct slot *slot)
{
	static struct oid oids[COLUMNS_MAX];
	struct request request = {
		.tag = TAG_GETBULK, .repetitions = load.repetitions, .oids = oids};
	unsigned int i, first = 0;

	slot->id = (++load.sequence << 8 | (uint32_t)(slot - load.slots)) & 0x7fffffff;
	request.id = slot->id;
	switch (load.mode) {
	case GET:
		request.tag = TAG_GET;
		request.repetitions = 0;
		request.count = GET_OIDS;
		first = below(load.column_count);
		slot->row = 1 + below(load.rows);
		break;
	case WALK:
		request.count = 1;
		first = slot->column;
		break;
	case WIDE:
		request.count = load.column_count;
		break;
	}
	for (i = 0; i < request.count; i++)
		name(&oids[i], (first + i) % load.column_count, slot->row);
	slot->start = message_write(&load.manager, &request, slot->message + sizeof(slot->message));
	if (!slot->start)
		fail("the request cannot be encrypted");
	send_slot(slot);
}

/* Whether a name is that of a column of the table; its row. */
static int in_column(const struct oid *oid, unsigned int column, uint32_t *row)
{
	unsigned int length = load.entry.length;

	*row = oid->id[length + 1];
	return oid->length == length + 2 && oid->id[length] == column &&
	       !memcmp(oid->id, load.entry.id, length * sizeof(oid->id[0]));
}

/* Counts the variables of a response and moves the walk on. */
static void take(struct slot *slot, const struct response *response)
{
	const uint8_t *at = response->variables, *end = at + response->length;
	unsigned int asked = load.mode == WIDE ? load.column_count : 1, count = 0, ended = 0;
	uint32_t row, last = slot->row;
	struct oid oid;
	uint8_t tag;

	errno = 0;
	if (response->tag != TAG_RESPONSE || response->error_status)
		fail("a response with an error");
	for (; at < end; count++) {
		unsigned int column = load.mode == WIDE ? count % asked : slot->column;

		if (message_variable(&at, end, &oid, &tag) < 0)
			fail("a variable that cannot be read");
		if (load.mode == GET) {
			if (tag >= 0x80)
				fail("an object that is not there");
		} else if (in_column(&oid, load.columns[column], &row)) {
			if (row <= last - (load.mode == WIDE && column > 0))
				fail("names that do not rise");
			last = row;
		} else {
			ended = 1;
			break;
		}
	}
	load.requests++;
	load.variables += load.mode == WIDE ? count - count % asked : count;
	if (load.mode == GET) {
		if (count != GET_OIDS)
			fail("not as many variables as were asked for");
		return;
	}
	if (!count && !slot->row)
		fail("an empty column");
	if (load.mode == WIDE && count % asked)
		/* A row that did not fit in whole is asked for again. */
		last--;
	slot->row = ended || last >= load.rows ? 0 : last;
	if (!slot->row)
		slot->column = (slot->column + 1) % load.column_count;
}

static void exchange(const struct request *request, struct response *response)
{
	static uint8_t octets[MESSAGE_MAX];
	uint8_t *start = message_write(&load.manager, request, octets + sizeof(octets));
	ssize_t length = -1;

	if (start && send(load.socket, start, (size_t)(octets + sizeof(octets) - start), 0) > 0)
		length = recv(load.socket, octets, sizeof(octets), 0);
	if (length < 0)
		fail("no answer about the engine");
	if (message_read(&load.manager, octets, (size_t)length, response) < 0)
		fail("an answer about the engine that cannot be read");
}

/* Learns the engine's name and, since not all tell it along, the engine's clock (RFC 3414 section
 * 4). */
static void discover(void)
{
	struct request request = {.id = 1, .tag = TAG_GET};
	struct response response;

	exchange(&request, &response);
	if (!load.manager.engine_length)
		fail("no engine in the answer");
	if (message_keys(&load.manager, load.auth, load.priv) < 0)
		fail("no keys can be made");
	exchange(&request, &response);
}

static void run(void)
{
	static uint8_t octets[MESSAGE_MAX];
	double end = now() + load.seconds;
	struct response response;
	unsigned int i, silent = 0;

	for (i = 0; i < load.outstanding; i++) {
		load.slots[i].column = i % load.column_count;
		load.slots[i].row = load.mode == WIDE ? i * (load.rows / load.outstanding) : 0;
		ask(&load.slots[i]);
	}
	while (now() < end) {
		ssize_t length = recv(load.socket, octets, sizeof(octets), 0);
		struct slot *slot;

		if (length < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
				fail("recv");
			if (++silent == SILENCES)
				fail("the agent does not answer");
			for (i = 0; i < load.outstanding; i++, load.resent++)
				send_slot(&load.slots[i]);
			continue;
		}
		silent = 0;
		errno = 0;
		if (message_read(&load.manager, octets, (size_t)length, &response) < 0)
			fail("a response that cannot be read");
		if (response.tag == TAG_REPORT)
			fail("the agent reports an error");
		if ((response.id & 0xff) >= load.outstanding)
			fail("a response that nobody asked for");
		slot = &load.slots[response.id & 0xff];
		/* The second answer to a request that was sent again. */
		if (slot->id != response.id)
			continue;
		take(slot, &response);
		ask(slot);
	}
}

static void open_socket(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct timeval patience = {.tv_sec = SILENCE_MS / 1000};
	int size = BUFFER;

	load.socket = socket(AF_INET, SOCK_DGRAM, 0);
	if (inet_pton(AF_INET, load.address, &to.sin_addr) != 1 || load.socket < 0 ||
	    connect(load.socket, (struct sockaddr *)&to, sizeof(to)) < 0 ||
	    setsockopt(load.socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0 ||
	    setsockopt(load.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
		fail(load.address);
}

static void misuse(void)
{
	fputs(usage, stderr);
	exit(2);
}

/* Numbers between separators; returns how many. */
static unsigned int numbers(const char *text, char separator, unsigned int *to, unsigned int most)
{
	unsigned int count = 0;
	char *end;

	if (*text == separator)
		text++;
	do {
		if (count == most)
			misuse();
		to[count++] = (unsigned int)strtoul(text, &end, 10);
		if (end == text || (*end && *end != separator))
			misuse();
		text = end + 1;
	} while (*end);
	return count;
}

static void parse(int argc, char **argv)
{
	static const struct option options[] = {
		{"community", required_argument, NULL, 'c'},
		{"user", required_argument, NULL, 'u'},
		{"auth", required_argument, NULL, 'a'},
		{"priv", required_argument, NULL, 'p'},
		{"entry", required_argument, NULL, 'e'},
		{"columns", required_argument, NULL, 'k'},
		{"rows", required_argument, NULL, 'r'},
		{"repetitions", required_argument, NULL, 'm'},
		{"outstanding", required_argument, NULL, 'o'},
		{"seconds", required_argument, NULL, 's'},
		{"address", required_argument, NULL, 'A'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'u':
			load.manager.version3 = 1;
			/* fall through */
		case 'c':
			load.manager.name = optarg;
			break;
		case 'a':
			load.auth = optarg;
			break;
		case 'p':
			load.priv = optarg;
			break;
		case 'e':
			load.entry.length = numbers(optarg, '.', load.entry.id, OID_MAX - 2);
			break;
		case 'k':
			load.column_count = numbers(optarg, ',', load.columns, COLUMNS_MAX);
			break;
		case 'r':
			load.rows = (uint32_t)atol(optarg);
			break;
		case 'm':
			load.repetitions = (unsigned int)atoi(optarg);
			break;
		case 'o':
			load.outstanding = (unsigned int)atoi(optarg);
			break;
		case 's':
			load.seconds = atof(optarg);
			break;
		case 'A':
			load.address = optarg;
			break;
		default:
			misuse();
		}
	}
	if (argc - optind != 2 || !load.manager.name || load.entry.length < 2 ||
	    load.column_count < GET_OIDS || load.rows < SLOTS_MAX || !load.outstanding ||
	    load.outstanding > SLOTS_MAX || !load.repetitions || !(load.seconds > 0) ||
	    (load.manager.version3 && (!load.auth || !load.priv)))
		misuse();
	if (!strcmp(argv[optind + 1], "get"))
		load.mode = GET;
	else if (!strcmp(argv[optind + 1], "walk"))
		load.mode = WALK;
	else if (!strcmp(argv[optind + 1], "wide"))
		load.mode = WIDE;
	else
		misuse();
}

int main(int argc, char **argv)
{
	struct rusage used;
	double started, passed;

	parse(argc, argv);
	open_socket(atoi(argv[optind]));
	if (load.manager.version3)
		discover();
	started = now();
	run();
	passed = now() - started;
	if (!load.requests)
		fail("no answer at all");
	getrusage(RUSAGE_SELF, &used);
	printf("{\"requests\":%lu,\"variables\":%lu,\"seconds\":%.3f,\"resent\":%lu,\"cpu\":%.2f}"
	       "\n",
	       load.requests, load.variables, passed, load.resent,
	       ((double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6) /
		       passed);
	return 0;
}
