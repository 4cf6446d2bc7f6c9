/* SPDX-License-Identifier: GPL-2.0 */
/* Maps of tcp.bpf.c, the state of a socket, and finding the row that a socket counts in. */
#ifndef PATHGAUGE_TCP_BPF_H
#define PATHGAUGE_TCP_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "hist.bpf.h"
#include "kernel.bpf.h"
#include "tcp_abi.h"

#define PG_AF_INET	2
#define PG_AF_INET6	10
#define PG_IPPROTO_TCP	6 /* Multipath TCP's own sockets have another one, their subflows this */
#define PG_TCP_ATTEMPTS 4 /* to exchange a word that another CPU changes too */

/* Never read: see struct pg_abi. */
const volatile struct pg_tcp_abi *const volatile pg_tcp_abi_types = 0;

enum pg_tcp_flags {
	PG_TCP_F_OUTBOUND = 1 << 0,
	PG_TCP_F_OPEN = 1 << 1,	   /* established, and not closed since */
	PG_TCP_F_EARLIER = 1 << 2, /* established before the agent watched */
	PG_TCP_F_RST_IN = 1 << 3,  /* the peer sent a RST */
	PG_TCP_F_RESET = 1 << 4,   /* counted as reset */
	PG_TCP_F_FIN = 1 << 5,	   /* a FIN of ours is sent, or about to be */
	PG_TCP_F_ATTEMPT = 1 << 6, /* a SYN of ours is sent */
	PG_TCP_F_OPENED = 1 << 7,  /* was established, and may be closed since */
	PG_TCP_F_ENDED = 1 << 8,   /* its end is counted */
};

/*
 * What is known of a socket, kept with it and freed with it. All but the scan run under the
 * socket's lock; what the scan changes too is exchanged atomically. The state of a listening
 * socket is copied to its children, which inherit the owner so.
 */
struct pg_tcp_socket {
	struct pg_tcp_key key;
	struct pg_tcp_owner owner;
	__u64 begun_ns;	   /* of the attempt, later of the connection */
	__u64 sampled_us;  /* rack_mstamp when a segment was looked into last */
	__u64 rack_mstamp; /* of the newest sample of the round-trip time */
	__u64 octets_in;   /* what is counted of each so far */
	__u64 octets_out;
	__u32 segments_out;
	__u32 retransmitted;
	__u32 flags;
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct pg_tcp_socket);
} pg_tcp_sockets SEC(".maps");

/* Those that grow with the number of rows are declared with one element: the agent sets it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_tcp_row);
} pg_tcp_rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct pg_tcp_key);
	__type(value, __u32);
} pg_tcp_index SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 1);
	__type(value, __u32);
} pg_tcp_free SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PG_TCP_PREFIXES);
	__type(key, struct pg_tcp_prefix_key);
	__type(value, struct pg_tcp_prefix);
} pg_tcp_prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PG_TCP_NAMESPACES);
	__type(key, __u32);
	__type(value, __u32);
} pg_tcp_netns SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_tcp_config);
} pg_tcp_config SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_tcp_internal);
} pg_tcp_internal SEC(".maps");

#define PG_TCP_COUNT(member)                                                                       \
	do {                                                                                       \
		__u32 _zero = 0;                                                                   \
		struct pg_tcp_internal *_internal = bpf_map_lookup_elem(&pg_tcp_internal, &_zero); \
		if (_internal)                                                                     \
			_internal->member++;                                                       \
	} while (0)

static __always_inline void pg_tcp_add(__u64 *counter, __u64 n)
{
	__sync_fetch_and_add(counter, n);
}

/* Lowers a minimum, in which 0 stands for none. */
static __always_inline void pg_tcp_lower(__u32 *least, __u32 value)
{
#pragma unroll
	for (int i = 0; i < PG_TCP_ATTEMPTS; i++) {
		__u32 old = *(volatile __u32 *)least;

		if (old && old <= value)
			return;
		if (__sync_val_compare_and_swap(least, old, value) == old)
			return;
	}
}

static __always_inline void pg_tcp_time(__u32 *histogram, __u64 *sum, __u64 ns, const __u32 shift)
{
	__u32 bucket = pg_bucket(ns >> shift, 3);

	barrier_var(bucket);
	if (bucket < PG_TCP_BUCKETS)
		__sync_fetch_and_add(&histogram[bucket], 1);
	pg_tcp_add(sum, ns);
}

/* Whether the socket is one that is to be measured. */
static __always_inline bool pg_tcp_ours(const struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;
	struct pg_tcp_config *config;
	__u32 zero = 0, netns;

	if (sk->sk_protocol != PG_IPPROTO_TCP || (family != PG_AF_INET && family != PG_AF_INET6))
		return false;
	config = bpf_map_lookup_elem(&pg_tcp_config, &zero);
	if (!config || !config->namespaced)
		return true;
	netns = sk->__sk_common.skc_net.net->ns.inum;
	return bpf_map_lookup_elem(&pg_tcp_netns, &netns);
}

/* What the row of a socket is known by. The peer and, but for a SYN, both ports are set. */
static __always_inline void pg_tcp_key_of(const struct sock *sk, bool outbound,
					  struct pg_tcp_key *key)
{
	struct pg_tcp_prefix_key whole = {.bits = 128};
	struct pg_tcp_config *config;
	struct pg_tcp_prefix *prefix;
	__u32 *address = (__u32 *)whole.address;
	__u32 zero = 0;

	if (sk->__sk_common.skc_family == PG_AF_INET6) {
		address[0] = sk->__sk_common.skc_v6_daddr.in6_u.u6_addr32[0];
		address[1] = sk->__sk_common.skc_v6_daddr.in6_u.u6_addr32[1];
		address[2] = sk->__sk_common.skc_v6_daddr.in6_u.u6_addr32[2];
		address[3] = sk->__sk_common.skc_v6_daddr.in6_u.u6_addr32[3];
	} else {
		address[2] = bpf_htonl(0xffff);
		address[3] = sk->__sk_common.skc_daddr;
	}
	__builtin_memcpy(key->peer, whole.address, sizeof(key->peer));
	key->bits = 128;
	key->netns = sk->__sk_common.skc_net.net->ns.inum;
	key->port = outbound ? bpf_ntohs(sk->__sk_common.skc_dport) : sk->__sk_common.skc_num;
	key->direction = outbound ? PG_TCP_OUTBOUND : PG_TCP_INBOUND;
	config = bpf_map_lookup_elem(&pg_tcp_config, &zero);
	if (!config || !config->prefixes)
		return;
	prefix = bpf_map_lookup_elem(&pg_tcp_prefixes, &whole);
	if (!prefix)
		return;
	__builtin_memcpy(key->peer, prefix->address, sizeof(key->peer));
	key->bits = prefix->bits;
}

static __always_inline bool pg_tcp_same(const struct pg_tcp_key *a, const struct pg_tcp_key *b)
{
	const __u64 *x = (const __u64 *)a, *y = (const __u64 *)b;

	return x[0] == y[0] && x[1] == y[1] && x[2] == y[2];
}

static __always_inline struct pg_tcp_row *pg_tcp_remainder(__u32 direction)
{
	return bpf_map_lookup_elem(&pg_tcp_rows, &direction);
}

/*
 * The row in the index. Its number may have been given away between the look-up and the reading,
 * so the row itself must confirm whose it is.
 */
static __always_inline struct pg_tcp_row *pg_tcp_known(const struct pg_tcp_key *key)
{
	__u32 *found = bpf_map_lookup_elem(&pg_tcp_index, key);
	struct pg_tcp_row *row;
	__u32 number;

	if (!found)
		return 0;
	number = *found;
	row = bpf_map_lookup_elem(&pg_tcp_rows, &number);
	return row && pg_tcp_same(&row->key, key) ? row : 0;
}

/* Takes a row for a key that has none. */
static __noinline int pg_tcp_take(struct pg_tcp_key *key)
{
	struct pg_tcp_row *row;
	__u32 number;

	if (!key)
		return 0;
	if (bpf_map_pop_elem(&pg_tcp_free, &number)) {
		PG_TCP_COUNT(no_row);
		return 0;
	}
	row = bpf_map_lookup_elem(&pg_tcp_rows, &number);
	if (!row)
		return 0;
	row->key = *key;
	if (bpf_map_update_elem(&pg_tcp_index, key, &number, BPF_NOEXIST)) {
		/* Another CPU was first, or this one was interrupted in the middle of an update. */
		__builtin_memset(&row->key, 0, sizeof(row->key));
		bpf_map_push_elem(&pg_tcp_free, &number, 0);
		return 0;
	}
	/* From here on Java sees the row, and takes it away again if nothing more is heard of it.
	 */
	row->last_ns = bpf_ktime_get_ns();
	return 0;
}

/* The row that counts a key: its own, taken if need be, else the remainder of its direction. */
static __always_inline struct pg_tcp_row *pg_tcp_row(struct pg_tcp_key *key, bool take)
{
	struct pg_tcp_row *row = pg_tcp_known(key);

	if (!row && take) {
		pg_tcp_take(key);
		row = pg_tcp_known(key);
	}
	return row ? row : pg_tcp_remainder(key->direction);
}

static __always_inline void pg_tcp_owner_here(struct pg_tcp_owner *owner)
{
	owner->cgroup = bpf_get_current_cgroup_id();
	owner->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(owner->comm, sizeof(owner->comm));
}

/* Whoever finds another CPU writing leaves it: that one is the newest owner as well. */
static __always_inline void pg_tcp_owned(struct pg_tcp_row *row, const struct pg_tcp_owner *owner)
{
	__u32 sequence = *(volatile __u32 *)&row->owner_sequence;

	if (!owner->pid || sequence & 1)
		return;
	if (row->owner.pid == owner->pid && row->owner.cgroup == owner->cgroup)
		return;
	if (__sync_val_compare_and_swap(&row->owner_sequence, sequence, sequence + 1) != sequence)
		return;
	row->owner = *owner;
	__sync_fetch_and_add(&row->owner_sequence, 1);
}

#endif
