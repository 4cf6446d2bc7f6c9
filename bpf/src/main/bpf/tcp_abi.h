/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the programs of tcp.bpf.c and Java: see probe_abi.h for its rules.
 *
 * A row is what the connections of one peer with one service in one direction did. Rows lie in an
 * array that Java maps; an index of their keys tells the programs which one is whose, and a queue
 * holds the numbers of those that are nobody's. The first two are not in the index: they are the
 * remainders of inbound and outbound connections, which take what finds no row of its own.
 *
 * Java takes a row away in three steps: it deletes its key from the index, waits until no program
 * can still be counting in it, then adds what it holds to its own sums, clears it and puts its
 * number back into the queue.
 */
#ifndef PATHGAUGE_TCP_ABI_H
#define PATHGAUGE_TCP_ABI_H

#include <linux/types.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

#define PG_TCP_BUCKETS	     194 /* as those of round-trip times, see hist.bpf.h */
#define PG_TCP_SESSION_SHIFT 10	 /* those of sessions have bounds so many powers of two higher */
#define PG_TCP_COMM	     16
#define PG_TCP_PREFIXES	     4096
#define PG_TCP_NAMESPACES    1024

enum pg_tcp_direction {
	PG_TCP_INBOUND,	 /* also the number of the remainder's row */
	PG_TCP_OUTBOUND, /* likewise */
	PG_TCP_REMAINDERS,
};

struct pg_tcp_key {
	__u8 peer[16]; /* remote address or prefix; IPv4 as ::ffff:a.b.c.d */
	__u32 netns;   /* inode number of the network namespace */
	__u16 port;    /* of the service, host order: the local one of inbound connections */
	__u8 direction;
	__u8 bits; /* of the prefix; 128 for a host */
};

/* Who called connect() or listen(). */
struct pg_tcp_owner {
	__u64 cgroup; /* identifier in the cgroup2 hierarchy; 0 with a pid of 0, if unknown */
	__u32 pid;
	__u32 reserved;
	char comm[PG_TCP_COMM];
};

/* All but `active` only ever grows, until Java clears the row. */
struct pg_tcp_row {
	struct pg_tcp_key key;
	__u64 last_ns; /* when something was counted last; 0 if nothing was */
	__u64 opened;
	__u64 failed;
	__u64 refused;
	__u64 reset;
	__u64 closed;
	__u64 octets_in;
	__u64 octets_out;
	__u64 segments_out;
	__u64 retransmitted;
	__u64 connect_sum_ns;
	__u64 rtt_sum_ns;
	__u64 session_sum_ns;
	struct pg_tcp_owner owner;
	__u32 owner_sequence; /* odd while the owner is being written */
	__u32 active;	      /* established connections that the last scan saw; Java clears it */
	__u32 rtt_min_us;     /* least that any of the sockets saw; 0 if none */
	__u32 rtt_slot_us;    /* least of the samples since Java cleared it; 0 if none */
	__u32 srtt_us;	      /* newest; 0 if none */
	__u32 reserved;
	__u32 connect[PG_TCP_BUCKETS];
	__u32 rtt[PG_TCP_BUCKETS];
	__u32 session[PG_TCP_BUCKETS];
	__u32 reserved2[2];
};

/* Key of the trie of prefixes, as the kernel wants it; the value is the prefix in a row's key. */
struct pg_tcp_prefix_key {
	__u32 bits;
	__u8 address[16];
};

struct pg_tcp_prefix {
	__u8 address[16];
	__u32 bits;
};

/* Written by Java, at any time. */
struct pg_tcp_config {
	__u64 rtt_interval_us; /* least time between two samples of a socket */
	__u32 namespaced;      /* whether only those in pg_tcp_netns are measured */
	__u32 prefixes;	       /* how many there are in pg_tcp_prefixes */
};

/* What befell the programs themselves, counted per CPU. */
struct pg_tcp_internal {
	__u64 no_row;	  /* counted in a remainder, because all rows are taken */
	__u64 no_storage; /* connections not counted, for want of memory for the socket's state */
};

_Static_assert(sizeof(struct pg_tcp_key) == 24, "pg_tcp_key");
_Static_assert(sizeof(struct pg_tcp_owner) == 32, "pg_tcp_owner");
_Static_assert(sizeof(struct pg_tcp_row) == 2520, "pg_tcp_row");
_Static_assert(sizeof(struct pg_tcp_prefix_key) == 20, "pg_tcp_prefix_key");
_Static_assert(sizeof(struct pg_tcp_prefix) == 20, "pg_tcp_prefix");
_Static_assert(sizeof(struct pg_tcp_config) == 16, "pg_tcp_config");
_Static_assert(sizeof(struct pg_tcp_internal) == 16, "pg_tcp_internal");

#pragma clang diagnostic pop

/* BTF knows no macro: see probe_abi.h. */
enum pg_tcp_constant {
	PG_TCP_K_BUCKETS = PG_TCP_BUCKETS,
	PG_TCP_K_SESSION_SHIFT = PG_TCP_SESSION_SHIFT,
	PG_TCP_K_COMM = PG_TCP_COMM,
	PG_TCP_K_PREFIXES = PG_TCP_PREFIXES,
	PG_TCP_K_NAMESPACES = PG_TCP_NAMESPACES,
};

struct pg_tcp_abi {
	struct pg_tcp_key key;
	struct pg_tcp_owner owner;
	struct pg_tcp_row row;
	struct pg_tcp_prefix_key prefix_key;
	struct pg_tcp_prefix prefix;
	struct pg_tcp_config config;
	struct pg_tcp_internal internal;
	enum pg_tcp_direction direction;
	enum pg_tcp_constant constant;
};

#endif
