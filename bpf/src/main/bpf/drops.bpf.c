// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the packets that the kernel frees as dropped, by interface and reason, and those that XDP
 * programs, whoever's, failed with.
 *
 * All programs run for the whole host. What belongs to another network namespace than the agent's
 * is left alone, or counted as one row if the agent wants it.
 *
 * The kernel does not run a program on a CPU that is at work in it already, and an interrupt may
 * bring packets that are dropped while a process's drop is being counted. So each drop is told to
 * two programs, of which the second one counts what the first one was not told of. XDP programs run
 * with interrupts' work held back, so there one is enough.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "kernel.bpf.h"
#include "drops_abi.h"

char LICENSE[] SEC("license") = "GPL";

/* Set by the agent before load, constant for the verifier afterwards. */
const volatile __u32 pg_drops_netns = 0;     /* inode number of the agent's network namespace */
const volatile __u32 pg_drops_elsewhere = 0; /* whether to count other namespaces, too */
const volatile __u32 pg_drops_reasons = 0;   /* whether the tracepoint tells a reason */
const volatile __u32 pg_drops_stack = 0;     /* octets of a task's stack; 0: one program is told */

/* Never read: see struct pg_drops_abi. */
const volatile struct pg_drops_abi *const volatile pg_drops_abi_types = 0;

/* Every inode number of a namespace is above: /proc has them from 0xf0000000 on, first ones just
 * below. */
#define PG_NAMESPACE_INODES 0xe0000000u

enum {
	PG_PACKET_BROADCAST = 1, /* linux/if_packet.h */
	PG_PACKET_MULTICAST = 2,
	PG_EEXIST = 17,
};

/* Made before use, so that counting never allocates; the agent sets the number of entries. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1);
	__type(key, struct pg_drops_key);
	__type(value, __u64);
} pg_drops SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_drops_internal);
} pg_drops_internal SEC(".maps");

/*
 * What the first program was told of on this CPU and the second one was not yet: addresses of
 * packets, 0 for none. One for each level that may interrupt another.
 */
struct pg_drops_told {
	__u64 by_task;
	__u64 by_interrupt;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_drops_told);
} pg_drops_told SEC(".maps");

/*
 * An interrupt has a stack of its own, and so has what the kernel does as one ends. The arguments
 * lie on the stack of whoever drops. From the arguments' own address Linux 6.1 lets nobody subtract
 * what it does not know; a copy of its lower half is a number, and tells stacks apart.
 */
static __always_inline bool pg_interrupts(const __u64 *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 arguments = (__u64)ctx;

	/* In half a register, or the compiler makes the half of the whole one by shifts. */
	asm volatile("" : "+w"(arguments));
	return arguments - (__u32)(__u64)task->stack >= pg_drops_stack;
}

/* Return: whether the key was there, or there was room for it. */
static __always_inline bool pg_drop_add(const struct pg_drops_key *key)
{
	__u64 *packets = bpf_map_lookup_elem(&pg_drops, key);
	__u64 one = 1;
	long error;

	if (!packets) {
		error = bpf_map_update_elem(&pg_drops, key, &one, BPF_NOEXIST);
		if (error != -PG_EEXIST)
			return !error;
		/* Another CPU was first. */
		packets = bpf_map_lookup_elem(&pg_drops, key);
		if (!packets)
			return false;
	}
	/* The other program may interrupt this one. */
	__sync_fetch_and_add(packets, 1);
	return true;
}

static __always_inline void pg_drop_count(__u32 ifindex, enum pg_drops_kind kind, __u32 code)
{
	struct pg_drops_key key = {.ifindex = ifindex, .kind = kind, .code = code};
	struct pg_drops_internal *internal;
	__u32 zero = 0;

	if (pg_drop_add(&key))
		return;
	key.kind = kind == PG_DROPS_XDP ? PG_DROPS_XDP : PG_DROPS_REASON;
	key.code = PG_DROPS_OTHER;
	if (pg_drop_add(&key))
		return;
	internal = bpf_map_lookup_elem(&pg_drops_internal, &zero);
	if (internal)
		__sync_fetch_and_add(&internal->overflow, 1);
}

static __always_inline bool pg_counts(__u32 netns)
{
	return netns == pg_drops_netns || pg_drops_elsewhere;
}

/*
 * While a socket holds an skb, `dev` shares its place with other things (dev_scratch, rbnode). So
 * it is believed only if it leads to something that looks like a namespace; a read that faults
 * gives 0.
 *
 * Return: whether the packet counts, with *ifindex set.
 */
static __always_inline bool pg_place(struct sk_buff *skb, __u32 *ifindex)
{
	struct net_device *dev = skb->dev;
	struct sock *sk = skb->sk;
	__u32 netns = 0;
	int index = 0;

	if (dev) {
		index = dev->ifindex;
		netns = dev->nd_net.net->ns.inum;
	}
	if (index <= 0 || netns < PG_NAMESPACE_INODES) {
		index = PG_DROPS_NO_DEVICE;
		/* Of a packet with neither interface nor socket nobody knows the namespace. */
		netns = sk ? sk->__sk_common.skc_net.net->ns.inum : pg_drops_netns;
	}
	*ifindex = netns == pg_drops_netns ? (__u32)index : PG_DROPS_ELSEWHERE;
	return pg_counts(netns);
}

/* Why a tc program of ours dropped the packet; 0 if none did. */
static __always_inline __u32 pg_own(struct sk_buff *skb)
{
	const char *data = skb->cb + bpf_core_field_offset(struct qdisc_skb_cb, data);

	__u32 why = *(const __u32 *)(data + 4);

	if (*(const __u32 *)data != PG_DROPS_OWN_MAGIC)
		return 0;
	return why == PG_DROPS_OWN_REPLY || why == PG_DROPS_OWN_FILTER ? why : 0;
}

static __always_inline bool pg_to_group(struct sk_buff *skb)
{
	__u32 type = BPF_CORE_READ_BITFIELD(skb, pkt_type);

	return type == PG_PACKET_BROADCAST || type == PG_PACKET_MULTICAST;
}

static __always_inline int pg_drop(__u64 *ctx)
{
	struct sk_buff *skb = (struct sk_buff *)ctx[0];
	enum pg_drops_kind kind = PG_DROPS_REASON;
	__u32 code = PG_DROPS_UNSPECIFIED;
	__u32 ifindex, own;

	if (!pg_place(skb, &ifindex))
		return 0;
	own = pg_own(skb);
	if (own) {
		kind = PG_DROPS_OWN;
		code = own;
	} else {
		if (pg_drops_reasons)
			code = ctx[2];
		if (pg_to_group(skb))
			kind = PG_DROPS_REASON_GROUP;
	}
	pg_drop_count(ifindex, kind, code);
	return 0;
}

/* Arguments: skb, location; since 5.17 the reason; since 6.11 the receiving socket. */
SEC("tp_btf/kfree_skb")
int pg_drop_skb(__u64 *ctx)
{
	struct pg_drops_told *told;
	__u32 zero = 0;

	if (pg_drops_stack) {
		told = bpf_map_lookup_elem(&pg_drops_told, &zero);
		if (!told)
			return 0;
		if (pg_interrupts(ctx)) {
			told->by_interrupt = ctx[0];
		} else {
			told->by_task = ctx[0];
			/* What an interrupt left here had another turn. */
			told->by_interrupt = 0;
		}
	}
	return pg_drop(ctx);
}

/* Told after the one above, as it is attached after it. */
SEC("tp_btf/kfree_skb")
int pg_drop_skb2(__u64 *ctx)
{
	struct pg_drops_internal *internal;
	struct pg_drops_told *told;
	__u32 zero = 0;
	__u64 *place;

	told = bpf_map_lookup_elem(&pg_drops_told, &zero);
	if (!told)
		return 0;
	place = pg_interrupts(ctx) ? &told->by_interrupt : &told->by_task;
	if (*place == ctx[0]) {
		*place = 0;
		return 0;
	}
	internal = bpf_map_lookup_elem(&pg_drops_internal, &zero);
	if (internal)
		__sync_fetch_and_add(&internal->second, 1);
	return pg_drop(ctx);
}

/* Arguments: device, program, action. */
SEC("tp_btf/xdp_exception")
int pg_drop_xdp(__u64 *ctx)
{
	const struct net_device *dev = (const struct net_device *)ctx[0];
	__u32 netns = dev->nd_net.net->ns.inum;

	if (pg_counts(netns))
		pg_drop_count(netns == pg_drops_netns ? (__u32)dev->ifindex : PG_DROPS_ELSEWHERE,
			      PG_DROPS_XDP, ctx[2]);
	return 0;
}
